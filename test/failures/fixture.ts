import { cellsOf, type Studied } from '../../src/failures/shown/configuration.ts';
import { studyOf } from '../../src/failures/study.ts';
import { fixtureRuns } from '../report/fixture.ts';
import { Draws } from './random.ts';

/** Studied configurations, drawn: the first without a monitor, the others with it in one piece and in cells, of these names. */
export function drawnStudies(seed: number, names: readonly string[], nodes = 8, vms = 8): Studied[] {
  const chance = new Draws(seed);
  const [run] = fixtureRuns();
  return names.flatMap((structure, n) => {
    const dependences = chance.dependences(nodes, n === 0 ? 1 : vms);
    const base = chance.containment(dependences, n === 0 ? 1 : vms);
    return (n === 0 ? [null] : [null, 1, Math.max(1, nodes / 2)]).map((nodesPerCell): Studied => {
      const containment = { ...base, monitored: n > 0, nodesPerCell, cellSurvives: false };
      const cells = cellsOf({ monitor: n === 0 ? null : { nodesPerCell, cellSurvives: false } } as never);
      const percent = 60 + 10 * n + (nodesPerCell ?? 0);
      return { run, structure, cells, name: `${structure}, ${cells}`, containment, ns: 1e9, percent, study: studyOf(dependences, containment) }; // biome-ignore format: a record
    });
  });
}
