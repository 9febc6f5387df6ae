import { UserError } from '../errors.ts';
import { EXHIBITS } from '../reproduce/exhibits/exhibits.ts';
import { EXHIBIT_NAMES, type ExhibitName } from '../reproduce/exhibits/names.ts';
import { experiment } from '../reproduce/experiments/experiments.ts';
import { proposed } from './shared/proposed.ts';

/** The commands that put the workloads of some exhibits through the same structures on another machine. */
function onMachine(machine: string, exhibits: readonly ExhibitName[]): string[] {
  const names = new Set(exhibits.flatMap((name) => EXHIBITS[name].experiments));
  return Array.from(names, (name) => {
    const { workload, configurations } = experiment(name);
    const structures = Object.values(configurations).map(({ preset }) => preset);
    return proposed('compare', `synthetic:${workload}`, { machine, set: [], costs: 'flash', filter: true }, structures);
  });
}

/** Throws a UserError where another machine is named: what the paper measured on FLASH has nothing to say of it, and other commands do. */
export function refuseMachine(
  { machine, set }: { machine?: string; set: readonly string[] },
  exhibits: readonly ExhibitName[],
): void {
  const setTo = set.find((each) => each.startsWith('machine='));
  const named = machine ?? setTo?.slice('machine='.length);
  if (named === undefined) return;
  const flag = machine === undefined ? `--set ${setTo}` : '--machine';
  const lines = onMachine(named, exhibits.length === 0 ? EXHIBIT_NAMES : exhibits);
  throw new UserError(
    [`${flag}: the published numbers are of FLASH, and nothing is published of another machine; to replay the same on it:`, ...lines].join('\n  '),
  ); // biome-ignore format: a message
}
