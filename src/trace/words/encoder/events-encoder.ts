import { Kind, type ReferenceKind } from '../layout.ts';
import { Marker } from '../markers.ts';
import { type AccessBlock, instructionsOf } from './access-block.ts';
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

  override references(block: AccessBlock): void {
    this.referencesUntilFull(block, 0);
  }

  /** No reference becomes a word, so that no batch is filled. */
  override referencesUntilFull({ count, metas }: AccessBlock, from: number): number {
    let fetched = 0;
    for (let i = from; i < count; i++) fetched += instructionsOf(metas[i]);
    this.instructions(fetched);
    return count;
  }

  /** Where a CPU begins to wait, and where it ends, the clock of all is up to date: how long it waited is what they executed. */
  override event(type: Marker, a = 0, ...operands: number[]): void {
    if (type === Marker.idle) this.closeAllRuns();
    else this.closeRun();
    super.event(type, a, ...operands);
  }
}
