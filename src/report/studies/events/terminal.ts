import { provenanceFacts, withProvenance } from '../../../catalogue/provenance.ts';
import type { Doing, EventProfile } from '../../../trace/operations/events/events.ts';
import { callName } from '../../../trace/words/call-names.ts';
import { UNKNOWN_CALL } from '../../../trace/words/syscalls.ts';
import { fittedTable, hanging, paragraph } from '../../text/text-table.ts';
import { decimal, integer, percent, plural, printable } from '../../text/words.ts';
import { withoutReturns } from './lacks.ts';

/** Rows of a table, at most; the others are counted in a line. */
const MOST = 8;

const LACKS =
  'The trace has no references, only events and counts of instructions: footprint, sizes, sharing of memory, reuse distances and working set are not in it, and cache and TLB misses are not counted.';

/** For programs: as it is, with what the catalogue knows of the trace. */
export const eventsJson = (profile: EventProfile): string =>
  `${JSON.stringify({ ...profile, header: withProvenance(profile.header) }, null, 2)}\n`;

const lacks = ({ kinds, returns }: EventProfile): string[] =>
  [LACKS, ...withoutReturns(kinds.find(({ event }) => event === 'trap')?.count ?? 0, returns)].flatMap((sentence) =>
    paragraph(sentence),
  );

/** For people. */
export function eventsText(profile: EventProfile): string {
  const sections = [facts(profile), kinds(profile), services(profile), calls(profile), whose(profile), lacks(profile)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function facts({ header, instructions, kernel, windows, events, idle, disk }: EventProfile): string[] {
  const { reads, readSectors, writes, writtenSectors, fileBlocks, blocks, byCpus, byTasks } = disk;
  return [
    ['trace', printable(header.source)],
    ...provenanceFacts(header),
    ['references', 'none: events and counts of instructions alone'],
    ['instructions', `${integer(instructions)}${windows > 1 ? ` in ${integer(windows)} windows` : ''}`],
    ...(header.level === 'user' ? [] : [['kernel', percent(instructions === 0 ? 0 : (100 * kernel) / instructions)]]),
    ['events', `${integer(events)}, ${perMillion(events, instructions)} per million instructions`],
    ['idle', plural(idle, 'time')],
    [
      'disks',
      blocks === 0
        ? 'no request in it'
        : `${plural(reads, 'page read', 'pages read')} (${plural(readSectors, 'sector')}), ${plural(writes, 'page written', 'pages written')} (${plural(writtenSectors, 'sector')}), ${plural(fileBlocks, 'use')} of blocks of files; ${plural(blocks, 'block')}, of which several CPUs used ${integer(byCpus)}, several tasks ${integer(byTasks)}`,
    ],
  ].flatMap(([name, value]) => hanging(name.padEnd(14), value));
}

const perMillion = (n: number, instructions: number): string =>
  instructions === 0 ? '–' : decimal((1e6 * n) / instructions, 2);

/** Rows of what is counted, with their share of a million instructions. */
function counted(title: string, rows: readonly (readonly [string, number])[], instructions: number): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST).map(([name, n]) => [name, integer(n), perMillion(n, instructions)]);
  const rest = rows.slice(MOST).reduce((sum, [, n]) => sum + n, 0);
  const others =
    rest === 0 ? [] : [[`${plural(rows.length - MOST, 'other')}`, integer(rest), perMillion(rest, instructions)]];
  return fittedTable([title, 'count', 'per million instructions'], [...shown, ...others], 'lrr');
}

const kinds = ({ kinds, instructions }: EventProfile): string[] =>
  fittedTable(
    ['event', 'count', 'per million instructions'],
    kinds.map(({ event, count }) => [event, integer(count), perMillion(count, instructions)]),
    'lrr',
  );

const services = ({ services, instructions }: EventProfile): string[] =>
  counted('service', services.map(({ service, entries }) => [service, entries] as const), instructions); // biome-ignore format: one call

const calls = ({ header, calls, instructions }: EventProfile): string[] =>
  counted(
    'system call',
    calls.map(({ number, count }) => [nameOf(header.architecture, number), count] as const),
    instructions,
  );

const nameOf = (architecture: EventProfile['header']['architecture'], number: number): string =>
  number === UNKNOWN_CALL ? 'number not known' : (callName(architecture, number) ?? String(number));

function whose({ header, cpus, tasks, instructions }: EventProfile): string[] {
  const row = (name: string, doing: Doing): string[] => [
    name,
    integer(doing.instructions),
    percent(instructions === 0 ? 0 : (100 * doing.instructions) / instructions),
    ...(header.level === 'user' ? [] : [integer(doing.kernel)]),
    integer(doing.events),
  ];
  const most = tasks.toSorted((a, b) => b.instructions - a.instructions);
  const rest = most.slice(MOST).reduce(
    (sum, { instructions, kernel, events }) => ({
      instructions: sum.instructions + instructions,
      kernel: sum.kernel + kernel,
      events: sum.events + events,
    }),
    { instructions: 0, kernel: 0, events: 0 },
  );
  return fittedTable(
    ['', 'instructions', 'share', ...(header.level === 'user' ? [] : ['kernel']), 'events'],
    [
      ...cpus.map((doing) => row(`CPU ${doing.cpu}`, doing)),
      ...most.slice(0, MOST).map((doing) => row(doing.task === '' ? 'before a task' : `task ${doing.task}`, doing)),
      ...(most.length > MOST ? [row(plural(most.length - MOST, 'other task'), rest)] : []),
    ],
    header.level === 'user' ? 'lrrr' : 'lrrrr',
  );
}
