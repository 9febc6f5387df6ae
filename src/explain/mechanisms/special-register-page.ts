import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { integer as grouped, percent } from '../../report/text/words.ts';
import { stackedRows } from '../draw/stacked-rows.ts';
import { explanation } from '../form/explanation.ts';

const PAGES = { off: 'no page', hand: 'by hand in the source', patched: 'patched by the monitor' };

/** What enters the monitor, by the columns of its counts. */
const CAUSES = {
  registers: { label: 'privileged registers', color: BAR_COLORS.monitor },
  exceptions: { label: 'exceptions, in and out', color: BAR_COLORS.kernel },
  tlb: { label: 'TLB writes and probes', color: BAR_COLORS['kernel stall'] },
  cacheOperations: { label: 'cache operations', color: BAR_COLORS['user stall'] },
  interrupts: { label: 'interrupts and their control', color: BAR_COLORS.user },
  others: { label: 'waits, devices and calls', color: BAR_COLORS.sync },
} as const;
const CAUSE_NAMES = Object.keys(CAUSES) as (keyof typeof CAUSES)[];

export const specialRegisterPage = explanation({
  key: 'special-register-page',
  source: {
    trace: 'shell-mips',
    why: 'A real MIPS kernel, whose privileged instructions are recorded, each at its place.',
  },
  structure: 'disco',
  varies: ['specialRegisterPage', 'specialRegisterPlaces'],
  variants: () =>
    Object.entries(PAGES).map(([page, name]) => ({ name, changes: { specialRegisterPage: page } })),
  title: 'What enters the monitor, and a page that spares it',
  subtitle: 'entries by cause, without the special register page, with it by hand, and patched in at each access’s first trap',
  meaning: 'A way of making the special register page, and what enters the monitor with it.',
  columns: {
    page: text('How the page is made: `no page`; `patched by the monitor`, each access at its first trap; `by hand in the source`, at a few critical places.'),
    registers: integer('entries', 'Reads and writes of privileged registers that trap and are emulated.'),
    exceptions: integer('entries', 'Exceptions delivered to the guest, and returns from them.'),
    tlb: integer('entries', 'TLB writes, probes and reads of the guest, emulated.', { label: 'TLB' }),
    cacheOperations: integer('entries', 'Cache instructions of the guest, emulated.'),
    interrupts: integer('entries', 'Interrupts given to the guest, and reads and writes of the registers that control them.'),
    others: integer('entries', 'The idle instruction, programmed accesses to devices, and calls.'),
    patches: integer('entries', 'Instructions rewritten to use the page, at their first trap; also among the registers’ entries.'),
    entries: integer('entries', 'All of these but TLB misses, which come to the monitor in any case.'),
    pageAccesses: integer('accesses', 'Register accesses that are loads and stores of the page, and enter nothing.'),
    sparedPercent: number('%', 'Of the register accesses, those that enter nothing.', { label: 'spared', empty: 'There were no register accesses.' }),
  },
  rows: (all) =>
    all.map(({ name, totals: t }) => {
      const registers = t.registerReadEmulated + t.registerWriteEmulated;
      const exceptions = t.trapForwarded + t.exceptionReturnEmulated;
      const tlb = t.tlbWriteEmulated + t.tlbProbeEmulated;
      const cacheOperations = t.cacheOperationEmulated;
      const interrupts = t.interruptPosted + t.interruptControlEmulated;
      const others = t.waitEmulated + t.deviceAccessEmulated + t.monitorCall;
      const accesses = registers + t.specialPageAccess;
      return {
        page: name,
        registers,
        exceptions,
        tlb,
        cacheOperations,
        interrupts,
        others,
        patches: t.specialPagePatch,
        entries: registers + exceptions + tlb + cacheOperations + interrupts + others,
        pageAccesses: t.specialPageAccess,
        sparedPercent: accesses === 0 ? null : (100 * t.specialPageAccess) / accesses,
      };
    }),
  chart: (rows, frame) =>
    stackedRows(
      rows.map((row) => ({
        name: row.page,
        parts: CAUSE_NAMES.map((cause) => ({ name: CAUSES[cause].label, value: row[cause] })),
        end: grouped(row.entries),
      })),
      { colors: Object.fromEntries(CAUSE_NAMES.map((cause) => [CAUSES[cause].label, CAUSES[cause].color])), title: 'entries into the monitor' },
      frame,
    ),
  sentence(rows) {
    const of = (page: keyof typeof PAGES) => rows.find((row) => row.page === PAGES[page])!;
    const rest = CAUSE_NAMES.filter((cause) => cause !== 'registers').reduce((a, b) => (of('off')[b] > of('off')[a] ? b : a));
    return `${grouped(of('off').registers)} accesses to privileged registers enter the monitor without the special register page, ${grouped(of('hand').registers)} with it by hand (${percent(of('hand').sparedPercent ?? 0)} are spared) and ${grouped(of('patched').registers)} where the monitor patches ${grouped(of('patched').patches)} instructions at their first trap; of the other entries, which no page spares, the largest part is ${CAUSES[rest].label}: ${grouped(of('off')[rest])}`;
  },
  exercise: 'exercise-2-special-register-page',
  next: ['disco explain special-register-page --trace make', 'disco services shell-mips'],
}); // biome-ignore format: long lines
