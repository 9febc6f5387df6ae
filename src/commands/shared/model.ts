import type { Setting } from '../../config/settings.ts';
import { UserError } from '../../errors.ts';
import { costPath } from '../../price/costs/document.ts';
import { loadLocatedCosts } from '../../price/costs.ts';
import { type ReplayOptions, replayAll } from '../../replay/replay.ts';
import { guestOf } from '../../replay/structure/documents/profile-as-guest.ts';
import { type GivenStructure, loadStructures } from '../../replay/structure/presets.ts';
import { granuleBitsFor, type Structure } from '../../replay/structure/structure.ts';
import { checkFolder } from '../../report/files/write.ts';
import { costNote } from '../../report/run/cost-note.ts';
import { equalRuns, idleNotes } from '../../report/run/idle-notes.ts';
import { type Run, runsOf } from '../../report/run/run.ts';
import { integer, plural } from '../../report/text/words.ts';
import { type Sorted, sortSettings } from '../../settings/sort.ts';
import { say } from '../../terminal.ts';
import { contentDigest } from '../../trace/digest.ts';
import { openTrace } from '../../trace/open.ts';
import type { Begun } from '../../trace/reader/ahead.ts';
import { isWorkload, openWorkload } from '../../trace/synthetic/index.ts';
import { change, type OpenOptions, remark, type Trace } from '../../trace/words/trace.ts';
import type { DrawnStructures } from './bands.ts';
import { type ModelOptions, type VmsFrom, vmsOf } from './options.ts';
import { present } from './present.ts';
import { type Progress, withProgress } from './progress.ts';
import { type Asked, proposedAblation } from './proposed.ts';
import { readOptions } from './reading.ts';
import { warnOfCut } from './warn.ts';

/** What `--set` changes, and how many virtual machines `--vms-from` makes, by what it is of. A workload's numbers can be set where the trace is a workload. */
export function settingsFor(path: string, { machine, guest, set, vmsFrom }: ModelOptions): Sorted {
  const documents = [
    ...(machine === undefined ? [] : [documentSetting('machine', machine)]),
    ...(guest === undefined ? [] : [documentSetting('guest', guest, guestOf(guest))]),
  ];
  const sorted = sortSettings(
    [...documents, ...set],
    isWorkload(path) ? ['structure', 'costs', 'workload'] : ['structure', 'costs'],
  );
  if (vmsFrom === undefined) return sorted;
  const structure = sortSettings({ [VMS]: vmsOf(vmsFrom) }, ['structure']).structure.map((each) => ({ ...each, place: '--vms-from' })); // biome-ignore format: a line
  const other = sorted.structure.find(({ path }) => path.join('.') === structure[0].path.join('.'));
  if (other !== undefined) throw new UserError(`${other.place}: --vms-from says how many virtual machines there are`);
  return { ...sorted, structure: [...sorted.structure, ...structure] };
}

/** `--machine mine.yaml` as a setting, before all others: what is set within it is set within this one. */
const documentSetting = (name: string, given: string, value: unknown = given): Setting => ({ path: [name], value, place: `--${name} ${given}` }); // biome-ignore format: a line

const VMS = 'monitor.virtualCpus.vms';

/** The trace, or as many copies as there are to be virtual machines, or it beside others. Throws a UserError where nothing can run these. */
async function besides(trace: Trace, structures: readonly Structure[], from: VmsFrom | undefined, reading: OpenOptions): Promise<Trace> {
  if (from === undefined) return trace;
  const spread = structures.find(({ monitor }) => monitor?.virtualCpus.spread);
  if (spread !== undefined)
    throw new UserError(
      `--vms-from: ${spread.name} spreads its virtual machines (monitor.virtualCpus.spread), and each of these has neighbouring CPUs; expected monitor.virtualCpus.spread=false`,
    );
  const native = structures.filter(({ monitor }) => monitor === null).map(({ name }) => name);
  const machines = vmsOf(from);
  if (native.length > 0 && machines > 1)
    trace.notes.unshift(change(`${native.join(', ')}: ${machines} bare machines side by side, each with ${typeof from === 'number' ? 'a copy of the trace' : 'a recording'} and memory of its own`)); // biome-ignore format: a line
  const { replicate, sideBySide } = await import('../../trace/operations/replicate.ts');
  if (typeof from === 'number') return replicate(trace, from);
  const { onProgress: _, ...others } = reading;
  return sideBySide([trace, ...(await Promise.all(from.map((path) => openTrace(path, others))))]);
} // biome-ignore format: a long line

/** The structures with what `--set` changes. */
export const structuresFor = (path: string, given: readonly GivenStructure[], options: ModelOptions): Structure[] =>
  loadStructures(given, settingsFor(path, options).structure);

/** The hash of a trace's content, for results that others may be compared with; of standard input, which is read once, none. */
const digestOf = async (path: string, { workload }: Sorted, signal: AbortSignal): Promise<{ sha256?: string }> =>
  path === '-' ? {} : { sha256: (await contentDigest(path, { signal, settings: workload })).sha256 };

/** Replays a trace through structures, prices the counts and presents the result. `asked`: what the command line said, where some of it is in `given`. */
export async function evaluate(
  path: string,
  given: readonly GivenStructure[],
  options: ModelOptions,
  begun?: Begun,
  asked: Asked = options,
): Promise<void> {
  if (options.out !== undefined) await checkFolder(options.out);
  const bands = await bandsFor(path, given, options);
  const structures = structuresFor(path, given, options);
  const runs = await runModels(path, structures, options, { begun, bands, given });
  await present(path, runs, options, proposedAblation(path, structures, asked));
}

/** Draws for bands, if they are asked for. */
async function bandsFor(
  path: string,
  given: readonly GivenStructure[],
  options: ModelOptions,
): Promise<DrawnStructures | undefined> {
  if (options.bands === undefined) return undefined;
  const { DRAWS, drawStructures } = await import('./bands.ts');
  const count = options.bands === true ? DRAWS : options.bands;
  const drawn = drawStructures(given, settingsFor(path, options), options.costs, count);
  say(
    `bands: ${count} draws of ${plural(given.length, 'structure')} from the ranges of what is assumed, ${integer(drawn.structures.length)} of them different, are replayed beside them in the same reading`,
  );
  return drawn;
}

/** Structures to replay a trace through, which may differ from those named in anything but their caches. */
type Plan = (trace: Trace, signal: AbortSignal) => Promise<readonly Structure[]>;

/** What else a replay is asked for. */
interface Replaying extends Pick<ReplayOptions, 'dependences' | 'loss'> {
  /** The same was replayed before: nothing is said again, and nobody asks which trace it is. */
  again?: boolean;
  plan?: Plan;
  begun?: Begun | undefined;
  bands?: DrawnStructures | undefined;
  /** What the structures were loaded from. */
  given?: readonly GivenStructure[];
}

/**
 * Replays a trace through structures, side by side in one reading, and prices the counts. With `plan`, through those that it gives for
 * the trace, which may differ from the ones named in anything but their caches. Shows progress on standard error.
 */
export async function runModels(
  path: string,
  named: readonly Structure[],
  options: ModelOptions,
  { given = [], plan, begun, bands, dependences, loss, again = false }: Replaying = {},
): Promise<Run[]> {
  const settings = settingsFor(path, options);
  const { value: costs, notes } = loadLocatedCosts(options.costs, settings.costs);
  const unit = isWorkload(path) ? 'instructions' : 'bytes';
  const work = async ({ onProgress, reads, signal }: Progress): Promise<Run[]> => {
    const { warmup, filter, workers = 'cores' } = options;
    const reading = {
      ...readOptions(options, granuleBitsFor(...named, ...(bands?.structures ?? []))),
      onProgress,
      signal,
    };
    const recorded =
      settings.workload.length > 0
        ? openWorkload(path, reading, settings.workload)
        : ((await begun?.opened(reading)) ?? (await openTrace(path, reading)));
    const trace = await besides(reads(recorded), named, options.vmsFrom, reading);
    const own = plan === undefined ? named : await plan(trace, signal);
    const structures = [...own, ...(bands?.structures ?? [])];
    const all = await replayAll(trace, structures, { ...(warmup === undefined ? {} : { warmup }), ...(dependences && { dependences }), ...(loss && { loss }), ...(bands && { unnoted: bands.structures }), filter, workers, signal }); // biome-ignore format: a call
    if (again) return runsOf(trace, all, costs);
    warnOfCut(path, trace);
    const single = !Array.isArray(options.vmsFrom);
    const digest = single && (options.json || options.out !== undefined) ? await digestOf(path, settings, signal) : {};
    const runs = runsOf(trace, all.slice(0, own.length), costs).map((run) => ({
      ...run,
      trace: { ...run.trace, ...digest },
    }));
    const set = {
      structure: settings.structure.map(({ path }) => path),
      costs: settings.costs.map(({ path }) => costPath(path)[0]),
    };
    // Structures that a plan made differ in what it knows.
    const idle = [...idleNotes(runs, set), ...(plan === undefined ? equalRuns(runs) : [])];
    const priced = settings.costs.length > 0 ? undefined : costNote(given, options.machine, options.costs);
    for (const note of [
      ...notes,
      ...(priced === undefined ? [] : [priced]),
      ...idle,
      ...(bands === undefined ? [] : [bands.note]),
    ]) {
      say(`disco: ${note}`);
      trace.notes.push(remark(note));
    }
    return bands === undefined ? runs : bands.bandsOf(runs, all.slice(own.length));
  };
  return withProgress('replay', work, unit);
}
