import type { TopLevelSpec } from 'vega-lite';
import type { Setting, Settings } from '../config/settings.ts';
import { UserError } from '../errors.ts';
import type { CostsInput } from '../price/costs/input.ts';
import { loadCosts } from '../price/costs.ts';
import { cannotAct, MECHANISMS, type Mechanism, type MechanismKey } from '../replay/ablation/mechanisms.ts';
import type { Monitored } from '../replay/ablation/plan.ts';
import { factsOf } from '../replay/ablation/trace-facts.ts';
import type { ReplayOptions } from '../replay/replay.ts';
import { loadStructure } from '../replay/structure/presets.ts';
import { granuleBitsFor } from '../replay/structure/structure.ts';
import { WIDE } from '../report/draw/theme.ts';
import { type AnyRow, rowsOf, type Table } from '../report/tables/table.ts';
import { quoted } from '../report/text/quoted.ts';
import { plural, printable } from '../report/text/words.ts';
import { sortSettings } from '../settings/sort.ts';
import { openTrace } from '../trace/open.ts';
import { isWorkload, openWorkload } from '../trace/synthetic/index.ts';
import { cpusOf } from '../trace/words/cpus.ts';
import type { OpenOptions, Trace } from '../trace/words/trace.ts';
import { countVariants } from './counted.ts';
import { EXPLANATIONS } from './explanations.ts';
import { figure } from './figure.ts';
import type { Explanation, Replayed } from './form/explanation.ts';

/** Which trace a mechanism is shown on, and how it is replayed. */
export interface ExplainOptions
  extends Pick<ReplayOptions, 'warmup' | 'filter' | 'signal'>,
    Pick<OpenOptions, 'cpus' | 'map' | 'format' | 'layout' | 'raw' | 'onProgress'> {
  /** Told of the trace, once it is open. */
  onOpened?: (trace: Trace) => unknown;
  /** Any trace; unless given, one that comes along and shows the mechanism. */
  trace?: string;
  /** Settings of the structure, of the costs, and of a workload: `tlb.entries=128`, `remoteMemory=2700ns`, `workload.seed=2`. */
  set?: Settings;
  /** A preset, a file or an object. Default: flash. */
  costs?: string | CostsInput;
}

/** A mechanism cannot act on a trace: the message says why. */
export class CannotAct extends UserError {}

/** A mechanism as it works on a trace. */
export interface Explained {
  /** The mechanism. */
  mechanism: Mechanism;
  /** What is said of it, and how it is drawn. */
  explanation: Explanation;
  /** As a command line has it. */
  trace: string;
  /** Whether it is the explanation's own trace, as it comes. */
  isDefault: boolean;
  /** Those of them that were asked for. */
  asked: readonly string[];
  /** Options beside the trace and the settings, as they are typed: `--costs origin`, `--cpus 4`. */
  options: readonly string[];
  /** Settings of the structure, of the costs and of the workload, those of the explanation's own trace among them. */
  settings: readonly string[];
  /** The figure's numbers, with the names and units of columns. */
  table: Table;
  /** The table's rows, an object each. */
  rows: AnyRow[];
  /** What was replayed, in order. */
  replayed: readonly Replayed[];
  /** The figure as Vega-Lite, in a width in CSS pixels. */
  draw(width?: number): TopLevelSpec;
  /** The same for a page with room. */
  chart: TopLevelSpec;
  /** What the figure shows, in numbers. */
  sentence: string;
}

export const mechanismOf = (key: MechanismKey): Mechanism => MECHANISMS.find((each) => each.key === key)!;

/**
 * How the mechanism works, shown on a trace: replays it, in a few seconds where it is its own. Throws UserError for a trace on which it cannot
 * act, and says why.
 *
 * @param key - the mechanism
 * @param options - which trace, and how it is replayed
 * @returns the figure, its numbers, and a sentence
 * @example
 * ```ts
 * import { explain } from 'disco-replay';
 *
 * const { sentence, rows } = await explain('second-level-tlb');
 * console.log(sentence, rows.length);
 * ```
 */
export async function explain(key: MechanismKey, options: ExplainOptions = {}): Promise<Explained> {
  const { trace: given, set = [], costs = 'flash', warmup, filter, signal, onOpened, ...reading } = options;
  const mechanism = mechanismOf(key);
  const explanation = EXPLANATIONS[key];
  const path = given ?? explanation.source.trace;
  const own = [...(explanation.set ?? []), ...(given === undefined ? (explanation.source.set ?? []) : [])];
  const among = isWorkload(path) ? (['structure', 'costs', 'workload'] as const) : (['structure', 'costs'] as const);
  const theirs = sortSettings(set, among);
  for (const {
    path: [head, ...rest],
    place,
  } of theirs.structure)
    if (head === 'monitor' && explanation.varies.includes(rest.join('.')))
      throw new UserError(`${place}: this is what the figure of ${key} varies; set something else`);
  const ours = sortSettings(own, among);
  const structure = loadStructure(explanation.structure, [...ours.structure, ...theirs.structure]);
  if (structure.monitor === null) throw new RangeError(`${explanation.structure} has no monitor`);
  const monitored = structure as Monitored;
  const opening = { ...reading, granuleBits: granuleBitsFor(structure), ...(signal === undefined ? {} : { signal }) };
  const workload = [...ours.workload, ...theirs.workload];
  const trace = isWorkload(path) ? openWorkload(path, opening, workload) : await openTrace(path, opening);
  onOpened?.(trace);
  if (trace.once === true)
    throw new UserError(`${printable(path)} comes through a pipe, and is read more than once: expected a file`);
  // On its own trace it acts.
  if (given !== undefined) await checkActs(mechanism, monitored, trace, path, signal);
  const cpus = await cpusOf(trace);
  const variants = explanation.variants(monitored, cpus);
  if (variants.length < 2)
    throw new CannotAct(`${key} cannot be shown on ${printable(path)}: ${plural(cpus, 'CPU')}, and several virtual machines are to be compared; without --trace it is shown on ${explanation.source.trace}`); // biome-ignore format: a line
  const replayed = await countVariants(trace, monitored, variants, loadCosts(costs, theirs.costs), {
    series: explanation.series,
    ...(warmup === undefined ? {} : { warmup }),
    ...(filter === undefined ? {} : { filter }),
    ...(signal === undefined ? {} : { signal }),
  });
  const table = explanation.table(replayed);
  const rows = rowsOf(table);
  const sentence = sentenceOf(explanation, path, rows);
  const draw = (width = WIDE): TopLevelSpec => figure(explanation, rows, sentence, width);
  const written = (prefix: string, all: readonly Setting[]): string[] =>
    all.map(({ path, value }) => `${prefix}${path.join('.')}=${JSON.stringify(value)}`);
  const asked = [
    ...written('', theirs.structure),
    ...written('costs.', theirs.costs),
    ...written('workload.', theirs.workload),
  ];
  return {
    mechanism,
    explanation,
    trace: path,
    isDefault: given === undefined,
    settings: [...written('', ours.structure), ...written('workload.', ours.workload), ...asked],
    asked,
    options: optionsOf(options),
    table,
    rows,
    replayed,
    draw,
    get chart() {
      return draw();
    },
    sentence,
  };
}

/** Options beside the trace and the settings, as they are typed. */
function optionsOf({ costs, warmup, cpus, map, format, layout, raw, filter }: ExplainOptions): string[] {
  const named = { costs: costs === 'flash' ? undefined : costs, warmup, cpus, map, format, layout };
  return [
    ...Object.entries(named).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [`--${name} ${quoted(`${value}`)}`] : [],
    ),
    ...(raw === true ? ['--raw'] : []),
    ...(filter === false ? ['--no-filter'] : []),
  ];
}

/** What a figure of these rows shows: a sentence. */
export const sentenceOf = (explanation: Explanation, path: string, rows: readonly AnyRow[]): string =>
  `On ${nameOf(path)}, ${explanation.sentence(rows)}.`;

/** A trace as a sentence names it: a file without its folder and its ending. */
function nameOf(path: string): string {
  if (path.startsWith('synthetic:')) return path.replace(':', ' ');
  return printable(path.replace(/^.*\/(?=[^/]+$)/, '').replace(/\.arrow$/, ''));
}

/** Throws UserError where the mechanism cannot act on the trace. */
async function checkActs(
  mechanism: Mechanism,
  structure: Monitored,
  trace: Trace,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const facts = await factsOf(trace, structure, signal);
  const why = cannotAct(mechanism, structure, facts);
  if (why === null) return;
  const { trace: own, set = [] } = EXPLANATIONS[mechanism.key].source;
  throw new CannotAct(
    `${mechanism.key} cannot act on ${printable(path)}: ${why}; without --trace it is shown on ${own}${set.length === 0 ? '' : ` with ${set.join(', ')}`}`,
  );
}
