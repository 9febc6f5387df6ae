import { entryOf } from '../../catalogue/entry.ts';
import { timeRows } from '../../price/price.ts';
import type { Run } from '../../report/run/run.ts';
import { number, text } from '../../report/tables/column.ts';
import { tableOf } from '../../report/tables/table.ts';
import { capital, printable } from '../../report/text/words.ts';
import { isWorkload, loadWorkload } from '../../trace/synthetic/index.ts';
import type { Explained } from '../explain.ts';
import { goOn } from './go-on.ts';

/** What a mechanism is switched by: `monitor.zeroedPages (off: false)`. */
export const switchOf = ({ mechanism: { setting, off } }: Explained): string =>
  `monitor.${setting} (off: ${off === null ? 'null' : off})`;

/** What a trace is, where it is known: of the catalogue or of the workload. */
function descriptionOf({ trace, replayed: [{ run }] }: Explained): string | undefined {
  if (isWorkload(trace)) return trace.startsWith('synthetic:') ? loadWorkload(trace.slice('synthetic:'.length)).description : undefined;
  return entryOf(run.trace.header.catalogue ?? trace)?.description;
} // biome-ignore format: a line

/** What the numbers are of: the trace, whether it was recorded or made by a generator, and what it was replayed through. */
export function caption(one: Explained): string {
  const { trace, settings, options, explanation } = one;
  const kind = isWorkload(trace) ? 'synthetic' : 'recorded';
  const description = descriptionOf(one);
  const what = description === undefined ? '' : `: ${description.replace(/\.$/, '')}`;
  const name = printable(trace.replace(/^synthetic:/, ''));
  const set = settings.length === 0 ? '' : ` with ${settings.map(printable).join(', ')}`;
  return `${capital(kind)} trace ${name}${what}. Replayed through ${[`${explanation.structure}${set}`, ...options.map(printable)].join(', ')}.`;
}

/** Where its exercise is; none where it has none. */
export const exerciseOf = ({ explanation: { exercise } }: Explained): string[] =>
  exercise === undefined
    ? []
    : [
        `Exercise, in a copy of the repository: notebooks/jupyter/${exercise}.ipynb, notebooks/observable/${exercise}.html`,
      ];

/** What each replay of an explanation costs. */
export const costTable = tableOf({
  name: 'configurations',
  meaning: 'Time of all CPUs together: at work, idle (waiting for disks or without a thread), and in total, as disco compare has it.',
  columns: {
    configuration: text('What was replayed.'),
    time: number('ns', 'Time in which the CPUs work: the total without idle time.', { label: 'at work' }),
    percent: number('%', 'Of the first configuration’s time at work.', { label: 'of the first' }),
    idle: number('ns', 'Time in which CPUs wait for a disk, or have nothing to run.'),
    total: number('ns', 'Time at work and idle time: the total of `disco compare`.'),
  },
  rows({ replayed }: Explained) {
    const times = replayed.map(({ run, ns }) => ({ idle: idleOf(run), total: ns }));
    const work = times.map(({ idle, total }) => total - idle);
    return replayed.map(({ name }, n) => ({
      configuration: name,
      time: work[n],
      percent: (100 * work[n]) / (work[0] || 1),
      ...times[n],
    }));
  },
}); // biome-ignore format: long lines

const idleOf = ({ times }: Run): number => {
  let sum = 0;
  for (const { bar, ns } of timeRows(times)) if (bar === 'idle') sum += ns;
  return sum;
};

/** For programs. */
export const jsonOf = (one: Explained): object => {
  const { mechanism, explanation, trace, settings, sentence, rows } = one;
  const { key, name, section, setting, sentence: what } = mechanism;
  return {
    mechanism: { key, name, section, setting: `monitor.${setting}`, sentence: what },
    trace,
    source: isWorkload(trace) ? 'synthetic' : 'recorded',
    structure: explanation.structure,
    settings,
    sentence,
    rows,
    configurations: costTable.rows(one),
    next: goOn(one),
    exercise: explanation.exercise ?? null,
  };
};
