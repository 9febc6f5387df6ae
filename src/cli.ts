#!/usr/bin/env node
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { nodeProblem } from './version.ts';

// Each machine has large arrays outside of V8's heap. V8 13 (Node 24) would collect garbage after every 64 MB of them, however little of it there is:
// a tenth to a quarter of the CPU time of an ablation. It counts them to the heap's limit instead, in all threads. Later versions know no such flag.
if (process.versions.v8.startsWith('13.')) v8.setFlagsFromString('--external-memory-accounted-in-global-limit');

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
