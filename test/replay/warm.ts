import { WarmupEnds } from '../../src/replay/warmup.ts';
import type { Batch } from '../../src/trace/words/trace.ts';
import type { Warmup } from '../../src/trace/words/warmup.ts';

/** The batch's words with the end of the warm-up marked in each window; as they are without one. */
export function warmed({ words, details }: Batch, warmup: Warmup, granuleBits = 4): Uint32Array {
  if (warmup === 0) return words;
  const [batch] = [...new WarmupEnds(warmup, granuleBits).push({ words, details })];
  return batch.words;
}
