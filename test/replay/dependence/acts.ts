import fc from 'fast-check';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { block, onCpu, write } from '../disco/shared-tools.ts';
import { load, store } from '../disco/tools.ts';
import type { Act } from './naive-dependences.ts';
import { pageAt, pass } from './tools.ts';

export const VMS = 2;

const act: fc.Arbitrary<Act> = fc.record({
  do: fc.constantFrom('use', 'use', 'use', 'store', 'store', 'write', 'write', 'load', 'free', 'zero'),
  vm: fc.nat(VMS - 1),
  page: fc.nat(4),
  block: fc.nat(4),
  own: fc.boolean(),
});
export const acts = fc.array(act, { maxLength: 60, size: 'max' });

/** Each act a run of its own, which ends with so many instructions. `crossed`: every other act is about the other machine's own disk. */
export const written =
  (list: readonly Act[], { instructions = 1, crossed = false } = {}) =>
  (t: TraceEncoder): void => {
    for (const [nth, { do: what, vm, page, block: n, own }] of list.entries())
      onCpu(t, vm, () => {
        const at = pageAt(page);
        const disk = !own ? 0 : 1 + (crossed && nth % 2 === 1 ? 1 - vm : vm);
        if (what === 'use') block(t, at, n * 8, 8, disk);
        else if (what === 'write') write(t, at, n * 8, 8, disk);
        else if (what === 'load') load(t, at + 256 * n);
        else if (what === 'store') {
          // The filter knows the line, as it was, and then lets a store pass, or not.
          load(t, at + 64);
          store(t, at + 64);
        } else t.event(what === 'free' ? Marker.freePage : Marker.zeroPage, t.page(0, at));
        if (instructions > 0) pass(t, instructions);
        t.closeAllRuns();
      });
  };
