import type { Problem } from './documents/machine-problems.ts';
import type { MonitorShape } from './shapes/monitor-shape.ts';

/** Cells of the monitor: neighbouring nodes that have a monitor of their own. */
export class Cells {
  readonly count: number;
  private readonly nodesPerCell: number;

  /** `nodesPerCell` divides `nodes`; null: all nodes are of one. */
  constructor(nodes: number, nodesPerCell: number | null) {
    this.nodesPerCell = nodesPerCell ?? nodes;
    this.count = nodes / this.nodesPerCell;
  }

  of(node: number): number {
    return Math.floor(node / this.nodesPerCell);
  }

  /** A cell's nodes, ascending. */
  nodesOf(cell: number): number[] {
    return Array.from({ length: this.nodesPerCell }, (_, n) => cell * this.nodesPerCell + n);
  }

  /** Whether both nodes are of one cell. */
  isSame(a: number, b: number): boolean {
    return a === b || this.of(a) === this.of(b);
  }
}

/** Nodes that go with those that fail: of their cells, unless these survive; all, where the monitor is in one piece, or there is none. */
export function nodesLostWith(
  failed: readonly number[],
  nodes: number,
  monitor: Pick<MonitorShape, 'nodesPerCell' | 'cellSurvives'> | null,
): Set<number> {
  const isWhole = monitor === null || monitor.nodesPerCell === null;
  if (!isWhole && monitor.cellSurvives) return new Set(failed);
  const cells = new Cells(nodes, monitor?.nodesPerCell ?? null);
  return new Set(failed.flatMap((node) => cells.nodesOf(cells.of(node))));
}

/** What is wrong with the cells of so many nodes. */
export function cellProblems(monitor: Pick<MonitorShape, 'nodesPerCell'> | null, nodes: number): Problem[] {
  const { nodesPerCell = null } = monitor ?? {};
  if (nodesPerCell === null || nodes % nodesPerCell === 0) return [];
  const message = `cells of ${nodesPerCell} nodes do not divide the ${nodes} there are; expected a divisor of ${nodes}, or null: one monitor for all`;
  return [{ path: ['monitor', 'nodesPerCell'], message }];
}
