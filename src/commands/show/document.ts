import { type ConfigKind, loadConfig, loadLocated, presetNames, publishedSchema } from '../../config.ts';
import type { Entry, Kind } from './kind.ts';

/** What is said of a kind of documents, apart from what is in them. */
interface About<T> extends Pick<Kind, 'name' | 'plural' | 'group' | 'line' | 'alias'> {
  load(): Promise<Loaded<T>>;
  /** The command that shows the preset at work, and what a list says of it beside its description. */
  entry(name: string, value: T): Promise<Omit<Entry, 'name' | 'line'>>;
}

interface Loaded<T> {
  // biome-ignore lint/suspicious/noExplicitAny: what is written before it becomes a T is of any form
  kind: ConfigKind<T, any>;
  /** As files have it; as it is unless given. */
  document?(value: T): object;
}

/** A kind whose entries are presets in YAML, or files that a user wrote. */
export function documentKind<T extends { description?: string | undefined }>(about: About<T>): Kind {
  const { load, entry, ...rest } = about;
  return {
    ...rest,
    files: true,
    entries: async () => {
      const { kind } = await load();
      return Promise.all(
        presetNames(kind).map(async (name) => {
          const value = loadConfig(kind, name);
          return { name, line: value.description ?? '', ...(await entry(name, value)) };
        }),
      );
    },
    full: async (name) => {
      const { stringify } = await import('yaml');
      return stringify(written(await load(), name));
    },
    schema: async () => publishedSchema((await load()).kind),
  };
}

/** A document with its priors, as a file has both. */
function written<T>({ kind, document = (value) => value as object }: Loaded<T>, name: string): object {
  const { value, priors } = loadLocated(kind, name);
  const entries = Object.fromEntries(priors.map(({ key, written: entry }) => [key, entry]));
  return { ...document(value), ...(priors.length === 0 ? {} : { priors: entries }) };
}
