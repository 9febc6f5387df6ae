import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openTrace, replayAll } from '../../src/index.ts';
import { temporaryFolder } from '../temporary.ts';
import { add, byHand, counted, file, listed, SIDES, structures, type Tally } from './worked-example.ts';

/** Comment, names of columns, and the gap in the recording. */
const HEAD = 3;
const lines = readFileSync(file('trace.csv'), 'utf8').trimEnd().split('\n');
const ROWS = lines.length - HEAD;
const folder = temporaryFolder('worked-example');

/** By row, from 1: what the program counts until then, natively and on Disco. */
const until: Tally[][] = [structures.map(() => new Map())];
beforeAll(async () => {
  for (let rows = 1; rows <= ROWS; rows++) {
    const path = join(folder, `${rows}.csv`);
    writeFileSync(path, `${lines.slice(0, HEAD + rows).join('\n')}\n`);
    until.push((await replayAll(await openTrace(path), structures)).map((counts) => listed(counted(counts))));
  }
});

test.each(SIDES)('%s, the program counts at each row what was counted by hand', (_, traps, which) => {
  const hand = byHand(traps);
  for (let row = 1; row <= ROWS; row++) {
    const [before, after] = [until[row - 1][which], until[row][which]];
    const change = add(new Map(after), [...before].map(([name, n]) => [name, -n])); // biome-ignore format: a line
    expect([...change].filter(([, n]) => n !== 0).sort(), `row ${row}`).toEqual([...(hand.get(row) ?? [])].sort());
  }
});
