import { Kind, type ReferenceKind } from '../layout.ts';
import { Marker } from '../markers.ts';
import type { AccessBlock } from './access-block.ts';
import { TraceEncoder } from './encoder.ts';

/**
 * An encoder for traces of events alone (`only: 'events'` in their headers), to be told the same as any: of references it keeps how many
 * instructions were fetched. Each event stands behind a tally of what its CPU has executed since the one before, so that its place among
 * the instructions is exact. Whoever knows numbers of instructions without their fetches tells `instructions` instead of references.
 */
export class EventsEncoder extends TraceEncoder {
  override reference(kind: ReferenceKind, _high: number, _low: number, _bytes: number, instructions: number): void {
    if (kind === Kind.fetch) this.instructions(instructions);
  }

  override references({ count, metas }: AccessBlock): void {
    let fetches = 0;
    for (let i = 0; i < count; i++) if ((metas[i] & 3) === Kind.fetch) fetches++;
    this.instructions(fetches);
  }

  /** Where a CPU begins to wait, and where it ends, the clock of all is up to date: how long it waited is what they executed. */
  override event(type: Marker, a = 0, ...operands: number[]): void {
    if (type === Marker.idle) this.closeAllRuns();
    else this.closeRun();
    super.event(type, a, ...operands);
  }
}
