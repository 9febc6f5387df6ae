import { UserError } from '../../../errors.ts';
import { type DependenceRequest, type MemoryRange, MOST_MOMENTS, MOST_RANGES } from '../../counts/dependence.ts';

/** Throws a UserError for a request that a machine of so many nodes cannot answer. */
export function checkRequest({ at = [], ranges = [] }: DependenceRequest, nodes: number): void {
  if (at.length > MOST_MOMENTS)
    throw new UserError(`${at.length} moments of the trace are asked for; expected at most ${MOST_MOMENTS}`);
  if (ranges.length > MOST_RANGES)
    throw new UserError(`${ranges.length} ranges of memory are asked for; expected at most ${MOST_RANGES}`);
  at.forEach((clock, n) => {
    if (!Number.isSafeInteger(clock) || clock < 0)
      throw new UserError(`a moment of the trace is ${clock}; expected a whole number of instructions, from 0`);
    if (n > 0 && clock < at[n - 1])
      throw new UserError(
        `moments of the trace are not in order: ${clock} comes after ${at[n - 1]}; expected ascending ones`,
      );
  });
  for (const range of ranges) checkRange(range, nodes);
  const sorted = [...ranges].sort((a, b) => a.node - b.node || a.first - b.first);
  for (let n = 1; n < sorted.length; n++)
    if (sorted[n].node === sorted[n - 1].node && sorted[n].first <= sorted[n - 1].last)
      throw new UserError(
        `the ranges of memory ${named(sorted[n - 1])} and ${named(sorted[n])} overlap; expected ranges that have no page in common`,
      );
}

function checkRange(range: MemoryRange, nodes: number): void {
  const { node, first, last } = range;
  if (!Number.isInteger(node) || node < 0 || node >= nodes)
    throw new UserError(
      `a range of memory is on node ${node}; the machine has ${nodes === 1 ? 'node 0 alone' : `nodes 0 to ${nodes - 1}`}`,
    );
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first)
    throw new UserError(
      `a range of memory is ${named(range)}; expected the numbers of a first page, from 0, and of a last that is no smaller`,
    );
}

const named = ({ node, first, last }: MemoryRange): string => `${first} to ${last} of node ${node}`;
