#!/usr/bin/env node
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { nodeProblem } from './version.ts';

// The program itself needs a Node that can load it.
const problem = nodeProblem();
if (problem === undefined) {
  // What was compiled at one start is there at the next, beside the program; where nothing can be written, it starts as before.
  if (process.env.NODE_COMPILE_CACHE === undefined)
    module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
  await (await import('./commands/program.ts')).main();
} else {
  console.error(`disco: ${problem}`);
  process.exitCode = 2;
}
