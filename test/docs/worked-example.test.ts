import { describe, expect, test } from 'vitest';
import { barTimes, loadCosts, loadStructures, openTrace, price, replayAll } from '../../src/index.ts';
import { EVENT_COSTS } from '../../src/price/event-costs.ts';
import { inNanoseconds } from '../../src/price/units.ts';
import type { EventName } from '../../src/replay/counts/event.ts';
import { add, byHand, counted, eventsIn, file, listed, number, PRICE, page, SIDES, structures, tableOf } from './worked-example.ts'; // biome-ignore format: a line

const costs = loadCosts(file('costs.yaml'));
const both = await replayAll(await openTrace(file('trace.csv')), structures);

describe.each(SIDES)('%s', (_, traps, which) => {
  const counts = both[which];

  test('the program counts what was counted by hand, row by row', () => {
    const sums = [...byHand(traps).values()].reduce((sum, row) => add(sum, row), new Map());
    expect([...listed(counted(counts))].sort()).toEqual([...sums].sort());
  });

  test('each event costs what the page says, and the total is the program’s', () => {
    const tally = counted(counts);
    const rows = tableOf(PRICE);
    const total = rows.pop()!;
    let sum = 0;
    for (const cells of rows) {
      const [[name]] = eventsIn(cells[0]);
      const event = name.split(' ')[0] as EventName;
      const mode = name.endsWith('(kernel)') ? 'kernelTlbFault' : 'user';
      const [each, count, ns] = [cells[2], cells[3 + 2 * which], cells[4 + 2 * which]].map(number);
      expect(count, name).toBe(tally.get(name) ?? 0);
      expect(each, name).toBeCloseTo(EVENT_COSTS[event].ns(inNanoseconds(costs), structures[which], mode), 9);
      expect(ns, name).toBe(each * count);
      sum += ns;
    }
    expect(number(total[4 + 2 * which])).toBe(sum);
    const bars = barTimes(price(counts, costs));
    for (const cells of tableOf(PRICE, 1))
      expect(number(cells[1 + 2 * which]), cells[0]).toBeCloseTo(bars[cells[0] as keyof typeof bars], 9);
    expect(Object.values(bars).reduce((a, b) => a + b)).toBeCloseTo(sum, 9);
  });
});

test('the monitor is entered at each hit, trap and emulated instruction, once', () => {
  const tally = counted(both[1]);
  const entries = ['secondLevelHit', 'secondLevelHit (kernel)', 'trapForwarded', 'registerWriteEmulated', 'tlbWriteEmulated', 'exceptionReturnEmulated']
    .reduce((sum, name) => sum + (tally.get(name) ?? 0), 0); // biome-ignore format: a sum
  expect(page.replaceAll('\n', ' ')).toContain(`The monitor is entered ${entries} times`);
  expect(page).toMatch(new RegExp(`monitor entries +– +${((1000 * entries) / 28).toFixed(2)}\n`));
});

test('without the second-level TLB Disco takes as long as the page says', async () => {
  const without = loadStructures([file('irix.yaml'), file('disco.yaml')], ['monitor.secondLevelTlb.entries=0']);
  const [native, disco] = (await replayAll(await openTrace(file('trace.csv')), without)).map((counts) =>
    Object.values(barTimes(price(counts, costs))).reduce((a, b) => a + b),
  );
  expect(page.replaceAll('\n', ' ')).toContain(
    `Disco takes ${((100 * disco) / native).toFixed(1)} % of the native time. `,
  );
});

test('the percentage, and the sums of Table 2’s columns, are those of the tables', () => {
  const rows = tableOf(PRICE);
  const [native, disco] = [4, 6].map((column) => number(rows.at(-1)![column]));
  const text = page.replaceAll('\n', ' ');
  expect(text).toContain(`Disco takes ${((100 * disco) / native).toFixed(1)} % of the native time.`);
  const sumOf = (...names: string[]): number =>
    rows.filter(([name]) => eventsIn(name).some(([each]) => names.includes(each))).reduce((sum, cells) => sum + number(cells[6]), 0); // biome-ignore format: a line
  for (const [column, ns] of [
    ['TLB write emulation', sumOf('secondLevelHit', 'tlbWriteEmulated', 'pmapEntry')],
    ['Other privileged instructions', sumOf('trapForwarded', 'registerWriteEmulated', 'exceptionReturnEmulated')],
    ['Kernel TLB faults', sumOf('secondLevelHit (kernel)')],
  ] as const)
    expect(text).toContain(`*${column}* is ${ns.toLocaleString('en-US')} ns`);
});
