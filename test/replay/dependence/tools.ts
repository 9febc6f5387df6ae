import type { DependenceRequest, Dependences, Holding, Moment } from '../../../src/replay/counts/dependence.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { deployed } from '../disco/shared-tools.ts';
import { fetch, type Writer } from '../disco/tools.ts';

/** A page of the kernel's mapped segment, of which an address tells nothing about the physical page. */
export const PAGE = 0xc0100000;
export const pageAt = (n: number): number => PAGE + n * 0x1000;

/** What a replay samples, CPU n of so many being machine n's where there are as many machines. */
export function dependences(
  structure: Structure,
  cpus: number,
  write: Writer,
  request: DependenceRequest = {},
): Dependences {
  const found = deployed(structure, cpus, write, { dependences: request }).dependences;
  if (found === undefined) throw new Error('nothing was sampled');
  return found;
}

/** The trace's end. */
export const atEnd = (...args: Parameters<typeof dependences>): Moment => dependences(...args).moments.at(-1)!;

/** Pages of holdings by what they have in common, such as `user of 0,1 on 0 as on disk 2`. */
export const holdings = (...args: Parameters<typeof dependences>): Record<string, number> =>
  told(atEnd(...args).holdings);
export const told = (rows: readonly Holding[]): Record<string, number> =>
  Object.fromEntries(
    rows.map(({ use, vms, parts, disk, pages }) => [
      `${use} of ${vms} on ${parts}${disk < 0 ? '' : ` as on disk ${disk}`}`,
      pages,
    ]),
  );

/** Time passes: so many instructions of the page of the kernel's that they are in. */
export const pass = (t: TraceEncoder, instructions = 1): void => fetch(t, 0xc0200000, instructions);
