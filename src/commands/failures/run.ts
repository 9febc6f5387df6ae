import { UserError } from '../../errors.ts';
import { scenarioOfFlags } from '../../failures/scenario/flags.ts';
import { checkClocks, checkScenario, clocksOf, rangesOf, sizeOf } from '../../failures/scenario/resolve.ts';
import { type LocatedScenario, loadScenario } from '../../failures/scenario/scenario.ts';
import { hurt, studied } from '../../failures/shown/configuration.ts';
import { scenarioJson, studyJson } from '../../failures/shown/json.ts';
import { scenarioText, studyText } from '../../failures/shown/text.ts';
import type { DependenceRequest } from '../../replay/counts/dependence.ts';
import { BeyondTrace } from '../../replay/machine/dependence/moments.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { checkFolder } from '../../report/files/write.ts';
import type { Run } from '../../report/run/run.ts';
import { print, say } from '../../terminal.ts';
import { isWorkload } from '../../trace/synthetic/index.ts';
import { certainCpus, cpusOf, saidCpus } from '../../trace/words/cpus.ts';
import type { Trace } from '../../trace/words/trace.ts';
import { runModels, structuresFor } from '../shared/model.ts';
import { commandLine } from '../shared/present.ts';
import { recoveryOf } from '../shared/recovery.ts';
import { divided, parseCells } from './cells.ts';
import { type FailuresOptions, OF_RECORDINGS, OF_WORKLOADS } from './options.ts';
import { played } from './played.ts';

/** When what `--lose` names is lost, unless `--at` says. */
const HALFWAY = '50%';

/** What is replayed unless structures are named. */
const defaults = (path: string, { vmsFrom }: FailuresOptions): readonly string[] =>
  vmsFrom !== undefined ? ['disco'] : isWorkload(path) ? OF_WORKLOADS : OF_RECORDINGS;

/** Replays the trace through structures under each division, and prints what the loss of each node, or of what a scenario names, takes. */
export async function failures(path: string, names: readonly string[] | undefined, options: FailuresOptions): Promise<void> {
  if (options.out !== undefined) await checkFolder(options.out);
  const sizes = options.cells === undefined ? undefined : parseCells(options.cells);
  const { recovery, set } = await recoveryOf(options.set, options.recovery);
  const scenario = scenarioOf(options);
  const model = { ...options, set };
  const called = names ?? defaults(path, options);
  const given = structuresFor(path, called, model);
  const dependences = scenario === undefined ? {} : requestOf(scenario, given);
  const plan = async (trace: Trace): Promise<readonly Structure[]> => {
    const cpus = certainCpus(trace) ?? saidCpus(trace) ?? (await cpusOf(trace));
    const fitting = names === undefined ? given.filter((each) => fits(each, trace, cpus)) : given;
    if (scenario !== undefined) checkKnown(scenario, trace, fitting, cpus);
    return divided(fitting, sizes, cpus);
  };
  const replayed = (request: DependenceRequest): Promise<Run[]> =>
    runModels(path, given, model, { given: called, plan, dependences: request }).catch((error: unknown) => {
      if (error instanceof BeyondTrace && scenario !== undefined) checkClocks(scenario, error.end, given.map(({ name }) => name).join(', '));
      throw error;
    });
  let runs = await replayed(dependences);
  const finer = path === '-' || scenario === undefined ? undefined : finerOf(scenario, runs);
  if (finer !== undefined) runs = await replayed({ ...dependences, at: finer });
  const command = commandLine();
  if (scenario === undefined) {
    const all = studied(runs);
    print(options.json ? jsonText(studyJson(all, recovery)) : studyText(all, recovery));
    if (options.out === undefined) return;
    const { writeStudyOf } = await import('../../failures/shown/files.ts'); // brings the chart libraries
    await writeStudyOf(options.out, all, recovery, command);
  } else {
    const all = await played(path, given, model, hurt(runs, scenario, recovery));
    print(options.json ? jsonText(scenarioJson(scenario, all, recovery)) : scenarioText(scenario, all));
    if (options.out === undefined) return;
    const { writeScenario } = await import('../../failures/shown/files.ts');
    await writeScenario(options.out, scenario, all, recovery, command);
  }
  say(`report: ${options.out}/failures.html`);
} // biome-ignore format: signatures

const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** What is lost, unless everything is asked for. */
function scenarioOf({ scenario, lose, at = HALFWAY }: FailuresOptions): LocatedScenario | undefined {
  if (scenario !== undefined) return loadScenario(scenario);
  return lose.length === 0 ? undefined : scenarioOfFlags(lose, at);
}

/** What a scenario asks of the replay. Percentages of the trace need the moments of a study, as its end is known only then. */
function requestOf(scenario: LocatedScenario, structures: readonly Structure[]): DependenceRequest {
  const at = clocksOf(scenario);
  const sizes = [...new Set(structures.map(({ pageBytes }) => pageBytes))];
  const ranges = rangesOf(scenario, sizes[0]);
  if (ranges.length > 0 && sizes.length > 1)
    throw new UserError(`memory: ${structures.map(({ name, pageBytes }) => `${name} has pages of ${pageBytes} bytes`).join(', ')}; expected structures with pages of one size`); // biome-ignore format: a sentence
  return { ...(at === undefined ? {} : { at }), ranges };
}

/** A study has at least so many moments of a trace that is not short, so that a percentage is met to a hundredth. */
const MANY = 100;

/** The clocks of a scenario's percentages, where a trace is so short that the moments of a study are too far apart: it is replayed again. */
const finerOf = (scenario: LocatedScenario, runs: readonly Run[]): number[] | undefined => {
  const moments = runs.map(({ counts }) => counts.dependences!.moments);
  if (clocksOf(scenario) !== undefined || moments.every(({ length }) => length >= MANY)) return undefined;
  return clocksOf(scenario, moments.map((each) => each.at(-1)!.clock));
}; // biome-ignore format: a call

/** Throws UserError for what a scenario names that is known before the replay not to be there. A recorded kernel has its end in the totals; one that is inserted adds to them. */
function checkKnown(scenario: LocatedScenario, { header, totals }: Trace, structures: readonly Structure[], cpus: number): void {
  checkScenario(scenario, structures.map((each) => sizeOf(each, cpus)));
  if (header.level === 'system' && totals !== undefined)
    checkClocks(scenario, totals.instructions, structures.map(({ name }) => name).join(', '));
} // biome-ignore format: a signature

/** Whether a trace can be divided among the virtual machines of a structure. */
const fits = ({ monitor }: Structure, { header }: Trace, cpus: number): boolean =>
  monitor === null || monitor.virtualCpus.vms === 1 || (monitor.virtualCpus.vms <= cpus && header.moves !== true);
