import type { Entry, Kind } from './kind.ts';
import { KINDS } from './kinds/index.ts';

/** One of what there is, with its kind. */
export interface Listed extends Entry {
  kind: Kind;
}

let all: Promise<Listed[]> | undefined;

/** Everything that has a name: the same each time, as nothing of it changes while the program runs. */
export const catalogue = (): Promise<Listed[]> => (all ??= listed(KINDS));

/** What is of these kinds, without loading the others. */
export async function listed(kinds: readonly Kind[]): Promise<Listed[]> {
  const all = await Promise.all(
    kinds.map(async (kind) => (await kind.entries()).map((entry): Listed => ({ ...entry, kind }))),
  );
  return all.flat();
}

/** The same, or some of it, as data: what `disco show --json` prints. Kinds that are not named are those of the entries. `size`, `cpus` and `section` are null of what has none. */
export async function catalogueJson(kinds?: readonly Kind[], some?: readonly Listed[]): Promise<object> {
  const entries = some ?? (await (kinds === undefined ? catalogue() : listed(kinds)));
  return {
    kinds: (kinds ?? (some === undefined ? KINDS : [...new Set(some.map(({ kind }) => kind))])).map((kind) => ({
      kind: kind.name,
      plural: kind.plural,
      group: kind.group,
      line: kind.line,
      command: `disco show ${kind.plural}`,
      entries: entries
        .filter((entry) => entry.kind === kind)
        .map(({ name, line, section, size, cpus, command }) => ({
          kind: kind.name,
          name,
          line,
          section: section ?? null,
          size: size ?? null,
          cpus: cpus ?? null,
          command,
        })),
    })),
  };
}
