import type { TraceHeader } from '../trace/words/trace.ts';
import { type Entry, entryOf } from './entry.ts';
import { commandsOf } from './recipe.ts';

/** Where a trace comes from, as reports show it. */
export interface Provenance extends Pick<Entry, 'description' | 'teaches' | 'program' | 'licence' | 'machine' | 'recorded' | 'commands'> {
  /** In the catalogue: `disco show traces NAME`. */
  name: string;
} // biome-ignore format: a type

/** What the catalogue knows of a trace whose header names its entry; undefined for any other trace. */
export function provenanceOf({ catalogue: name }: Pick<TraceHeader, 'catalogue'>): Provenance | undefined {
  const entry = name === undefined ? undefined : entryOf(name);
  if (name === undefined || entry === undefined) return undefined;
  const { description, teaches, program, licence, machine, recorded, recipe } = entry;
  const commands = recipe === undefined ? entry.commands : commandsOf(name, recipe);
  return { name, description, teaches, program, licence, machine, recorded, commands };
}

/** A header with what the catalogue knows of its trace, for JSON: null of any other. */
export const withProvenance = (header: TraceHeader): TraceHeader & { provenance: Provenance | null } => ({
  ...header,
  provenance: provenanceOf(header) ?? null,
});

/** The same in two lines for people: name and value. */
export function provenanceFacts(header: Pick<TraceHeader, 'catalogue'>): ['catalogue' | 'provenance', string][] {
  const found = provenanceOf(header);
  if (found === undefined) return [];
  const { name, description, program, machine, recorded } = found;
  return [
    ['catalogue', `${name}: ${description}`],
    ['provenance', `${program}; ${machine}; ${recorded}`],
  ];
}
