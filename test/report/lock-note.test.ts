import { expect, test } from 'vitest';
import { loadCosts, loadStructures, openTrace, replayAll, runsOf } from '../../src/index.ts';
import { reportOf } from '../../src/report/run/report.ts';

const notesOf = async (trace: string, set: string[] = []): Promise<string[]> => {
  const opened = await openTrace(trace);
  const runs = runsOf(opened, await replayAll(opened, loadStructures(['irix', 'disco'], set)), loadCosts('flash'));
  return reportOf(runs).notes.map(({ text }) => text).filter((text) => text.startsWith('sync and idle'));
}; // biome-ignore format: a chain

test('waits for locks that the guest inserted are told where they weigh', async () => {
  expect(await notesOf('make')).toEqual([]); // one CPU waits for nobody
  const [note] = await notesOf('radix8');
  expect(note).toMatch(/^sync and idle, \d\d\.\d % of irix and \d\d\.\d % of disco, are waits for locks of the kernel/);
  expect(await notesOf('radix8', ['guest=none'])).toEqual([]);
});
