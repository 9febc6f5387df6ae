import type { Hurt, Played } from '../../failures/shown/configuration.ts';
import { after } from '../../failures/survivors/after.ts';
import { goesOn } from '../../failures/survivors/goes-on.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { runModels } from '../shared/model.ts';
import type { FailuresOptions } from './options.ts';

/**
 * Configurations with how their survivors go on after the first loss: of each of those two replays more, with the loss and with it spared. Nothing of these is
 * warm-up, as all that comes after the loss is to be counted, whenever that is.
 */
export async function played(path: string, given: readonly Structure[], model: FailuresOptions, all: readonly Hurt[]): Promise<Played[]> {
  const rows = all.map((each) => ({ each, on: goesOn(each.struck, each.containment) }));
  const replays = rows.flatMap(({ each, on }) => {
    if (typeof on === 'string' || path === '-') return [];
    return [on.loss, { ...on.loss, spared: true }].map((loss) => ({ loss, structure: each.run.structure }));
  });
  const plan = async (): Promise<Structure[]> => replays.map(({ structure }) => structure);
  const loss = replays.map((each) => each.loss);
  const runs = replays.length === 0 ? [] : await runModels(path, given, { ...model, warmup: 0 }, { plan, loss, again: true });
  return rows.map(({ each, on }): Played => {
    if (typeof on === 'string') return { ...each, after: on };
    const [lost, spared] = runs.splice(0, 2);
    return { ...each, after: lost === undefined ? 'once' : after(on.survivors, lost, spared) };
  });
} // biome-ignore format: long lines
