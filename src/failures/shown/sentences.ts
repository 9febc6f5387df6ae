import { capital, decimal, enumerate, integer, percent, plural, printable } from '../../report/text/words.ts';
import { reasonsIn } from '../reasons.ts';
import type { LocatedScenario, ScenarioLoss } from '../scenario/scenario.ts';
import type { Configuration, Hurt, Studied } from './configuration.ts';

/** `3 of 8 VMs`; of one all or nothing. */
const ofVms = (vms: number, all: number): string =>
  all === 1 ? (vms === 0 ? 'nothing' : 'everything') : `${integer(vms)} of ${integer(all)} VMs`;

const namesOf = (all: readonly Configuration[]): string =>
  enumerate([...new Set(all.map(({ structure }) => printable(structure)))]);

/** What is asked. */
export function studyQuestion(all: readonly Studied[]): string {
  const [{ study }] = all;
  const nodes = [...new Set(all.map(({ containment }) => containment.nodes))].sort((a, b) => a - b);
  const divisions = [...new Set(all.map(({ cells }) => cells))].filter((cells) => cells !== 'no monitor');
  const under = divisions.length === 0 ? '' : `, with ${enumerate(divisions)}`;
  return `What the loss of each of ${nodes.join(' or ')} ${nodes.join() === '1' ? 'node' : 'nodes'} takes at each of ${plural(study.clocks.length, 'moment')} of the trace, through ${namesOf(all)}${under}.`;
}

/** What the model says: what is lost in one piece, and where least is. */
export function studyAnswer(all: readonly Studied[]): string {
  const whole = all.filter(({ study }) => study.expected.share > 1 - 1e-9);
  const rest = all.filter((each) => !whole.includes(each));
  const parts: string[] = [];
  if (whole.length > 0) {
    const which = rest.length === 0 ? 'Through all of them' : capital(enumerate([...new Set(whole.map(wholeName))]));
    parts.push(`${which}${rest.length === 0 ? ' the loss of any node' : ': the loss of any node'} is the loss of everything.`);
  }
  const least = rest.toSorted((a, b) => a.study.expected.share - b.study.expected.share || a.percent - b.percent)[0];
  if (least === undefined) return parts.join(' ');
  const { expected, worst } = least.study;
  const { vms } = least.containment;
  const time = least === all[0] ? '' : `, in ${percent(least.percent)} of the time of ${printable(all[0].name)}`;
  parts.push(`Least is lost through ${printable(least.name)}: on average ${decimal(expected.vms, 2)} of ${plural(vms, 'VM')} (${percent(100 * expected.share)}) and ${percent(100 * expected.workShare)} of the work${time}.`);
  parts.push(`What hurts most there is the loss of node ${worst.node} after ${integer(worst.clock)} instructions: ${ofVms(worst.vms, vms)}.`);
  return parts.join(' ');
} // biome-ignore format: sentences

const wholeName = ({ cells, structure }: Studied): string =>
  cells === 'no monitor' ? `natively (${printable(structure)})` : cells === 'one monitor' ? 'with one monitor' : `with ${cells} (${printable(structure)})`; // biome-ignore format: a line

/** What a scenario loses, in words. */
function lossText({ at, nodes, cpus, disks, memory }: ScenarioLoss): string {
  const of = (noun: string, numbers: readonly number[]): string[] =>
    numbers.length === 0 ? [] : [`${noun}${numbers.length === 1 ? '' : 's'} ${enumerate(numbers.map(String))}`];
  const what = [...of('node', nodes), ...of('CPU', cpus), ...of('disk', disks), ...(memory === undefined ? [] : [`memory of node ${memory.node} from ${memory.from} to ${memory.to} MB`])]; // biome-ignore format: a line
  return `${enumerate(what)} at ${typeof at === 'number' ? integer(at) : at}`;
}

/** What is asked of a scenario. */
export const scenarioQuestion = ({ losses }: LocatedScenario, all: readonly Hurt[]): string =>
  `What is lost with ${enumerate(losses.map(lossText))}, through ${namesOf(all)}.`;

/** What the model says of a scenario. */
export function scenarioAnswer(all: readonly Hurt[]): string {
  const rows = all.map((each) => ({ each, lost: each.hits.reduce((sum, { vms }) => sum + vms, 0) }));
  const share = ({ each, lost }: (typeof rows)[number]): number => lost / each.containment.vms;
  const [least] = rows.toSorted((a, b) => share(a) - share(b));
  const [most] = rows.toSorted((a, b) => share(b) - share(a));
  const said = ({ each, lost }: (typeof rows)[number]): string => `${printable(each.name)} loses ${ofVms(lost, each.containment.vms)}`;
  return share(least) === share(most) && rows.length > 1
    ? `The same share of VMs is lost through all: ${percent(100 * share(least))}.`
    : `${said(most)}${most === least ? '' : `; ${said(least)}`}.`;
} // biome-ignore format: sentences

/** Who is lost and why, a sentence for each loss that takes somebody: `8vm, one monitor, at 927,898 instructions: VM 3 (cpu, memory).` */
export const whoSentences = (all: readonly Hurt[]): string[] =>
  all.flatMap(({ name, hits }) =>
    hits.map(({ clock, reasons, vms }) => {
      const alike = Map.groupBy(Array.from(reasons, (bits, vm) => ({ bits, vm })).filter(({ bits }) => bits !== 0), ({ bits }) => bits);
      const said = [...alike].map(([bits, each]) => `VM${each.length === 1 ? '' : 's'} ${enumerate(each.map(({ vm }) => `${vm}`))} (${reasonsIn(bits).join(', ')})`);
      return `${printable(name)}, at ${integer(clock)} instructions: ${vms === 0 ? 'nobody is lost' : said.join('; ')}.`;
    }),
  ); // biome-ignore format: sentences

/** What is assumed of a scenario's kinds of losses. */
export function scenarioNotes({ losses }: LocatedScenario): string[] {
  return [
    ...(losses.some(({ memory }) => memory !== undefined) ? ['Memory is counted in what the node has handed out; the monitor’s own pages are assumed to be in front of that, so that a range of memory never takes the monitor.'] : []),
    ...(losses.some(({ cpus }) => cpus.length > 0) ? ['With a CPU alone the caches of its node are lost: lines are known by node.'] : []),
    ...(new Set(losses.map(({ at }) => at)).size > 1 ? ['Between losses the survivors are taken to go on as without losses; what would have been on what is gone counts as placed elsewhere.'] : []),
  ];
} // biome-ignore format: sentences

/** What needs to be said of the structures. */
export function structureNotes(all: readonly Configuration[]): string[] {
  const native = all.filter(({ containment }) => !containment.monitored);
  if (native.length === 0) return [];
  return [`${namesOf(native)} ${native.length === 1 ? 'has' : 'have'} no monitor: one operating system runs on all nodes, so that the loss of a node, a CPU or memory in use is the loss of everything.`];
} // biome-ignore format: a sentence

/** What a trace cannot know, and what is taken for it. */
const UNKNOWN: readonly string[] = [
  'What fails, and how often, is in no trace: each node is taken to be as likely as the others, and every moment of the trace’s clock.',
  'A loss is taken to be whole and noticed at once. Links are not modelled, as there is no topology; nor is a node that goes on and is wrong.',
  'Work lost counts from the start, where the input is on disk: a trace does not say whether a program could go on from what it wrote since.',
];

/** The same of a study, and of a scenario. */
export const STUDY_UNKNOWN: readonly string[] = [
  ...UNKNOWN,
  'Nothing is replayed after these losses: it is told who survives each, and how they go on is told of one loss (--lose, --scenario).',
];
export const SCENARIO_UNKNOWN: readonly string[] = [
  ...UNKNOWN,
  'Survivors go on with what the trace has of them, in its order: what they would do differently without those that are lost, it does not say.',
];
