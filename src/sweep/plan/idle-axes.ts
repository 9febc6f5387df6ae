import { whyIdleOn } from '../../price/idle/reasons.ts';
import { replayKeys } from '../../replay/structure/documents/reach.ts';
import { granuleBitsFor, type Structure } from '../../replay/structure/structure.ts';
import { whySettingIdle } from '../../replay/why/settings.ts';
import { anythingOn } from '../../replay/why/trace-facts.ts';
import { certainCpus } from '../../trace/words/cpus.ts';
import { appliesTo, type Parameter } from '../study/parameters.ts';
import type { Plan } from './plan.ts';
import { openStream } from './task.ts';

/**
 * Axes of settings that can change no number, whatever is in the traces: a sentence each, by trace where there are several. Of a trace only its header is
 * read: one that does not say for certain how many CPUs it has may have any number.
 */
export async function idleAxes(plan: Plan): Promise<string[]> {
  const sentences: string[] = [];
  for (const [t, trace] of plan.traces.entries()) {
    const cpus = await cpusOfHeader(plan, t);
    const prefix = plan.traces.length > 1 ? `${trace.path}: ` : '';
    for (const { columns, settings, path } of plan.grid.axes) {
      if (path[0] !== 'vary') continue;
      const reasons = settings[0].assignments.map(({ parameter }) => whyIdle(parameter, plan, cpus));
      if (!reasons.includes(null))
        sentences.push(`${prefix}${columns.join(' with ')} cannot act here: ${[...new Set(reasons)].join('; ')}`);
    }
  }
  return sentences;
}

async function cpusOfHeader({ traces, replays }: Plan, t: number): Promise<number> {
  const own = replays.filter(({ trace }) => trace === traces[t]);
  if (own.length === 0) return Number.POSITIVE_INFINITY;
  const [{ trace, structure, reading }] = own;
  const granuleBits = granuleBitsFor(...own.map((each) => each.structure));
  const opened = await openStream({ trace, reading, granuleBits, guest: structure.guest });
  return certainCpus(opened) ?? Number.POSITIVE_INFINITY;
}

/** Why a setting can change nothing of any of the plan's structures; null: it may. Structures that have no use for it are passed over. */
function whyIdle(parameter: Parameter, { grid }: Plan, cpus: number): string | null {
  const structures = grid.configurations
    .flatMap(({ variants }) => variants)
    .filter((each) => appliesTo(each, parameter));
  const reasons = new Set<string>();
  for (const structure of structures) {
    const nodes = nodesOf(structure, cpus);
    const keys = parameter.of === 'structure' ? replayKeys(parameter.keys, structure) : undefined;
    const why =
      parameter.of === 'costs'
        ? whyIdleOn(parameter.cost, { structure, nodes, cpus })
        : keys === undefined
          ? null
          : whySettingIdle(keys, { structure, nodes, facts: anythingOn(cpus) });
    if (why === null) return null;
    reasons.add(why);
  }
  return reasons.size === 0 ? null : [...reasons].join('; ');
}

const nodesOf = ({ numa }: Structure, cpus: number): number =>
  numa === null ? 1 : numa.nodes === 'cpus' ? cpus : numa.nodes;
