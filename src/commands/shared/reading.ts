import { type Begun, begin } from '../../trace/reader/ahead.ts';
import type { ReadOptions } from '../../trace/reader/messages.ts';
import { GRANULE_BITS } from '../../trace/words/layout.ts';
import type { ModelOptions } from './options.ts';

/** How the options say a trace is to be opened. */
export const readOptions = (
  { format, layout, raw = false, cpus, map }: ModelOptions,
  granuleBits: number,
): ReadOptions => ({
  granuleBits,
  raw,
  ...(format === undefined ? {} : { format }),
  ...(layout === undefined ? {} : { layout }),
  ...(cpus === undefined ? {} : { cpus }),
  ...(map === undefined ? {} : { map }),
});

/** Begins to read a long trace before it is known for which structures: as they need it unless they have lines below 16 bytes. */
export const beginReading = (path: string, options: ModelOptions): Begun | undefined =>
  begin(path, readOptions(options, GRANULE_BITS));
