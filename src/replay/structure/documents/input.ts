import type { Loose, PathsOf, SettingsOf } from '../../../config/input.ts';
import type { Structure } from '../structure.ts';
import type { Guest } from './guest.ts';
import type { Machine } from './machine.ts';
import type { Monitor } from './monitor.ts';

type Labels = 'name' | 'description';

/** A document by a preset's name or a file, or in place: what it extends, or else what was there, and what it changes. */
type InPlace<T> = string | (Loose<T> & { readonly extends?: string | undefined });

/** A structure as a program writes it: a machine, a guest and a monitor, by name or in place; and the paths of before. */
export interface StructureInput {
  /** A preset, a file, or another such object, of which this one says what differs. */
  readonly extends?: string | StructureInput | undefined;
  /** Heads the column in every report. */
  readonly name?: string | undefined;
  /** One line for people. */
  readonly description?: string | undefined;
  /** Of random replacement. */
  readonly seed?: number | undefined;
  /** The machine: a preset, a file, or in place. It has to be there, unless `extends` has one. */
  readonly machine?: InPlace<Machine> | undefined;
  /** The operating system: a preset, a file, or in place. Default: none. */
  readonly guest?: InPlace<Guest> | undefined;
  /** The monitor: a preset, a file, or in place; null: none. Default: none. */
  readonly monitor?: InPlace<Monitor & NonNullable<Structure['monitor']>> | null | undefined;
  /** As `machine.cpus`. */
  readonly cpus?: number | undefined;
  /** As `machine.pageBytes`. */
  readonly pageBytes?: Loose<number> | undefined;
  /** As `machine.cache`. */
  readonly cache?: Loose<Structure['cache']> | undefined;
  /** As `machine.tlb`. */
  readonly tlb?: Loose<Structure['tlb']> | undefined;
  /** As `machine.numa`. */
  readonly numa?: Loose<Structure['numa']> | undefined;
}

/** Keys of one document that no other has: they need no prefix. */
type Alone<Own, Others> = Exclude<PathsOf<Own>, PathsOf<Others> | Labels>;

/** The paths by which values of a structure are set. */
export type StructurePath =
  | Exclude<PathsOf<Structure>, Labels | 'seed'>
  | `run.${Labels | 'seed'}`
  | 'machine'
  | `machine.${PathsOf<Machine>}`
  | Exclude<PathsOf<Machine>, Labels | 'memory'>
  | `guest.${PathsOf<Guest>}`
  | Alone<Guest, Machine | Monitor>
  | `monitor.${PathsOf<Monitor>}`
  | Alone<Monitor, Machine | Guest>;

/** Settings of a structure: texts such as `tlb.entries=128`, or values by their paths. */
export type StructureSettings = SettingsOf<StructurePath>;
