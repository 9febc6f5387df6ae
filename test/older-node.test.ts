import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeProblem, VERSION } from '../src/version.ts';

/**
 * Names of Node's own modules that Node 16 or 18 lacks. Importing one by its name ends the import of the library in a SyntaxError before
 * `node-version.ts` can say in a sentence what is wrong; by the module (`zlib.crc32`) it does not.
 */
const NEWER = ['availableParallelism', 'isUtf8', 'isAscii', 'crc32', 'globSync', 'glob', 'zstdCompressSync', 'zstdDecompressSync', 'createZstdCompress', 'createZstdDecompress', 'zstdCompress', 'zstdDecompress', 'styleText', 'stripTypeScriptTypes', 'enableCompileCache', 'getBuiltinModule', 'openAsBlob', 'parseArgs', 'parseEnv', 'hash', 'registerHooks']; // biome-ignore format: a list

test('nothing that an older Node lacks is imported by its name', () => {
  const files = globSync('src/**/*.ts');
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import (?!type)(?:\w+, )?\{([^}]*)\} from 'node:[\w/]+'/g)].flatMap(([, names]) =>
      names.split(',').map((name) => name.trim()).filter((name) => NEWER.includes(name)).map((name) => `${file}: ${name}`),
    ),
  ); // biome-ignore format: a table
  expect(found).toEqual([]);
});

test('the library looks at the version before all else, and the program loads nothing before it has', () => {
  const imports = (file: string): string[] => [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?'([^']+)';/gms)].map(([, from]) => from); // biome-ignore format: a line
  expect(imports('src/index.ts')[0]).toBe('./node-version.ts');
  expect(imports('src/cli.ts')).toEqual(['node:module', 'node:url', 'node:v8', './version.ts']);
  expect(imports('src/version.ts')).toEqual(['node:fs']);
});

test('an older Node is told the command that installs both, as a document does', () => {
  expect(nodeProblem('v24.0.0')).toBeUndefined();
  expect(nodeProblem('v20.20.2')).toBe(
    `disco-replay needs Node 24 or later, and this is Node 20.20.2; in a folder of your own, npm install node@24 /path/to/disco-replay-${VERSION}.tgz brings both, and npx disco doctor runs it`,
  );
  expect(readFileSync('docs/how-to/library.md', 'utf8')).toContain('npm install node@24 ./disco-replay-*.tgz');
});
