import { readdirSync } from 'node:fs';

const folder = (path: string): URL => new URL(path, import.meta.url);

/** Where the presets of each kind of document are, one YAML file each, by the word that messages use for the kind. */
export const PRESET_FOLDERS = {
  structure: folder('./replay/structure/presets/'),
  machine: folder('./replay/structure/machines/'),
  guest: folder('./replay/structure/guests/'),
  monitor: folder('./replay/structure/monitors/'),
  profile: folder('./guest/profiles/'),
  costs: folder('./price/costs/'),
  recovery: folder('./failures/costs/'),
  study: folder('./sweep/study/studies/'),
  scenario: folder('./failures/scenarios/'),
  workload: folder('./trace/synthetic/workloads/'),
  trace: folder('./catalogue/entries/'),
} as const;

export type PresetKind = keyof typeof PRESET_FOLDERS;

const names = new Map<string, readonly string[]>();

/** Names of the presets in a folder, sorted. It is looked at once: what comes along stays the same while a process runs. */
export function namesIn(presets: URL): string[] {
  let found = names.get(presets.href);
  if (found === undefined) {
    found = readdirSync(presets).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5)).sort(); // biome-ignore format: short
    names.set(presets.href, found);
  }
  return [...found];
}

/** The kind whose presets are in this folder, as a list of it; of none where there is no folder. */
export const kindOf = (presets: URL | undefined): PresetKind[] =>
  (Object.keys(PRESET_FOLDERS) as PresetKind[]).filter((kind) => PRESET_FOLDERS[kind].href === presets?.href);

/** Kinds that have a preset of this name. */
export const kindsWith = (name: string): PresetKind[] =>
  (Object.keys(PRESET_FOLDERS) as PresetKind[]).filter((kind) => namesIn(PRESET_FOLDERS[kind]).includes(name));
