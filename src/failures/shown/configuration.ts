import type { Structure } from '../../replay/structure/structure.ts';
import { type Run, timeSums } from '../../report/run/run.ts';
import { plural } from '../../report/text/words.ts';
import { type Struck, struckInTurn } from '../aftermath.ts';
import { type Containment, containmentOf } from '../containment.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import type { Hit } from '../hit.ts';
import { recoveriesOf } from '../recovery/in-turn.ts';
import { type RecoveryTime, recoveryTime } from '../recovery/time.ts';
import { checkDisks, timedLosses } from '../scenario/resolve.ts';
import type { LocatedScenario } from '../scenario/scenario.ts';
import { type Study, studyOf } from '../study.ts';
import type { After } from '../survivors/after.ts';
import type { NotReplayed } from '../survivors/goes-on.ts';

/** A structure under one division into cells, replayed and priced. */
export interface Configuration {
  run: Run;
  structure: string;
  /** How the monitor is divided, for people. */
  cells: string;
  /** Both: what tells configurations apart. */
  name: string;
  containment: Containment;
  /** Processor time without losses, in ns, and in percent of the first configuration's. */
  ns: number;
  percent: number;
}

/** A configuration, and what the loss of each node takes at each moment. */
export interface Studied extends Configuration {
  study: Study;
}

/** A configuration, and whom each loss of a scenario hits, one after another. */
export interface Hurt extends Configuration {
  struck: Struck[];
  hits: Hit[];
  /** By loss: what recovering from it takes; null: nobody has to. */
  recoveries: (Recovered | null)[];
}

/** How long recovering from a loss takes, and whether anything survives it. */
export interface Recovered extends RecoveryTime {
  survives: boolean;
}

/** The same, and how who survives the first loss goes on, or why that is not told. */
export interface Played extends Hurt {
  after: After | NotReplayed;
}

/** How the monitor of a structure is divided: `one monitor`, `cells of 2 nodes`; natively `no monitor`. */
export function cellsOf({ monitor }: Pick<Structure, 'monitor'>): string {
  if (monitor === null) return 'no monitor';
  if (monitor.nodesPerCell === null) return 'one monitor';
  return `cells of ${plural(monitor.nodesPerCell, 'node')}${monitor.cellSurvives ? ' that survive' : ''}`;
}

function configurationsOf(runs: readonly Run[]): Configuration[] {
  const times = runs.map((run) => timeSums(run).total);
  return runs.map((run, n) => {
    const { structure, dependences } = run.counts;
    if (dependences === undefined) throw new RangeError('the replay was not asked for dependences');
    const cells = cellsOf(structure);
    const name = structure.monitor === null ? structure.name : `${structure.name}, ${cells}`;
    const percent = times[0] === 0 ? 100 : (100 * times[n]) / times[0];
    return { run, structure: structure.name, cells, name, containment: containmentOf(structure, dependences), ns: times[n], percent };
  });
} // biome-ignore format: a record

/** Each run with its study: all have dependences. */
export const studied = (runs: readonly Run[]): Studied[] =>
  configurationsOf(runs).map((each) => ({ ...each, study: studyOf(each.run.counts.dependences!, each.containment) }));

/** Each run with a scenario's losses. Throws UserError for a loss beyond the trace's end, or of a disk that is not there. */
export const hurt = (runs: readonly Run[], scenario: LocatedScenario, own: RecoveryCosts): Hurt[] =>
  configurationsOf(runs).map((each) => {
    const { counts, structure, costs } = each.run;
    checkDisks(scenario, counts);
    const timed = timedLosses(scenario, structure, counts.dependences!);
    const struck = struckInTurn(counts.dependences!, each.containment, timed);
    const recoveries = recoveriesOf(struck, counts, each.containment).map(
      (counted) => counted && { ...recoveryTime(counted, own, costs), survives: counted.survivors > 0 },
    );
    return { ...each, struck, hits: struck.map(({ hit }) => hit), recoveries };
  });
