import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installIn } from '../../.ci/docs/commands/shell.ts';
import { stepsOf } from '../../.ci/docs/commands/steps.ts';
import { documents, pathOf } from '../../.ci/docs/documents.ts';
import { temporaryFolder } from '../temporary.ts';

test('programs that documents show have the types of the library', () => {
  const folder = temporaryFolder('programs');
  installIn(folder);
  const programs = documents()
    .flatMap((document) => stepsOf(document).steps)
    .flatMap((step) => ('file' in step && step.text.includes("from 'disco-replay'") ? [step.text] : []));
  expect(programs.length).toBeGreaterThan(3);
  for (const [n, text] of programs.entries()) writeFileSync(join(folder, `${n}.ts`), text);
  const { compilerOptions } = JSON.parse(readFileSync(pathOf('tsconfig.json'), 'utf8'));
  Object.assign(compilerOptions, { noEmit: true, noUnusedLocals: false, typeRoots: [pathOf('node_modules/@types')] });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  execFileSync(process.execPath, [pathOf('node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' });
});
