import {
  BARS,
  barOf,
  FIGURE6_BARS,
  FIGURE8_BARS,
  MONITOR_PARTS,
  PART_LABELS,
  PART_NAMES,
  PARTS,
  type Part,
} from '../../src/price/parts.ts';
import { MODE_NAMES, type ModeName } from '../../src/replay/counts/event.ts';
import { PAGE_USE_NAMES, type PageUse } from '../../src/replay/counts/page-use.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import type { Section } from '../../src/report/sections/section.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { anchorOf, code, escaped, page, table } from './markdown.ts';

/** Who was executing. */
const MODES: Readonly<Record<ModeName, string>> = {
  user: 'A program.',
  kernel: 'The guest’s kernel.',
  tlbWrite: 'The monitor: TLB writes that it emulates, and TLB misses of programs that its second-level TLB answers.',
  privileged: 'The monitor: exceptions that it delivers, privileged instructions that it emulates, virtual CPUs that it switches.',
  call: 'The monitor: monitor calls and page faults.',
  kernelTlbFault: 'The monitor: TLB misses of the guest’s kernel, of which a kernel in an unmapped segment has none.',
  pageMove: 'The monitor: pages that migrate, are replicated, or collapse.',
}; // biome-ignore format: sentences

/** What the guest's kernel was doing. */
const SERVICES: Readonly<Record<keyof typeof Service, string>> = {
  none: 'No service: a program, or work of a kernel that is not told apart.',
  demandZero: 'A fault of a page that is new: it is filled with zeroes.',
  quickFault: 'A fault of a page that is in memory: only the page table lacks it.',
  open: 'The system call `open`.',
  write: 'The system call `write`.',
  read: 'The system call `read`.',
  execve: 'The system call `execve`, which begins a program.',
  systemCall: 'Any other system call.',
  fault: 'An exception that the recording does not tell further apart.',
  interrupt: 'An interrupt of the clock or of a device.',
  fork: 'The system call `fork`, which makes a process.',
  exit: 'The end of a process.',
  contextSwitch: 'Another task gets the CPU.',
  tlbRefill: 'The kernel’s TLB refill handler, which a TLB miss of a program enters. The paper calls it UTLB_MISS.',
  copyOnWrite: 'A first store to a page that is shared since a `fork`: the page is copied.',
}; // biome-ignore format: sentences

/** What a guest uses physical pages for. */
const USES: Readonly<Record<keyof typeof PageUse, string>> = {
  kernelData: 'Data of the kernel.',
  kernelText: 'Code of the kernel.',
  bufferCache: 'Blocks of disks.',
  user: 'Pages of programs.',
  free: 'Pages that nobody uses.',
};

/** The segments that a part is in. All of the monitor's time is in parts of its own; the refill handler is the kernel's. */
function segmentsOf(part: Part): string {
  if (MONITOR_PARTS.some((each) => each === part)) return 'monitor';
  const modes: readonly ModeName[] = part === 'tlbRefill' ? ['kernel'] : ['user', 'kernel'];
  return [...new Set(modes.map((mode) => barOf(mode, part)))].join(', ');
}

/** The reference of reports: their sections, and the words in their tables: docs/reference/reports.md. */
export const reportsReference = (): string =>
  page([
    '# Reports',
    '`disco replay` and `disco compare` print a report. With `-o FOLDER` they write it as `report.html`, as `result.json`, as tables and as charts. A report is made of sections, which stand in the order of this table, on the terminal and on the page. A section that has nothing to say about a run is left out. [Columns](columns.md) has every column of every table, [JSON of commands](json.md) every key of `result.json`.',
    table(
      ['section', 'name', 'tables', 'charts'],
      SECTIONS.map(({ title, name, tables = [], charts = [] }: Section) => [
        escaped(title),
        code(name),
        tables.map((each) => `[${code(each.name)}](columns.md#${anchorOf(each.name)})`).join(', ') || '–',
        charts.map((each) => code(each.name)).join(', ') || '–',
      ]),
    ),
    'A table is written as `NAME.csv`, `NAME.arrow` and `NAME.parquet`, a chart as `NAME.svg`, `NAME.png` and `NAME.vl.json` (a Vega-Lite specification).',
    '## Lines and heads on the terminal',
    'What stands at the beginning of the lines that commands print, and above the columns of their tables. A section that is not here prints nothing on the terminal. The table of services is printed by `disco services` alone.',
    ...SECTIONS.flatMap(({ title, name, words }: Section) =>
      words === undefined ? [] : [`*${escaped(title)}* (${code(name)})`, table(['on the terminal', 'what it says'], Object.entries(words).map(([word, meaning]) => [escaped(word), escaped(meaning)]))],
    ),
    '## Segments of the bars',
    `The time of a run is divided into segments, in the manner of the paper’s Figures 5 and 7: ${BARS.map(code).join(', ')}. The bars of Figure 8 have ${FIGURE8_BARS.map(code).join(', ')}; those of Figure 6, which are memory, have ${FIGURE6_BARS.map(code).join(', ')}.`,
    'Each segment is made of parts:',
    table(
      ['part', 'in words', 'what the time is spent on', 'segments'],
      PART_NAMES.map((part) => [code(part), PART_LABELS[part], escaped(PARTS[part]), segmentsOf(part)]),
    ),
    '## Modes',
    'A mode says who was executing, and of the monitor what for.',
    table(['mode', 'who'], MODE_NAMES.map((mode) => [code(mode), MODES[mode]])),
    '## Services',
    'A service is what the guest’s kernel was doing. The first ones are those of the paper’s Table 2.',
    table(['service', 'what'], Object.keys(Service).map((name) => [code(name), SERVICES[name as keyof typeof Service]])),
    '## Uses of pages',
    table(['use', 'what'], PAGE_USE_NAMES.map((name) => [code(name), USES[name]])),
  ]); // biome-ignore format: long lines
