// Speed of the scanners of text: `node bench/layouts.ts`, the same accesses in each layout, beside lackey's scanner and a scanner in C.
// Nanoseconds of CPU time a line, medians of rounds in which all take their turn, and their ratios.

import { closeSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { DinAccesses } from '../src/trace/din/accesses.ts';
import { DinTextScanner } from '../src/trace/din/scanner.ts';
import { LackeyScanner } from '../src/trace/lackey/scanner.ts';
import { layoutOf } from '../src/trace/layout/layout.ts';
import { PRESETS } from '../src/trace/layout/presets.ts';
import { LayoutScanner } from '../src/trace/layout/scanner.ts';
import type { AccessBlock } from '../src/trace/words/encoder/access-block.ts';
import { CACHE } from './recording.ts';
import { median, medianRatio, publish, smoke, threadNs } from './results.ts';
import { compile, runTwin } from './twins.ts';

const LINES = smoke ? 2e4 : 2e6;
const ROUNDS = smoke ? 1 : 7;
/** Readings of each file in a round: CPU time is told in steps of milliseconds. */
const READINGS = smoke ? 1 : 5;
const CHUNK_BYTES = 1 << 20;
const folder = `${CACHE}layouts/`;

interface Access {
  store: boolean;
  address: number;
}

/** Runs of eight bytes each with a jump in every tenth place; three of ten are stores. */
function accesses(): Access[] {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 2 ** 32;
  };
  let address = 0x4000000;
  return Array.from({ length: LINES }, () => {
    address = random() < 0.1 ? 0x4000000 + 8 * Math.floor(random() * 0x200000) : address + 8;
    return { store: random() < 0.3, address };
  });
}

const hex = ({ address }: Access): string => address.toString(16).padStart(8, '0');
const WRITINGS: Readonly<Record<string, (access: Access) => string>> = {
  'din-d': (a) => `${a.store ? 1 : 0} ${a.address.toString(16)}`,
  'din-D': (a) => `${a.store ? 'w' : 'r'} ${a.address.toString(16)} 8`,
  lackey: (a) => ` ${a.store ? 'S' : 'L'} ${hex(a)},8`,
  'op-address': (a) => `${a.store ? 'W' : 'R'} 0x${hex(a)}`,
  'address-op': (a) => `${hex(a)} ${a.store ? 'W' : 'R'}`,
  'op-address-count': (a) => `${a.store ? 's' : 'l'} 0x${hex(a)} 3`,
  hash: (a) => `# ${a.store ? 1 : 0} ${hex(a)} 3`,
  pin: (a) => `0x0000000000401000: ${a.store ? 'W' : 'R'} 0x00000000${hex(a)}  8`,
  ramulator: (a) => `3 ${a.address}`,
};

let sum = 0;
/** Adds up as the program in C does, so that neither leaves work out: in a local, as a variable of the module is allocated anew each time. */
function take({ lows, count }: AccessBlock): void {
  let own = 0;
  for (let i = 0; i < count; i++) own += lows[i];
  sum += own;
}

function scannerOf(name: string): { push(chunk: Buffer): void } {
  const nothing = (): void => {};
  if (name === 'din-d' || name === 'din-D')
    return new DinTextScanner(name, name === 'din-d' ? 'd' : 'D', new DinAccesses(take));
  if (name === 'lackey')
    return new LackeyScanner(name, { accesses: take, command: nothing, thread: nothing, syscall: nothing, sysret: nothing }); // biome-ignore format: a line
  return new LayoutScanner(name, layoutOf(PRESETS.find((preset) => preset.name === name)!, name), {
    accesses: take,
    context: nothing,
  });
}

/** Nanoseconds of CPU time of one reading of a file. */
function reading(name: string): number {
  const scanner = scannerOf(name);
  const file = openSync(`${folder}${name}`, 'r');
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const before = threadNs();
  sum = 0;
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer))
    scanner.push(buffer.subarray(0, bytes));
  const ns = threadNs() - before;
  closeSync(file);
  return ns;
}

/** The mean of several. */
const mean = (read: () => number): number => {
  let ns = 0;
  for (let n = 0; n < READINGS; n++) ns += read();
  return ns / READINGS;
};

mkdirSync(folder, { recursive: true });
const all = accesses();
for (const [name, write] of Object.entries(WRITINGS))
  writeFileSync(`${folder}${name}`, `${all.map(write).join('\n')}\n`);
const scan = compile('scan');
const total = all.reduce((before, { address }) => before + address, 0);

function theirs(): number {
  const { ns, counts } = runTwin(scan, `${folder}op-address`);
  if (counts.sum !== total) throw new Error(`C sums up ${counts.sum}, expected ${total}`);
  return ns;
}

const samples = new Map<string, number[]>();
const add = (name: string, ns: number): void => void samples.set(name, [...(samples.get(name) ?? []), ns / LINES]);
for (let round = 0; round < ROUNDS; round++) {
  add('C, op-address', mean(theirs));
  for (const name of Object.keys(WRITINGS)) {
    const ns = mean(() => reading(name));
    if (name !== 'pin' && sum !== total) throw new Error(`${name}: sums up ${sum}, expected ${total}`);
    add(name, ns);
  }
}
rmSync(folder, { recursive: true });

publish('layouts', [
  {
    name: 'bench-layouts',
    caption: `Scanners of text, ${LINES.toLocaleString('en-US')} made-up lines each, one thread, medians of ${ROUNDS} rounds`,
    head: ['layout', 'ns a line', '/ lackey', '/ C'],
    align: 'lrrr',
    rows: [...samples].map(([name, values]) => [
      name,
      median(values).toFixed(1),
      ...['lackey', 'C, op-address'].map((base) => medianRatio(values, samples.get(base)!).toFixed(2)),
    ]),
  },
]);
