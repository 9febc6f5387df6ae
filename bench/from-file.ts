// `node bench/from-file.ts TRACE`: replays a trace file as the command line does, in a process of its own. Prints one line of JSON.

import { product } from './product.ts';

const { loadStructure, openTrace, replay, totalsOf } = product;
const structure = loadStructure('flash');

async function once(): Promise<{ cpu: number; elapsed: number; counts: Record<string, number> }> {
  const started = performance.now();
  const before = process.cpuUsage();
  const counts = await replay(await openTrace(process.argv[2]), structure);
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) * 1e3, elapsed: (performance.now() - started) * 1e6, counts: totalsOf(counts) };
}

await once(); // compiles the code: what is measured does not depend on the trace's length
console.log(JSON.stringify(await once()));
