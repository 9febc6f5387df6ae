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

/** The same as data: what `disco show --json` prints. `size`, `cpus` and `section` are null of what has none. */
export async function catalogueJson(kinds: readonly Kind[] = KINDS): Promise<object> {
  const entries = await (kinds === KINDS ? catalogue() : listed(kinds));
  return {
    kinds: kinds.map((kind) => ({
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
