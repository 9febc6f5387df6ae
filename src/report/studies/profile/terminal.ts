import { provenanceFacts } from '../../../catalogue/provenance.ts';
import { references, type TraceProfile, touchesOf, type Work } from '../../../trace/operations/profile/profile.ts';
import { callName } from '../../../trace/words/call-names.ts';
import { UNKNOWN_CALL } from '../../../trace/words/syscalls.ts';
import { fittedTable, hanging, paragraph } from '../../text/text-table.ts';
import { cut, decimal, integer, percent, plural, printable } from '../../text/words.ts';
import { curveOf } from './curve.ts';
import { bytesText, CLASS_LABELS, REGION_LABELS } from './labels.ts';
import { sentences } from './sentences.ts';

/** Rows of a table, at most; the others are counted in a line. */
const MOST = 8;

/** The profile for people. */
export function profileText(profile: TraceProfile): string {
  const sections = [
    facts(profile),
    tasks(profile),
    regions(profile),
    sharing(profile),
    curve(profile),
    calls(profile),
    sentences(profile).flatMap((sentence) => paragraph(sentence)),
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
} // biome-ignore format: one chain

const share = (part: number, whole: number): string => percent(whole === 0 ? 0 : (100 * part) / whole);

function facts({ header, work, kernel, windows, cpus, tasks, regions, sizes, workingSet }: TraceProfile): string[] {
  const all = references(work);
  const sum = (name: 'pages' | 'bytes'): number => regions.reduce((total, region) => total + region[name], 0);
  const common = (kind: 'load' | 'store'): string => {
    const own = sizes.filter((size) => size.kind === kind).sort((a, b) => b.references - a.references);
    const total = own.reduce((n, size) => n + size.references, 0);
    return own.slice(0, 3).map((size) => `${size.bytes} bytes ${share(size.references, total)}`).join(', ');
  }; // biome-ignore format: one chain
  const counts = workingSet.intervals.map(({ pages }) => pages).sort((a, b) => a - b);
  return [
    ['trace', printable(header.source)],
    ...provenanceFacts(header),
    [
      'references',
      `${integer(all)}: ${share(work.fetches, all)} fetches, ${share(work.loads, all)} loads, ${share(work.stores, all)} stores`,
    ],
    ...(work.loads > 0 ? [['loads', common('load')]] : []),
    ...(work.stores > 0 ? [['stores', common('store')]] : []),
    ['instructions', `${integer(work.instructions)}${windows > 1 ? ` in ${integer(windows)} windows` : ''}`],
    ...(header.level === 'user'
      ? []
      : [['kernel', `${share(kernel.instructions, work.instructions)} of instructions, ${share(references(kernel), all)} of references`]]),
    ['by', `${plural(cpus.length, 'CPU')}, ${plural(tasks.length, 'task')}`],
    ['memory', `${plural(sum('pages'), 'page')} of 4 KB, in them ${integer(sum('bytes'))} bytes`],
    ...(counts.length < 2
      ? []
      : [
          [
            'working set',
            `median ${integer(counts[counts.length >> 1])}, at most ${integer(counts[counts.length - 1])} pages in ${integer(workingSet.length)} ${workingSet.clock}`,
          ],
        ]),
  ].flatMap(([name, value]) => hanging(name.padEnd(14), value));
} // biome-ignore format: long lines

/** A table of the rows with most references. */
function most<Row extends Omit<Work, 'instructions'>>(noun: string, rows: readonly Row[], head: string[], cells: (row: Row) => string[], align: string): string[] {
  if (rows.length < 2) return [];
  const sorted = [...rows].sort((a, b) => references(b) - references(a));
  const rest = sorted.slice(MOST);
  return [
    ...fittedTable(head, sorted.slice(0, MOST).map(cells), align),
    ...(rest.length === 0 ? [] : [`and ${plural(rest.length, `more ${noun}`)}`]),
  ];
} // biome-ignore format: long lines

const tasks = ({ tasks, work }: TraceProfile): string[] =>
  most(
    'task',
    tasks,
    ['task', 'references', 'share', 'instructions', 'kernel', 'pages', 'lines'],
    (task) => [
      task.task === '' ? 'none yet' : cut(task.task, 16),
      integer(references(task)),
      share(references(task), references(work)),
      integer(task.instructions),
      share(references(task.kernel), references(task)),
      integer(task.pages),
      integer(task.lines),
    ],
    'lrrrrrr',
  );

const regions = ({ regions }: TraceProfile): string[] =>
  most(
    'kind of memory',
    regions,
    ['space', 'memory', 'fetches', 'loads', 'stores', 'pages', 'bytes'],
    ({ space, kind, fetches, loads, stores, pages, bytes }) => [
      integer(space),
      REGION_LABELS[kind],
      ...[fetches, loads, stores, pages, bytes].map(integer),
    ],
    'rlrrrrr',
  );

/** Only where something is shared: classes as shares of what was touched. */
function sharing({ sharing }: TraceProfile): string[] {
  const rows = (['cpu', 'task'] as const).flatMap((by) => {
    const own = sharing.filter((row) => row.by === by);
    if (own.every((row) => row.class === 'private')) return [];
    return [64, 128, 4096].map((unitBytes) => {
      const units = own.filter((row) => row.unitBytes === unitBytes);
      const all = units.reduce((sum, row) => sum + row.units, 0);
      const shared = units.filter((row) => row.class !== 'private');
      const sharers = shared.reduce((sum, row) => sum + row.sharers * row.units, 0);
      const n = shared.reduce((sum, row) => sum + row.units, 0);
      return [
        `${unitBytes === 4096 ? 'pages' : `${unitBytes} B lines`}, ${by === 'cpu' ? 'CPUs' : 'tasks'}`,
        integer(all),
        ...Object.keys(CLASS_LABELS).map((name) =>
          share(units.reduce((sum, row) => sum + (row.class === name ? row.units : 0), 0), all),
        ),
        n === 0 ? '–' : decimal(sharers / n, 1),
      ];
    });
  });
  if (rows.length === 0) return [];
  return fittedTable(['shared by', 'touched', ...Object.values(CLASS_LABELS).map((label) => label.replace('-', ' ')), 'sharers'], rows, 'lrrrrrr');
} // biome-ignore format: one chain

function curve({ reuse }: TraceProfile): string[] {
  const curves = reuse.filter((each) => touchesOf(each) > 0).map(curveOf);
  if (curves.length === 0) return [];
  const longest = curves.reduce((a, b) => (b.length > a.length ? b : a));
  const rows = longest.flatMap(({ bytes }, n) =>
    bytes < 1024 && longest.length > 6
      ? []
      : [[bytesText(bytes), ...curves.map((points) => percent(points[Math.min(n, points.length - 1)].missRatio, 2))]],
  );
  return fittedTable(['LRU cache', ...curves.map(([{ of }]) => `${of}, misses`)], rows, `r${'r'.repeat(curves.length)}`);
} // biome-ignore format: long lines

function calls({ calls, header }: TraceProfile): string[] {
  if (calls.length === 0) return [];
  const all = calls.reduce((sum, { count }) => sum + count, 0);
  const rest = calls.slice(MOST);
  return [
    ...fittedTable(
      ['system call', 'number', 'calls', 'share'],
      calls.slice(0, MOST).map(({ number, count }) => [callName(header.architecture, number) ?? '–', number === UNKNOWN_CALL ? 'unknown' : `${number}`, integer(count), share(count, all)]),
      'lrrr',
    ),
    ...(rest.length === 0 ? [] : [`and ${plural(rest.length, 'more system call')}`]),
  ];
} // biome-ignore format: long lines
