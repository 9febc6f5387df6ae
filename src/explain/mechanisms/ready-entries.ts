import { BAR_COLORS, EDGE } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { integer as grouped, percent } from '../../report/text/words.ts';
import { courses } from '../draw/courses.ts';
import { explanation } from '../form/explanation.ts';

const READY = 'kept ready in pmap';
const ANEW = 'made at each TLB write';

export const readyEntries = explanation({
  key: 'ready-entries',
  source: { trace: 'make', why: 'A real compile: its kernel writes TLB entries for the same pages again and again.' },
  structure: 'disco',
  varies: ['readyEntries'],
  variants: () => [
    { name: READY, changes: { readyEntries: true } },
    { name: ANEW, changes: { readyEntries: false } },
  ],
  series: 40,
  title: 'An entry made once for a page',
  subtitle: 'TLB entries that pmap makes, until each point of the run: once for a page, or at each TLB write of the guest',
  meaning: 'A point of the run, with entries kept ready or made anew.',
  columns: {
    entries: text('`kept ready in pmap` or `made at each TLB write`.'),
    share: number('%', 'Of the trace’s records, those until then.', { label: 'of the trace' }),
    made: integer('entries', 'Entries that pmap made until then.'),
    tlbWrites: integer('writes', 'TLB writes of the guest until then.', { label: 'TLB writes' }),
  },
  rows: (all) =>
    all.flatMap(({ name, series }) =>
      [{ share: 0, totals: { pmapEntry: 0, tlbWriteEmulated: 0 } }, ...series].map(({ share, totals }) => ({
        entries: name,
        share: 100 * share,
        made: totals.pmapEntry,
        tlbWrites: totals.tlbWriteEmulated,
      })),
    ),
  chart(rows, frame) {
    const of = (entries: string) =>
      rows.filter((row) => row.entries === entries).map(({ share, made }) => ({ x: share, y: made }));
    return courses(
      [
        { name: ANEW, color: EDGE, broken: true, points: of(ANEW) },
        { name: READY, color: BAR_COLORS.monitor, points: of(READY) },
      ],
      { x: '% of the trace’s records', y: 'entries made' },
      frame,
    );
  },
  sentence(rows) {
    const end = (entries: string) => rows.findLast((row) => row.entries === entries)!;
    const [ready, anew] = [end(READY), end(ANEW)];
    return `the guest writes ${grouped(ready.tlbWrites)} TLB entries; kept ready in pmap, ${grouped(ready.made)} are made, once for each page, instead of ${grouped(anew.made)}: ${percent(100 * (1 - ready.made / (anew.made || 1)))} fewer`;
  },
  next: ['disco explain ready-entries --trace pointer-chase', 'disco ablate make'],
}); // biome-ignore format: long lines
