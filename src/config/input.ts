import type { Setting } from './settings.ts';

/** A number with a unit, as text: `256KiB`, `2.7 us`, `10M`. */
export type QuantityText =
  `${number}${'' | ' '}${'B' | 'KiB' | 'MiB' | 'GiB' | 'k' | 'M' | 'G' | 'ns' | 'us' | 'ms' | 'cycles' | 'MHz' | 'GHz'}`;

/** What may be written where `T` is read: parts of objects, and numbers with units. */
export type Loose<T> = T extends number
  ? T | QuantityText
  : T extends readonly (infer E)[]
    ? readonly Loose<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: Loose<T[K]> | undefined }
      : T;

/** Paths of an object's values and groups: `tlb`, `tlb.entries`. */
export type PathsOf<T> = T extends readonly unknown[]
  ? never
  : T extends object
    ? { [K in keyof T & string]: K | `${K}.${PathsOf<NonNullable<T[K]>>}` }[keyof T & string]
    : never;

/** Settings of a configuration whose paths are known: texts `path=value`, or values by their paths. */
export type SettingsOf<Path extends string> = readonly (string | Setting)[] | { readonly [P in Path]?: unknown };
