import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EventName, ModeName } from '../../src/replay/counts/event.ts';
import { reportOf } from '../../src/report/run/report.ts';
import type { Run } from '../../src/report/run/run.ts';
import { monitorSentences } from '../../src/report/sections/breakdown/sentences.ts';
import { notesThatMatter } from '../../src/report/sections/notes/notes.ts';
import { terminalReport } from '../../src/report/terminal.ts';
import { fittedTable, textBar, textTable } from '../../src/report/text/text-table.ts';
import { layOutFor, lineWidth } from '../../src/report/text/width.ts';
import { change, remark, warning } from '../../src/trace/words/trace.ts';
import { draws } from '../pace.ts';
import { disco, fixtureRuns, handRuns, irix, runOf } from './fixture.ts';
import { handMade } from './hand-made.ts';

const named = (run: Run, name: string): Run => ({ ...run, structure: { ...run.structure, name } });
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('what can lower the largest part of the monitor’s time is a sentence of its own, of any part', () => {
  expect(monitorSentences(reportOf(handRuns()))).toEqual([
    'Of the monitor’s 444.4 points on disco the largest part is TLB write emulation (270.5), then other privileged instructions (165.1). A larger second-level TLB can lower the largest part (section 4.2.2 of the paper).',
  ]);
  const part = (mode: ModeName, event: EventName): string =>
    monitorSentences(reportOf([handMade(irix, [{ mode: 'user', events: { instruction: 1000 } }]), handMade(disco, [{ mode, events: { [event]: 9 } }])]))[0];
  expect(part('kernelTlbFault', 'secondLevelHit')).toContain('. Larger pages for the kernel, or hardware that need not map it, can lower the largest part (sections');
  for (const [mode, event] of [['privileged', 'exceptionReturnEmulated'], ['call', 'monitorCall'], ['pageMove', 'hotPage']] as const)
    expect(part(mode, event)).toMatch(/\. [A-Z][a-z -]+.*, can lower the largest part \(section/);
}); // biome-ignore format: long lines

test('bands say in plain words what draws are, and what they weigh where that differs', () => {
  const band = { low: 90, median: 104, high: 131 };
  const percent = { ...Object.fromEntries(['user', 'kernel', 'monitor'].map((bar) => [bar, band])), total: band };
  const said = (effective: number): string =>
    terminalReport(handRuns().map((run) => ({ ...run, bands: { draws: 12, effective, percent } }) as Run)).replaceAll(/\s+/g, ' '); // biome-ignore format: a line
  expect(said(12)).toContain('12 draws from these ranges were replayed, each priced with several draws of the costs. Notes');
  expect(said(12)).toContain('In 90 % of the draws disco takes 90.0 % to 131.0 % of irix’s time; in half of them less than 104.0 %.');
  expect(said(9.31)).toContain('weigh more: these tell as much as 9.3 of equal weight.');
}); // biome-ignore format: long lines

describe('the report of two configurations', () => {
  const text = terminalReport(handRuns());

  test('has each segment in ms and percent of the first, numbers flush right', () => {
    const line = (label: string) =>
      text
        .split('\n')
        .find((each) => each.startsWith(label))
        ?.replaceAll(/[\u2588-\u258f]/g, '')
        .trim()
        .split(/\s+/);
    expect(line('total')).toEqual(['total', '0.00475', '100.0', '0.02508', '528.0']);
    expect(line('kernel  ')).toEqual(['kernel', '0.00135', '28.4', '0.00107', '22.5']);
  });

  test('says what the second costs, and which segments make it', () => {
    expect(text).toContain('disco costs 428.0 % over irix (monitor +444.4, kernel stall −10.5, kernel −5.9\npoints).');
  });

  test('says where the monitor’s time goes, how well founded the costs are, and what was done to the trace', () => {
    expect(text).toMatch(/TLB write emulation +0\.01285 +270\.5\n/);
    expect(text).toMatch(/other privileged instructions +0\.00784 +165\.[01]\n/);
    expect(text).toMatch(
      /Costs flash: \d+ numbers, of them \d+ published, (?:\d+ \w+, )*\d+ given\.\n\nNote: 12 rdhwr traps/,
    );
    expect(text).toContain('measured      1,400 instructions in 1 window, after a warm-up of 77');
  });
});

test('one run shows its caches and TLBs', () => {
  const text = terminalReport(handRuns().slice(1));
  expect(text).toMatch(/L1 instruction, fetch +1,000 +40 +4\.000 %\n/);
  expect(text).toMatch(/second-level TLB +26 +2 +7\.692 %\n/);
  expect(terminalReport(handRuns().slice(0, 1))).not.toContain('second-level');
});

test.each([60, 80, 120])(
  'no report is wider than %i columns, steers the terminal or ends without a line feed',
  (columns) => {
    layOutFor(columns);
    onTestFinished(() => layOutFor(undefined));
    const [native, monitored] = fixtureRuns(3, `${'a-very-long-folder/'.repeat(8)}\u001b[31m${'x'.repeat(120)}.csv`);
    const long = 'disco-without-a-second-level-tlb-and-with-a-very-long-name';
    for (const runs of [
      [native],
      [native, monitored],
      [named(native, `${long}-a`), named(monitored, `${long}-b`)],
      [native, monitored, named(monitored, long)],
      [native, ...Array.from({ length: 7 }, (_, i) => named(monitored, `${long}-${i}`))],
    ]) {
      const text = terminalReport(runs);
      expect(widest(text)).toBeLessThanOrEqual(columns);
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text).toMatch(/[^\n]\n$/);
    }
  },
);

test('large times stay within 80 columns, with thousands separators', () => {
  const hours = (structure: typeof irix) =>
    runOf(structure, [{ mode: 'user', events: { instruction: 4e12, l1iFetch: 4e12 } }]);
  const text = terminalReport([hours(irix), hours(disco)]);
  expect(text).toContain('10,000,000.0  100.0');
  expect(text).toContain('disco takes as long as irix.');
  expect(widest(text)).toBeLessThanOrEqual(80);
});

test('of the notes, warnings and changes are shown, three at most, the gravest first; remarks are counted', () => {
  const processes = ['recorded with valgrind', 'process 1: make', 'process 2: tcc'].map(remark);
  const inserted = 'guest irix-5.3 inserted 17 demandZero';
  expect(notesThatMatter([...processes, change(inserted)], 'my.csv')).toEqual([
    inserted,
    '3 more: disco trace info my.csv',
  ]);
  expect(notesThatMatter([change(inserted)], 'my.csv')).toEqual([inserted]);
  expect(notesThatMatter(processes, 'my.csv')).toEqual(['3 notes: disco trace info my.csv']);
  expect(notesThatMatter(processes, undefined)).toEqual(['3 notes: disco trace info lists them']);
  expect(notesThatMatter([], 'my.csv')).toEqual([]);
  const dropped = ['dropped 1', 'dropped 2', 'mended 3'].map(change);
  expect(notesThatMatter([...dropped, warning('it is short')], 'my.csv')).toEqual([
    'it is short',
    'dropped 1',
    'dropped 2',
    '1 more: disco trace info my.csv',
  ]);
  // Not its words tell a note's kind.
  expect(notesThatMatter([remark('nothing was dropped or cut off')], 'my.csv')).toEqual([
    '1 note: disco trace info my.csv',
  ]);
});

test('a trace with nothing measured is told so', () => {
  expect(terminalReport([runOf(irix, [])])).toContain('What was measured takes no time on irix');
});

test('a text bar is exact to an eighth of a character', () => {
  expect([0, 1 / 16, 0.5, 1, 2].map((share) => textBar(share, 2))).toEqual(['', '▏', '█', '██', '██']);
});

test('a text table aligns its columns and has no blanks at line ends', () => {
  expect(textTable([['a', '1'], ['bbb', '22'], ['c']], 'lr')).toEqual(['a     1', 'bbb  22', 'c']); // biome-ignore format: rows
});

test('lines have 80 characters unless the program was told otherwise, and from 60 to 120 then', () => {
  onTestFinished(() => layOutFor(undefined));
  const widths = [undefined, 10, 60, 61, 119, 120, 500].map((columns) => {
    layOutFor(columns);
    return lineWidth();
  });
  expect(widths).toEqual([80, 60, 60, 61, 119, 120, 120]);
});

test('a table that does not fit goes on beneath itself: no cell is lost, no line is wider', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  const head = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  const drawn = fc.tuple(
    fc.array(head, { minLength: 2, maxLength: 14 }),
    fc.integer({ min: 0, max: 4 }),
    fc.constantFrom(1, 2),
  );
  fc.assert(
    fc.property(drawn, ([heads, count, labels]) => {
      const rows = Array.from({ length: count }, (_, row) => heads.map((_, column) => `${row}x${column}`));
      const lines = fittedTable(heads, rows, 'l'.repeat(heads.length), Math.min(labels, heads.length - 1));
      const cells = lines.flatMap((line) => line.split(/\s+/));
      for (const cell of [...rows.flat(), ...heads.flatMap((each) => each.split(' '))]) expect(cells).toContain(cell);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(labels === 1 ? 80 : 120);
    }),
    { numRuns: draws(100) },
  );
});
