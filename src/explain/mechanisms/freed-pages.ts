import { BAR_COLORS, EDGE } from '../../report/draw/theme.ts';
import { megabytes, pagesOf, sidesOf } from '../../report/sections/footprint/footprint.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, integer as grouped, plural } from '../../report/text/words.ts';
import { courses } from '../draw/courses.ts';
import { explanation } from '../form/explanation.ts';

const TAKEN = 'taken back at once';
const KEPT = 'kept on the free list';

export const freedPages = explanation({
  key: 'freed-pages',
  source: { trace: 'make', why: 'A real compile: three processes end, and their pages go on the kernel’s free list.' },
  structure: 'disco',
  varies: ['freedPages'],
  variants: () => [
    { name: TAKEN, changes: { freedPages: true } },
    { name: KEPT, changes: { freedPages: false } },
  ],
  title: 'Machine memory that a guest no longer needs',
  subtitle: 'MB of machine memory behind pages on the guest’s free list, as the run goes on',
  meaning: 'A point of the run, with freed pages taken back or kept.',
  columns: {
    freed: text('`taken back at once` or `kept on the free list`.'),
    clock: integer('instructions', 'Of all CPUs until then.', { label: 'instructions so far' }),
    machineMB: number('MB', 'Machine memory in use.', { label: 'machine memory' }),
    freeMB: number('MB', 'Of it, pages on the guest’s free list.', { label: 'on the free list' }),
    pagesFreed: integer('pages', 'Pages that the guest put on its free list in the whole run.', { label: 'pages freed in all' }),
    faults: integer('faults', 'Page faults of the monitor in the whole run: machine pages that it had to find.', { label: 'faults in all' }),
    calls: integer('calls', 'Monitor calls in the whole run.', { label: 'calls in all' }),
  },
  rows: (all) =>
    all.flatMap(({ name, run, totals }) =>
      thinned(run.counts.footprint).map((sample) => {
        const { M } = sidesOf(sample);
        return {
          freed: name,
          clock: sample.clock,
          machineMB: megabytes(pagesOf(M), run),
          freeMB: megabytes(M['free lists'], run),
          pagesFreed: totals.pageFreed,
          faults: totals.monitorPageFault,
          calls: totals.monitorCall,
        };
      }),
    ),
  chart(rows, frame) {
    const of = (freed: string) =>
      rows.filter((row) => row.freed === freed).map(({ clock, freeMB }) => ({ x: clock / 1e6, y: freeMB }));
    return courses(
      [
        { name: TAKEN, color: BAR_COLORS.monitor, points: of(TAKEN) },
        { name: KEPT, color: EDGE, broken: true, points: of(KEPT) },
      ],
      { x: 'million instructions of all CPUs', y: 'MB on the guest’s free list', steps: true },
      frame,
    );
  },
  sentence(rows) {
    const end = (freed: string) => rows.findLast((row) => row.freed === freed)!;
    const [taken, kept] = [end(TAKEN), end(KEPT)];
    return `the guest frees ${plural(taken.pagesFreed, 'page')}: taken back at once, ${decimal(taken.machineMB, 2)} MB of machine memory are in use at the end instead of ${decimal(kept.machineMB, 2)} MB, for ${grouped(taken.calls - kept.calls)} calls and ${grouped(taken.faults - kept.faults)} page faults more`;
  },
  next: ['disco explain freed-pages --trace pointer-chase', 'disco explain zeroed-pages'],
}); // biome-ignore format: long lines

/** Samples of a run, at most: a figure of some hundred pixels shows no more. */
const DRAWN = 96;

/** Every so many samples, and the last. */
function thinned<T>(samples: readonly T[]): T[] {
  const every = Math.ceil(samples.length / DRAWN);
  return samples.filter((_, n) => (samples.length - 1 - n) % every === 0);
}
