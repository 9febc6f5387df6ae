#!/usr/bin/env node
import { nodeProblem } from './version.ts';

// The program itself needs a Node that can load it.
const problem = nodeProblem();
if (problem === undefined) await (await import('./commands/program.ts')).main();
else {
  console.error(`disco: ${problem}`);
  process.exitCode = 2;
}
