import { NO_LOCK, type Strand } from '../../replay/counts/counts.ts';

type Held = Pick<Strand, 'lock' | 'around'>;

/**
 * Locks by layer: a lock's layer is how many are around it at most, so that what is held in a lower layer is held around what is in a higher
 * one. Locks that are never held together are all in layer 0.
 */
export function layersOf(held: readonly Held[]): Map<number, number> {
  const layers = new Map<number, number>();
  for (const { lock, around } of held)
    if (lock !== NO_LOCK)
      [...around, lock].forEach((each, n) => {
        layers.set(each, Math.max(n, layers.get(each) ?? 0));
      });
  return layers;
}

/** Of the locks of a layer that are held, the one acquired last; NO_LOCK: none is. */
export const heldIn = ({ lock, around }: Held, layer: number, layers: ReadonlyMap<number, number>): number =>
  lock === NO_LOCK ? NO_LOCK : ([...around, lock].findLast((each) => layers.get(each) === layer) ?? NO_LOCK);

/** The locks around a lock that is held; null: it is not. */
export function aroundIn({ lock, around }: Held, wanted: number): readonly number[] | null {
  if (lock === wanted) return around;
  const at = around.indexOf(wanted);
  return at < 0 ? null : around.slice(0, at);
}
