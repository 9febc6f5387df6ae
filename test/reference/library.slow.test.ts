import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { LIBRARY_FILES } from '../../.ci/docs/files.ts';
import { changedFiles } from '../../.ci/docs/written.ts';
import { libraryExamples, libraryModel, undocumented } from '../../.ci/reference/library.ts';
import { temporaryFolder } from '../temporary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder('library-examples');

test('every export, parameter, option and member says what it is', () => {
  expect(libraryModel().exported.length).toBeGreaterThan(150);
  expect(undocumented()).toEqual([]);
});

test('the pages of the library are as they are to be: npm run docs -- --outputs writes them', async () => {
  expect((await changedFiles(LIBRARY_FILES)).flatMap(({ what }) => what)).toEqual([]);
});

describe('the examples', () => {
  const examples = libraryExamples();
  const index = readFileSync('docs/reference/library.md', 'utf8');
  const [first] = /(?: {4}.*\n|\n(?= {4}))+/.exec(index.slice(index.indexOf('    import'))) ?? [''];
  examples.push(['library.md', first.replace(/^ {4}/gm, '')]);

  beforeAll(() => {
    const source = join(ROOT, 'src/index.ts');
    for (const [name, code] of examples) writeFileSync(join(folder, `${name}.ts`), code.replace(/'disco-replay'/, `'${source}'`)); // biome-ignore format: a line
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions: { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false, noEmit: true, typeRoots: [join(ROOT, 'node_modules/@types')] }, include: ['*.ts'] }), // biome-ignore format: an object
    );
  });

  test('are right TypeScript', () => {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { cwd: ROOT, encoding: 'utf8' });
  });

  // What one needs, or how long it takes, is said in its first line.
  test.each(examples.filter(([, code]) => !code.startsWith('// Not run here: ')))('of %s runs', async (name) => {
    const { stderr } = await promisify(execFile)(process.execPath, [`${name}.ts`], { cwd: folder });
    expect(stderr).toBe('');
  });
});
