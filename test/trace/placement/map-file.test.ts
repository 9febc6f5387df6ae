import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTrace } from '../../../src/trace/open.ts';
import { readMap } from '../../../src/trace/placement/map-file.ts';
import { disco } from '../../command-line.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder('map-file');
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
/** Three threads of one process, on one CPU. */
const trace = file(
  'threads.csv',
  `# level=user architecture=flat\n${['1', '100000001', '200000001'].map((task) => `0,${task},u,X,0,0,thread ${task}\n0,${task},u,I,400000,4,\n0,${task},u,S,10000000,4,\n`).join('')}`,
);

test('rows have a task and a CPU, with or without 0x, quotes, blanks, comments and a header', () => {
  const rows = readMap(file('rows.csv', '\ufefftask,cpu\r\n0x1, 3 # the first\n\n"1000000AB" ,0\n'));
  expect(rows.map(({ task, cpu }) => [task, cpu])).toEqual([['1', 3], ['1000000ab', 0]]); // biome-ignore format: pairs
  expect(rows.map(({ where }) => where.replace(/^.*:/, ''))).toEqual(['2', '4']);
});

test.each([
  ['words.csv', '1,0\nworker,1\n', /words\.csv:2:1: found "worker,1", expected a task and its CPU/],
  ['negative.csv', '1,-1\n', /negative\.csv:1:1: .*expected a task and its CPU/],
  ['three.csv', '1,0,2\n', /three\.csv:1:1/],
  ['twice.csv', '1,0\n# again\n0x1,1\n', /twice\.csv:3: task 1 has a row before, in line 1/],
  ['empty.csv', '# nothing\n', /empty\.csv says of no task/],
  ['long.csv', `${'#'.repeat(1 << 20)}\n1,0\n`, /has more than 1 MiB/],
])('%s is refused', (name, text, message) => {
  expect(() => readMap(file(name, text))).toThrow(message);
});

test('a folder is no map, and neither is a file that is not there', async () => {
  expect(() => readMap(folder)).toThrow(/--map: .* cannot be read/);
  const { code, stderr } = await disco(['trace', 'info', trace, '--cpus', '2', '--map', 'proceses']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/neither a rule \(threads, processes\) nor a file/)]);
});

test.each([
  [['--cpus', '0'], /--cpus/],
  [['--cpus', '129'], /128/],
  [['--map', 'threads'], /expected --cpus N beside it/],
  [['--cpus', '2', '--map', file('high.csv', '1,2\n')], /high\.csv:1: found CPU 2 for task 1, expected 0 to 1/],
  [
    ['--cpus', '2', '--map', file('other.csv', '300000001,0\n')],
    /other\.csv:1: the trace has no task .*300000001.*the nearest is/,
  ],
])('%j is refused', async (options, message) => {
  const { code, stderr } = await disco(['trace', 'info', trace, ...options]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('a kernel’s references stay on the CPUs that they were recorded on', async () => {
  const { code, stderr } = await disco(['trace', 'info', 'pmake-mips', '--cpus', '4']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/has the kernel's references/)]);
});

test('tasks go where the map says, others in turn', async () => {
  const opened = await openTrace(trace, { cpus: 4, map: file('two.csv', '200000001,3\n1,2\n') });
  for await (const _ of opened.batches());
  const notes = opened.notes.map(({ text }) => text);
  expect(notes).toContainEqual(expect.stringMatching(/^put 3 tasks on 4 CPUs, by .*two\.csv$/));
  expect(notes).toContainEqual(expect.stringMatching(/does not name 100000001: put on the CPUs in turn/));
});
