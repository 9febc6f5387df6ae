import { nearestOf, suggestion } from '../../config.ts';
import { excerpt, UserError } from '../../errors.ts';
import { enumerate } from '../../report/text/words.ts';
import { catalogue, catalogueJson, type Listed, listed } from './catalogue.ts';
import type { Kind } from './kind.ts';
import { KINDS, kindOf, same } from './kinds/index.ts';
import { listText } from './text/list.ts';
import { overviewText } from './text/overview.ts';

export interface ShowOptions {
  schema?: boolean;
  markdown?: boolean;
  json?: boolean;
}

/** What `disco show` prints. Throws a UserError that says what is nearest, and where a name is. */
export async function show(word: string | undefined, name: string | undefined, options: ShowOptions): Promise<string> {
  const { schema, markdown, json } = options;
  const flags = [schema && '--schema', markdown && '--markdown', json && '--json'].filter(Boolean);
  if (flags.length > 1) throw new UserError(`${enumerate(flags as string[])}: expected one of them`);
  if (word === undefined) {
    if (schema || markdown) throw new UserError(`${flags[0]} is of a kind: disco show ${schema ? 'structure' : 'events'} ${flags[0]}`); // biome-ignore format: a line
    if (json) return jsonText(await catalogueJson());
    const all = await catalogue();
    return overviewText(KINDS.map((kind) => [kind, all.filter((entry) => entry.kind === kind).length] as const));
  }
  const kind = kindOf(word);
  if (kind === undefined) {
    if (json && name === undefined) return jsonText(await catalogueJson(undefined, [await anyKind(word)]));
    if (markdown && name === undefined) {
      const { kind: its } = await anyKind(word);
      throw new UserError(`--markdown is of all ${its.plural}: disco show ${its.plural} --markdown`);
    }
    if (name !== undefined || flags.length > 0) throw new UserError(`unknown kind ${excerpt(word)}${suggestion(word, KIND_WORDS)}; known: ${KINDS.map(({ plural }) => plural).join(', ')}`); // biome-ignore format: a line
    const found = await anyKind(word);
    return found.kind.full(found.name);
  }
  if (markdown && name !== undefined)
    throw new UserError(`--markdown is of all ${kind.plural}: disco show ${kind.plural} --markdown`);
  if (schema) return jsonText(await schemaOf(kind));
  if (markdown) return referenceOf(kind);
  if (json)
    return jsonText(
      name === undefined ? await catalogueJson([kind]) : await catalogueJson([kind], [await ownOf(kind, name)]),
    );
  if (name !== undefined) return ofKind(kind, name);
  return listText(kind, await kind.entries());
}

const KIND_WORDS = KINDS.flatMap(({ name, plural }) => [name, plural]);
const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
async function schemaOf(kind: Kind): Promise<object> {
  if (kind.schema !== undefined) return kind.schema();
  const having = KINDS.filter(({ schema }) => schema !== undefined).map(({ name }) => name);
  throw new UserError(`--schema: no file describes ${kind.plural}; it is of ${enumerate(having)}`);
}

async function referenceOf(kind: Kind): Promise<string> {
  if (kind.reference !== undefined) return kind.reference();
  const having = KINDS.filter(({ reference }) => reference !== undefined).map(({ plural }) => plural);
  throw new UserError(`--markdown: there is no reference of ${kind.plural}; it is of ${enumerate(having)}`);
}

/** One of a kind in full, or a file of the kind. */
async function ofKind(kind: Kind, word: string): Promise<string> {
  if (kind.files && isFile(word) && (await namedOf(kind, word)) === undefined) return kind.full(word);
  return kind.full((await ownOf(kind, word)).name);
}

const namedOf = async (kind: Kind, word: string): Promise<Listed | undefined> => namedIn(await listed([kind]), word)[0];

/** The entry of a kind with this name; of what it has not, a UserError says where it is or what is nearest. */
async function ownOf(kind: Kind, word: string): Promise<Listed> {
  const own = await namedOf(kind, word);
  if (own !== undefined) return own;
  const all = await catalogue();
  const elsewhere = namedIn(all, word);
  const where =
    elsewhere.length > 0
      ? `; there is ${places(elsewhere)}`
      : `${nearest(all, word, kind)}; disco show ${kind.plural} lists them`;
  throw new UserError(`no ${kind.name} is called ${excerpt(word)}${where}`);
}

/** Whether a name is a file's, and no preset's. */
const isFile = (word: string): boolean => /[./]/.test(word);

/** What bears a name, whatever kind it is of. */
async function anyKind(word: string): Promise<Listed> {
  const all = await catalogue();
  const found = namedIn(all, word);
  if (found.length === 1) return found[0];
  if (found.length > 1) throw new UserError(`${excerpt(word)} is more than one thing: ${places(found)}`);
  const near = nearest(all, word);
  throw new UserError(`nothing is called ${excerpt(word)}${near}; disco show lists the kinds`);
}

/** Entries of this name; of those that differ in case alone, where none is called so exactly. */
function namedIn(all: readonly Listed[], word: string): Listed[] {
  const named = (equal: (a: string, b: string) => boolean) => all.filter(({ kind, name }) => equal(name, kind.alias?.(word) ?? word)); // biome-ignore format: a line
  const exact = named((a, b) => a === b);
  return exact.length > 0 ? exact : named(same);
}

const places = (entries: readonly Listed[]): string =>
  enumerate(entries.map(({ kind, name }) => `disco show ${kind.name} ${name}`)).replace(/ and (?=[^,]*$)/, ' or ');

/** The nearest name of an entry or, where none is asked for, of a kind; of two as near that of the kind which is asked for. */
function nearest(all: readonly Listed[], word: string, asked?: Kind): string {
  const first = all.toSorted((a, b) => Number(b.kind === asked) - Number(a.kind === asked));
  const names = [...(asked === undefined ? KIND_WORDS : []), ...first.map(({ name }) => name)];
  const meant = nearestOf(word, names);
  if (meant === undefined) return '';
  const kind = asked === undefined ? kindOf(meant) : undefined;
  const found = first.filter(({ name }) => name === meant);
  const own = found.filter((entry) => entry.kind === asked);
  return `; did you mean ${kind === undefined ? places(own.length > 0 ? own : found) : `disco show ${kind.plural}`}?`;
}
