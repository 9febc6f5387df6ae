import { excerpt, UserError } from '../../errors.ts';
import { sizeOf } from '../../failures/scenario/resolve.ts';
import { cellProblems } from '../../replay/structure/cells.ts';
import type { Structure } from '../../replay/structure/structure.ts';

/** Divisions that a command compares, at most. */
const MOST = 8;

/** `one,4,1` as nodes of a cell, null: one monitor for all nodes. Throws UserError. */
export function parseCells(text: string): (number | null)[] {
  const words = text.split(',').map((word) => word.trim());
  const sizes = words.map((word) => (word === 'one' ? null : /^\d{1,3}$/.test(word) ? Number(word) : Number.NaN));
  const wrong = sizes.findIndex((size) => size !== null && !(size >= 1 && size <= 128));
  if (wrong >= 0)
    throw new UserError(`--cells: found ${excerpt(words[wrong])}, expected nodes of a cell, 1 to 128, or one: one monitor for all nodes`); // biome-ignore format: a sentence
  if (words.length > MOST) throw new UserError(`--cells: ${words.length} sizes, expected at most ${MOST}`);
  return [...new Set(sizes)];
}

/**
 * Structures with their monitors divided, of a trace with so many CPUs; natively there is nothing to divide. Without sizes as the structure
 * has it, where it has cells; else in one piece and in cells of one node, where there are several. Throws UserError for cells that do not divide the nodes.
 */
export function divided(structures: readonly Structure[], sizes: readonly (number | null)[] | undefined, cpus: number): Structure[] {
  return structures.flatMap((structure) => {
    const { monitor, name, numa } = structure;
    if (monitor === null) return [structure];
    const { nodes } = sizeOf(structure, cpus);
    if (sizes === undefined && monitor.nodesPerCell !== null) return [structure];
    const wanted = sizes ?? (nodes > 1 ? [null, 1] : [null]);
    return wanted.map((nodesPerCell) => {
      if (numa === null && nodesPerCell !== null)
        throw new UserError(`--cells ${nodesPerCell}: ${name} has no nodes to divide (machine.numa); expected one`);
      if (cellProblems({ nodesPerCell }, nodes).length > 0)
        throw new UserError(`--cells ${nodesPerCell}: it does not divide the ${nodes} nodes of ${name}; expected a divisor of ${nodes}, or one: one monitor for all`); // biome-ignore format: a sentence
      return { ...structure, monitor: { ...monitor, nodesPerCell } };
    });
  });
} // biome-ignore format: signatures
