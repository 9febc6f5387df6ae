import type { Prior, PriorEntry } from '../config/annotations/spread.ts';
import { type Path, valueAt } from '../config/layers.ts';
import { jsonSchema, type SchemaNode } from '../config/schema.ts';
import { type ConfigKind, loadLocated, presetNames } from '../config.ts';
import { RECOVERY_COSTS } from '../failures/costs/recovery-costs.ts';
import { GUESTS } from '../guest/profile.ts';
import { shownCost } from '../price/costs/document.ts';
import { COSTS } from '../price/costs.ts';
import { Documents, GUEST_DOCUMENTS, MACHINES, MONITORS } from '../replay/structure/documents/documents.ts';
import { WORKLOADS } from '../trace/synthetic/index.ts';
import { place, type Subject } from './place.ts';
import { isInList, leavesOf, matches, type SchemaLeaf } from './walk.ts';

/** What a preset says of a setting. */
export interface PresetValue {
  preset: string;
  /** The setting in full: `guest.profile.services.open.textPages`. */
  path: string;
  value: unknown;
  /** Where the value comes from, and the page, formula or reason; undefined: the document does not say. */
  kind?: string;
  source?: string;
  prior?: PriorEntry;
}

/** Something that `--set` changes. */
export interface SettingFacts extends SchemaLeaf {
  /** As it is written, as short as it can be: `tlb.entries`, `monitor.hotPages.trigger`; a placeholder in capitals stands for a name. */
  name: string;
  /** In full: `machine.tlb.entries`. */
  path: string;
  of: Subject;
  /** The kind of document it is in. */
  document: SettingDocument;
  /** Whether it is of the elements of a list, which is set as a whole. */
  inList: boolean;
  presets: readonly PresetValue[];
}

// biome-ignore lint/suspicious/noExplicitAny: documents of any form
type AnyKind = ConfigKind<any, any>;

/** Documents with settings: the keys before those of the document, whose settings they are, and where the presets are. */
const DOCUMENTS = {
  run: { prefix: ['run'], of: 'structure' },
  machine: { prefix: ['machine'], of: 'structure', kind: MACHINES },
  guest: { prefix: ['guest'], of: 'structure', kind: GUEST_DOCUMENTS },
  profile: { prefix: ['guest', 'profile'], of: 'structure', kind: GUESTS },
  monitor: { prefix: ['monitor'], of: 'structure', kind: MONITORS },
  costs: { prefix: ['costs'], of: 'costs', kind: COSTS },
  workload: { prefix: ['workload'], of: 'workload', kind: WORKLOADS },
  recovery: { prefix: ['recovery'], of: 'recovery', kind: RECOVERY_COSTS },
} as const satisfies Record<string, { prefix: readonly string[]; of: Subject; kind?: AnyKind }>;
export type SettingDocument = keyof typeof DOCUMENTS;
export const SETTING_DOCUMENTS = Object.keys(DOCUMENTS) as SettingDocument[];

let all: readonly SettingFacts[] | undefined;

/** Every setting there is, in the order of the documents and of their keys. */
export const settingFacts = (): readonly SettingFacts[] => (all ??= SETTING_DOCUMENTS.flatMap(factsOf));

function factsOf(document: SettingDocument): SettingFacts[] {
  const { prefix, of, kind } = { kind: undefined, ...DOCUMENTS[document] };
  const presets = kind === undefined ? [] : presetsOf(kind);
  return leavesIn(document, kind).map((leaf): SettingFacts => {
    const pattern = [...prefix, ...(of === 'costs' ? shownCost(leaf.pattern) : leaf.pattern)];
    const values = presets.flatMap((each) => valuesIn(each, leaf.pattern, prefix));
    return { ...leaf, pattern, path: pattern.join('.'), name: shortest(pattern), of, document, inList: isInList(pattern), presets: values };
  });
} // biome-ignore format: a long line

function leavesIn(document: SettingDocument, kind: AnyKind | undefined): SchemaLeaf[] {
  const node = jsonSchema(kind?.schema ?? Documents) as SchemaNode;
  if (document === 'run') return leavesOf({ properties: { seed: node.properties?.seed as SchemaNode } });
  return leavesOf(node).filter(({ pattern }) => document !== 'guest' || pattern[0] !== 'profile');
}

/** Without `machine`, where nothing else has the key. */
function shortest(pattern: readonly string[]): string {
  const path = pattern[0] === 'machine' ? pattern.slice(1) : pattern;
  return (isInList(path) || typeof place(path, ['structure', 'costs', 'workload']) === 'object' ? path : pattern).join('.');
} // biome-ignore format: a line

interface Preset {
  name: string;
  tree: unknown;
  origins: readonly { path: Path; kind: string; source: string }[];
  priors: readonly Prior[];
  paths: readonly Path[];
}

const presetsOf = (kind: AnyKind): Preset[] =>
  presetNames(kind)
    .map((name) => {
      const { value: tree, origins, priors } = loadLocated(kind, name);
      return { name, tree, origins, priors, paths: pathsIn(tree) };
    })
    // Of a monitor that there is not, no value means anything.
    .filter(({ tree }) => kind !== (MONITORS as AnyKind) || (tree as { kind: string }).kind !== 'none');

/** Paths of all that a document has, groups included. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function valuesIn({ name, tree, origins, priors, paths }: Preset, pattern: readonly string[], prefix: readonly string[]): PresetValue[] {
  return paths
    .filter((path) => matches(pattern, path))
    .flatMap((path): PresetValue[] => {
      const raw = valueAt(tree, path) as { value?: unknown; kind?: string; source?: string } | null | undefined;
      if (raw === undefined) return [];
      const own = raw?.kind !== undefined && raw.source !== undefined && 'value' in raw ? raw : undefined;
      if (own === undefined && typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return [];
      const text = path.join('.');
      const origin = own ?? origins.find((each) => each.path.join('.') === text);
      const prior = priors.find((each) => each.paths.some((at) => at.join('.').replace(/\.value$/, '') === text));
      return [{
        preset: name,
        path: [...prefix, ...path].join('.'),
        value: own === undefined ? raw : own.value,
        ...(origin === undefined ? {} : { kind: origin.kind as string, source: origin.source as string }),
        ...(prior === undefined ? {} : { prior: prior.written }),
      }];
    });
} // biome-ignore format: long lines
