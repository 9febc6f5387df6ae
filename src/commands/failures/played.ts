import type { Hurt, Played } from '../../failures/shown/configuration.ts';
import { after } from '../../failures/survivors/after.ts';
import { goesOn } from '../../failures/survivors/goes-on.ts';
import type { Loss } from '../../replay/machine/loss.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { Run } from '../../report/run/run.ts';
import { runModels } from '../shared/model.ts';
import type { FailuresOptions } from './options.ts';

/**
 * Configurations with how their survivors go on after the first loss: of each of those two replays more, with the loss and with it spared. Nothing of these is
 * warm-up, as all that comes after the loss is to be counted, whenever that is.
 */
export async function played(path: string, given: readonly Structure[], model: FailuresOptions, all: readonly Hurt[]): Promise<Played[]> {
  const replayed = async (structure: Structure, loss: Loss): Promise<Run> =>
    (await runModels(path, given, whole, { plan: async () => [structure], loss, again: true }))[0];
  const whole = { ...model, warmup: 0 };
  const rows: Played[] = [];
  for (const each of all) {
    const on = goesOn(each.struck, each.containment);
    if (typeof on === 'string' || path === '-') {
      rows.push({ ...each, after: typeof on === 'string' ? on : 'once' });
      continue;
    }
    const { structure } = each.run;
    const lost = await replayed(structure, on.loss);
    const spared = await replayed(structure, { ...on.loss, spared: true });
    rows.push({ ...each, after: after(on.survivors, lost, spared) });
  }
  return rows;
} // biome-ignore format: a signature
