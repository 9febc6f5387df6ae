import { countRows } from '../../replay/counts/counts.ts';
import { isMonitor } from '../../replay/counts/event.ts';
import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, text } from '../../report/tables/column.ts';
import { integer as grouped, plural } from '../../report/text/words.ts';
import { stackedRows } from '../draw/stacked-rows.ts';
import { explanation, type Replayed } from '../form/explanation.ts';

const ASKED = 'asked of the monitor';
const AGAIN = 'cleared by the guest too';
const MONITOR = 'by the monitor';
const GUEST = 'by the guest, again';

export const zeroedPages = explanation({
  key: 'zeroed-pages',
  source: { trace: 'make', why: 'A real compile: its processes ask for memory, which has to be zero.' },
  structure: 'disco',
  varies: ['zeroedPages'],
  variants: () => [
    { name: ASKED, changes: { zeroedPages: true } },
    { name: AGAIN, changes: { zeroedPages: false } },
  ],
  title: 'Clearing a page once is enough',
  subtitle: 'pages filled with zeroes: by the monitor before a guest gets them, and by the guest before a process does',
  meaning: 'Whether the guest asks the monitor for zeroed pages, and who cleared pages.',
  columns: {
    zeroed: text('`asked of the monitor`, or `cleared by the guest too`.'),
    byMonitor: integer('pages', 'Pages that the monitor cleared: all machine pages that it gives to a guest, and those asked for.'),
    byGuest: integer('pages', 'Pages that the guest cleared.'),
    faults: integer('pages', 'Page faults of the monitor: machine pages that it gave to the guest.'),
    stores: integer('stores', 'Stores to the first-level data cache, by the kernel and the monitor.'),
    calls: integer('calls', 'Monitor calls.'),
  },
  rows: (all) =>
    all.map((one) => ({
      zeroed: one.name,
      ...cleared(one),
      faults: one.totals.monitorPageFault,
      calls: one.totals.monitorCall,
    })),
  chart: (rows, frame) =>
    stackedRows(
      rows.map((row) => ({
        name: row.zeroed,
        parts: [{ name: MONITOR, value: row.byMonitor }, { name: GUEST, value: row.byGuest }],
        end: plural(row.byMonitor + row.byGuest, 'clearing'),
      })),
      { colors: { [MONITOR]: BAR_COLORS.monitor, [GUEST]: BAR_COLORS.kernel }, title: 'pages cleared' },
      frame,
    ),
  sentence(rows) {
    const [asked, again] = rows;
    return `${plural(asked.byMonitor + asked.byGuest, 'page')} are cleared where the guest asks the monitor for them; where it clears them itself, ${grouped(again.byMonitor + again.byGuest)}: the ${grouped(again.byMonitor)} that the monitor hands out, and ${grouped(again.byGuest)} again, with ${grouped(again.stores - asked.stores)} stores more`;
  },
  next: ['disco explain zeroed-pages --trace radix8', 'disco explain freed-pages'],
}); // biome-ignore format: long lines

/** Pages cleared by the monitor and by the guest, and the stores of both. */
function cleared({ run: { counts } }: Replayed) {
  const sums = { byMonitor: 0, byGuest: 0, stores: 0 };
  for (const { mode, event, warmup, count } of countRows(counts)) {
    if (warmup || mode === 'user') continue;
    if (event === 'l1dStore') sums.stores += count;
    if (event === 'pageCleared') sums[isMonitor(mode) ? 'byMonitor' : 'byGuest'] += count;
  }
  return sums;
}
