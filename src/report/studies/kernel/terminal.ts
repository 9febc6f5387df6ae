import { provenanceFacts } from '../../../catalogue/provenance.ts';
import type { KernelProfile, KernelService } from '../../../guest/measured/index.ts';
import type { TraceHeader } from '../../../trace/words/trace.ts';
import { fittedTable, hanging, paragraph } from '../../text/text-table.ts';
import { decimal, integer, percent, plural, printable, SERVICE_LABELS } from '../../text/words.ts';
import { withoutReturns } from '../events/lacks.ts';
import { allPrivileged, countOf, kernelInstructions, PRIVILEGED_KINDS, privilegedRow } from './kernel.ts';

/** Services side by side in the table of registers. */
const ABREAST = 5;

/** A kernel modelled by a guest profile, to be set beside a recorded one. */
export interface Beside {
  name: string;
  profile: KernelProfile;
}

/** What a trace is called, and its entry in the catalogue. */
type Named = Pick<TraceHeader, 'source' | 'catalogue'>;

/** The kernel for people. */
export function kernelReport(header: Named, profile: KernelProfile, beside?: Beside): string {
  const blocks: [string, KernelProfile][] = [['', profile]];
  if (beside !== undefined) blocks.push([`${beside.name} assumes`, beside.profile]);
  const sections = [
    facts(header, profile),
    work(blocks),
    privilegedKinds(blocks),
    pages(blocks),
    ...registers(profile),
    rates(profile),
    lacks(profile),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function facts(header: Named, profile: KernelProfile): string[] {
  const { instructions, user, outside, idle, windows } = profile;
  const kernel = kernelInstructions(profile);
  const all = instructions + idle.instructions;
  const share = (n: number): string => percent(all === 0 ? 0 : (100 * n) / all);
  return [
    ['trace', printable(header.source)],
    ...provenanceFacts(header),
    ['instructions', `${integer(instructions)}${windows > 1 ? ` in ${integer(windows)} windows` : ''}`],
    ['user', `${integer(user.instructions)}, ${share(user.instructions)} of all time`],
    ['kernel', `${integer(kernel)}, ${share(kernel)}; outside every service ${integer(outside.instructions)}`],
    [
      'idle',
      `${plural(idle.periods, 'time')}, ${share(idle.instructions)}: ${integer(idle.instructions)} instructions at the pace of the CPUs that ran`,
    ],
  ].flatMap(([name, value]) => hanging(name.padEnd(14), value));
}

/** What a trace of events alone does not tell, in sentences. */
function lacks(profile: KernelProfile): string[] {
  const { only, traps, services } = profile;
  if (only !== 'events') return [];
  const events =
    'The trace has no references, only events and counts of instructions: loads, stores, pages, cache and TLB misses are not counted.';
  const exceptions = traps.reduce((sum, { fromUser, fromKernel }) => sum + fromUser + fromKernel, 0);
  const returns = countOf(allPrivileged(profile), ({ kind }) => kind === 'return');
  const sentences = [
    events,
    ...(services.length === 0
      ? [
          'Nor does it say where a service begins and ends: system calls and exceptions are counted, not what each of them did.',
        ]
      : []),
    ...withoutReturns(exceptions, returns),
  ];
  return sentences.flatMap((sentence) => paragraph(sentence));
}

const labelOf = ({ service, from }: KernelService): string => {
  const label = service === 'systemCall' ? 'system call' : (SERVICE_LABELS[service] ?? service);
  const name = label.replace(/^other /, '').replace(/s$/, '');
  return from === 'user' ? name : `${name}, ${from}`;
};

/** Rows of a table, a block each, those after the first under their heading. */
function blockRows(
  blocks: readonly [string, KernelProfile][],
  row: (service: KernelService) => string[] | undefined,
): string[][] {
  return blocks.flatMap(([heading, { services }]) => {
    const rows = services.flatMap((service) => {
      const cells = row(service);
      return cells === undefined ? [] : [[labelOf(service), ...cells]];
    });
    return heading === '' || rows.length === 0 ? rows : [[heading], ...rows];
  });
}

function table(title: string, head: string[], rows: string[][]): string[] {
  return rows.length === 0 ? [] : fittedTable([title, ...head], rows, `l${'r'.repeat(head.length)}`);
}

/** Means are of the entries seen whole; what is nested in them is counted apart. */
const work = (blocks: readonly [string, KernelProfile][]): string[] =>
  table(
    'mean of an entry',
    ['entries', 'instr', 'median', '90 %', 'loads', 'stores', '% kernel'],
    blocks.flatMap(([heading, profile]) =>
      blockRows([[heading, profile]], ({ entries, instructions, perEntry: mean }) => [
        integer(entries),
        ...(mean === null
          ? ['–', '–', '–', '–', '–']
          : [mean.instructions, mean.medianInstructions, mean.longInstructions, mean.loads, mean.stores].map((n) =>
              n === null ? '–' : integer(n),
            )),
        heading === '' ? decimal((100 * instructions) / kernelInstructions(profile), 1) : '–',
      ]),
    ),
  );

const mean = (n: number): string => (n === 0 ? '–' : decimal(n, n < 100 ? 1 : 0));

/** Per entry begun, so that sums are whole: what a gap cut off counts too. */
const privilegedKinds = (blocks: readonly [string, KernelProfile][]): string[] =>
  table(
    'privileged, mean',
    ['mfc0', 'mtc0', 'eret', 'di, ei', 'cache', 'TLB', 'other', 'all', 'on page'],
    blockRows(blocks, ({ entries, privileged }) => {
      if (entries === 0) return undefined;
      const rows = privileged.map(privilegedRow);
      const kinds = PRIVILEGED_KINDS.map((kind) => countOf(rows, (row) => row.kind === kind));
      return [...kinds, countOf(rows, () => true), countOf(rows, ({ specialPage }) => specialPage)].map((n) =>
        mean(n / entries),
      );
    }),
  );

/** Pages of 4 KB; then the TLB entries that would map them, by the size of the pages. */
const pages = (blocks: readonly [string, KernelProfile][]): string[] => {
  const lines = table(
    'pages, mean',
    ['text', 'data', 'all', 'mapped', 'user', '4 KB', '64 KB', '1 MB', '16 MB'],
    blockRows(blocks, ({ perEntry }) => {
      if (perEntry === null || perEntry.pages === null) return undefined;
      const { text, data, kernel, unmapped, user, entries } = perEntry.pages;
      return [text, data, kernel, kernel - unmapped, user, ...entries].map(mean);
    }),
  );
  if (lines.length === 0) return lines;
  const title = 'TLB entries, by page size';
  return [' '.repeat(Math.max(0, lines[0].length - title.length)) + title, ...lines];
};

/** Register accesses and other instructions by name, per entry. */
function registers(profile: KernelProfile): string[][] {
  const services = profile.services.filter(({ entries }) => entries > 0);
  const rows = allPrivileged(profile);
  return Array.from({ length: Math.ceil(services.length / ABREAST) }, (_, n) => {
    const some = services.slice(n * ABREAST, (n + 1) * ABREAST);
    const counts = some.map(({ privileged }) => privileged.map(privilegedRow));
    return fittedTable(
      ['per entry', 'page', ...some.map(labelOf).map(short)],
      rows
        .filter(({ name }) => counts.some((each) => countOf(each, (row) => row.name === name) > 0))
        .map(({ name, specialPage }) => [
          name,
          specialPage ? 'yes' : '',
          ...counts.map((each, i) => {
            const count = countOf(each, (row) => row.name === name);
            return count === 0 ? '–' : decimal(count / some[i].entries, 2);
          }),
        ]),
      `ll${'r'.repeat(some.length)}`,
      2,
    );
  });
}

const short = (label: string): string => label.replace('system call', 'call').replace('interrupt', 'intr');

function rates(profile: KernelProfile): string[] {
  const { instructions, traps, switches, systemCalls } = profile;
  if (instructions === 0) return [];
  const per = (n: number): string => decimal((1000 * n) / instructions, 4);
  const all = allPrivileged(profile);
  return fittedTable(
    ['per 1000 instructions', '', 'count'],
    [
      ['privileged instructions', per(countOf(all, () => true)), integer(countOf(all, () => true))],
      [
        '  which the special page can take',
        per(countOf(all, ({ specialPage }) => specialPage)),
        integer(countOf(all, ({ specialPage }) => specialPage)),
      ],
      ['system call instructions', per(systemCalls), integer(systemCalls)],
      ['task switches', per(switches), integer(switches)],
      ...traps.map(({ vector, fromUser, fromKernel }) => [
        `exceptions, vector ${vector.toString(16)} (${integer(fromKernel)} in the kernel)`,
        per(fromUser + fromKernel),
        integer(fromUser + fromKernel),
      ]),
    ],
    'lrr',
  );
}
