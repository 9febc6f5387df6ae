import type { z } from 'zod';
import type { CostPath, CostsInput } from '../../price/costs/input.ts';
import type { StructureInput, StructurePath } from '../../replay/structure/documents/input.ts';
import type { Scalar } from './range.ts';
import type { Study } from './study.ts';

/** The paths by which a study sets and varies values. */
export type SettingPath = StructurePath | CostPath | `costs.${CostPath}`;

/** A study as a program writes it: what is left out has its default. Files it names are sought from the current folder. */
export interface StudyInput
  extends Omit<z.input<typeof Study>, 'structures' | 'costs' | 'set' | 'vary' | 'points' | 'zip'> {
  /** Presets, files, or structures in place. Default: irix and disco. */
  readonly structures?: readonly (string | StructureInput)[];
  /** A preset, a file, or costs in place; of a list, each in turn. Default: flash. */
  readonly costs?: string | CostsInput | readonly (string | CostsInput)[];
  /** Settings of all points. */
  readonly set?: { readonly [P in SettingPath]?: unknown };
  /** Axes, each crossed with each: values, or a range such as `300ns..3us:100ns`, `32..512:log5`. */
  readonly vary?: { readonly [P in SettingPath]?: string | readonly Scalar[] };
  /** Groups of axes that go together, value by value. */
  readonly zip?: readonly (readonly SettingPath[])[];
  /** Points by name, each with its settings: an axis of its own. */
  readonly points?: Readonly<Record<string, { readonly [P in SettingPath]?: unknown }>>;
}
