import { excerpt, UserError } from '../../errors.ts';
import { CLOCK, clockOf } from './clock.ts';
import type { LocatedScenario, ScenarioLoss } from './scenario.ts';

/** What `--lose` takes. */
export const LOSE = ['node=3', 'cpu=2', 'disk=0', 'memory=3:0-4MB'] as const;

const MEMORY = /^(\d{1,3}):(\d{1,8}(?:\.\d{1,6})?)-(\d{1,8}(?:\.\d{1,6})?)(?:MB)?$/;
const NUMBERS = /^\d{1,10}(?:,\d{1,10})*$/;
const LISTS = { node: ['nodes', 127], cpu: ['cpus', 127], disk: ['disks', 2 ** 32 - 1] } as const;
/** Times that `--lose` is given, at most. */
const MOST = 64;

/** One loss of what a command line names, at a clock. Throws UserError that names the flag. */
export function scenarioOfFlags(lose: readonly string[], at: string): LocatedScenario {
  if (lose.length > MOST) throw new UserError(`--lose: ${lose.length} times, expected at most ${MOST}`);
  const clock = CLOCK.test(at) ? clockOf(at) : undefined;
  if (clock === undefined || ('percent' in clock && clock.percent > 100))
    throw new UserError(`--at: found ${excerpt(at)}, expected instructions of all CPUs, such as 200k, or percent of the trace up to 100%, such as 50%`); // biome-ignore format: a sentence
  const losses = lose.map((text) => lossOf(text, at));
  return { name: lose.join(', '), losses, place: (n, key) => (key === 'at' ? `--at ${at}` : `--lose ${lose[n]}`) };
}

function lossOf(text: string, at: string): ScenarioLoss {
  const loss: ScenarioLoss = { at, nodes: [], cpus: [], disks: [] };
  const [kind, value = ''] = text.split('=', 2);
  const range = kind === 'memory' ? MEMORY.exec(value) : null;
  if (range !== null) {
    const [node, from, to] = range.slice(1).map(Number);
    if (to > from) return { ...loss, memory: { node, from, to } };
    throw new UserError(`--lose ${text}: expected more than ${from} MB as its end`);
  }
  if (Object.hasOwn(LISTS, kind) && NUMBERS.test(value)) {
    const [key, most] = LISTS[kind as keyof typeof LISTS];
    const numbers = value.split(',').map(Number);
    if (numbers.length <= 128 && Math.max(...numbers) <= most) return { ...loss, [key]: numbers };
  }
  throw new UserError(`--lose: found ${excerpt(text)}, expected such as ${LOSE.slice(0, -1).join(', ')} or ${LOSE.at(-1)}`);
} // biome-ignore format: a line
