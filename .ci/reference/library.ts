import * as library from '../../src/index.ts';
import { defaultIn, said } from './docs.ts';
import { anchorOf, code, escaped, page, table } from './markdown.ts';
import { type Declared, declarations, parametersOf } from './model.ts';
import { membersOf, signatureOf, textOf, tidy, typeOf } from './types.ts';

/** Pages, in their order: name, title, what is on it, and where in the sources its exports are. */
const PAGES = [
  { name: 'traces', title: 'Traces', about: 'Opening, checking and making traces.', from: /^trace\// },
  { name: 'structures', title: 'Structures and settings', about: 'What a trace is replayed through.', from: /^(?:replay\/structure|config)\// },
  { name: 'guests', title: 'Guests and kernels', about: 'The work of an operating system: inserted into a trace, or measured in one.', from: /^guest\// },
  { name: 'mechanisms', title: 'Mechanisms of the monitor', about: 'What each of them does, and what it is worth.', from: /^(?:replay\/(?:ablation|why)|report\/(?:ablate|studies\/ablation)|explain)\b/ },
  { name: 'replay', title: 'Replay', about: 'From a trace to counts of events.', from: /^replay\// },
  { name: 'prices', title: 'Costs and times', about: 'From counts to time.', from: /^price\// },
  { name: 'sweeps', title: 'Sweeps', about: 'Studies: many points, from as few replays as are exact.', from: /^sweep\// },
  { name: 'reports', title: 'Reports, tables and charts', about: 'What is shown of runs.', from: /^report\// },
  { name: 'results', title: 'Results that were written', about: 'Reading and comparing them.', from: /^diff\// },
  { name: 'reproduction', title: 'The paper', about: 'Its exhibits, published beside predicted.', from: /^reproduce\// },
  { name: 'errors', title: 'Errors', about: 'What is thrown.', from: /^errors/ },
] as const; // biome-ignore format: a table

/** Kinds of declarations, in the order in which a page has them. */
const KINDS = ['Function', 'Class', 'Variable', 'Interface', 'TypeAlias'];

let read: Library | undefined;
interface Library {
  all: ReadonlyMap<string, Declared>;
  exported: readonly Declared[];
}

/** The declarations, read once. Of a schema only its type is exported. */
export function libraryModel(): Library {
  if (read !== undefined) return read;
  const declared = declarations();
  const runtime = new Set(Object.keys(library));
  const named = declared.map((each) => ({ ...each, name: exportedName(each, runtime) }));
  const exported = named.filter((each) => !each.canonicalReference.includes('!~') && (!['Variable', 'Function'].includes(each.kind) || runtime.has(each.name))); // biome-ignore format: a line
  const isAlias = ({ kind }: Declared): boolean => kind === 'TypeAlias' || kind === 'Interface' || kind === 'Function';
  read = { all: new Map(declared.filter(isAlias).map((each) => [each.name, each])), exported };
  return read;
}

/** The name by which it is exported: `ReplayMode` is declared as `Mode`, and `Event` is `Event_2` in a model with the web's `Event`. */
function exportedName({ canonicalReference, name }: Declared, runtime: ReadonlySet<string>): string {
  const found = /!~?([\w$]+):/.exec(canonicalReference)?.[1] ?? name;
  const plain = found.replace(/_\d+$/, '');
  return !runtime.has(found) && runtime.has(plain) && !canonicalReference.includes('!~') ? plain : found;
}

const pathOf = ({ fileUrlPath = '' }: Declared): string => fileUrlPath.replace(/^(?:\.cache\/declarations-\w+|dist)\//, ''); // biome-ignore format: a line

const pageOf = (declared: Declared): (typeof PAGES)[number] => {
  const found = PAGES.find(({ from }) => from.test(pathOf(declared)));
  if (found === undefined) throw new Error(`no page of the library's reference has ${declared.name} (${pathOf(declared)})`);
  return found;
}; // biome-ignore format: a long line

const on = (name: string): Declared[] =>
  libraryModel()
    .exported.filter((each) => pageOf(each).name === name)
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.name.localeCompare(b.name));

const linkTo = (declared: Declared, from: string): string => {
  const { name } = pageOf(declared);
  const file = from === name ? '' : from === '' ? `library/${name}.md` : `${name}.md`;
  return `[${code(declared.name)}](${file}#${anchorOf(declared.name)})`;
};

/** Exports of one name, of a value and its type, as one. */
const names = (declared: readonly Declared[]): Declared[] => [...new Map(declared.toReversed().map((each) => [each.name, each])).values()].reverse(); // biome-ignore format: a line

/** The index: docs/reference/library.md. */
export const libraryIndex = (): string =>
  page([
    '# Library',
    'Disco Replay is a library, too. This page lists every name that `import ... from \'disco-replay\'` gives; the pages say what each takes and returns. [Notebooks](../how-to/notebook.md) use the same names.',
    'A trace is opened and replayed through structures, which gives counts; costs turn counts into times; runs are both together, and what reports, tables and charts are made of. Replaying is slow and pricing is quick: replay once, and price as often as you like.',
    "    import { loadCosts, loadStructures, openTrace, replayAll, runsOf, terminalReport } from 'disco-replay';\n\n    const trace = await openTrace('make');\n    const counted = await replayAll(trace, loadStructures(['irix', 'disco']));\n    const runs = runsOf(trace, counted, loadCosts('flash'));\n    process.stdout.write(terminalReport(runs));",
    'Numbers are in the units that their names or their descriptions say: times in nanoseconds (`ns`), sizes in bytes, shares in percent where the name says so. A mistake in what you give is a [`UserError`](library/errors.md#usererror), whose message says what is wrong, where, and what was expected; a [`RangeError`](https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/RangeError) is a mistake in the program that calls. What takes long takes a `signal`, and ends with an `AbortError` when that comes.',
    ...PAGES.flatMap(({ name, title, about }) => [
      `## [${title}](library/${name}.md)`,
      about,
      table(['name', 'what it is'], names(on(name)).map((each) => [linkTo(each, ''), escaped(firstSentence(each))])),
    ]),
  ]); // biome-ignore format: long lines

const firstSentence = (declared: Declared): string => {
  const [first = ''] = said(declared).prose;
  return /^(?:`[^`]*`|\([^)]*\)|[^`(])*?\.(?= |$)/.exec(first)?.[0] ?? first;
};

/** Pages of the library's exports: docs/reference/library/NAME.md. */
export const LIBRARY_PAGES: Readonly<Record<string, () => string>> = Object.fromEntries(
  PAGES.map(({ name, title, about }) => [
    `library/${name}.md`,
    () => page([`# ${title}`, about, `All names: [the library](../library.md).`, ...on(name).flatMap((each) => entryOf(each, name))]),
  ]),
); // biome-ignore format: a long line

/** Whether it is called: a function, or a constant that is one. */
const isFunction = (declared: Declared): boolean =>
  declared.kind === 'Function' ||
  (declared.kind === 'Variable' && /^(?:export )?(?:declare )?const \w+: \(/.test(textOf(declared)));

function entryOf(declared: Declared, from: string): string[] {
  const { prose, errors, params, returns, examples } = said(declared);
  if (isFunction(declared) && examples.length === 0) throw new Error(`${declared.name} has no @example: give it one, in its comment (${pathOf(declared)})`); // biome-ignore format: a line
  const twin = libraryModel().exported.some((each) => each.name === declared.name && KINDS.indexOf(each.kind) < KINDS.indexOf(declared.kind)); // biome-ignore format: a line
  return [
    ...(twin ? [] : [`## ${declared.name}`]),
    fence(signatureOf(declared, Object.keys(params))),
    ...prose.map((each) => (/^ {4}/m.test(each) ? fence(each.replace(/^ {4}/gm, '')) : escaped(each))),
    ...parameterTable(declared, params),
    ...(returns === '' ? [] : [`**Returns** ${escaped(returns)}.`]),
    ...(errors === '' ? [] : [`**Errors** ${escaped(errors)}`]),
    ...memberTable(declared),
    ...examples.flatMap((each) => ['**Example**', fence(each)]),
    ...usedTypes(declared, from),
    ...ownFunctions(declared).flatMap((each) => entryOf(each, from).map((block) => block.replace(/^## /, '### '))),
  ];
}

const fence = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;

function parameterTable(declared: Declared, params: Readonly<Record<string, string>>): string[] {
  const { excerptTokens } = declared;
  const parameters = parametersOf(declared);
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ isOptional, parameterTypeTokenRange: { startIndex, endIndex } }, n) => {
    const name = Object.keys(params)[n] ?? '';
    const type = tidy(excerptTokens.slice(startIndex, endIndex).map(({ text }) => text).join(''));
    const { meaning, unless } = defaultIn(`${params[name] ?? ''}.`);
    return [code(`${name}${isOptional ? '?' : ''}`), code(type), escaped(meaning.replace(/\.$/, '')), isOptional ? escaped(unless) : '–'];
  });
  return [table(['parameter', 'type', 'meaning', 'unless given'], rows)];
} // biome-ignore format: long lines

function memberTable(declared: Declared): string[] {
  if (!['Interface', 'Class'].includes(declared.kind)) return [];
  const rows = membersOf(declared, libraryModel().all).map((member) => {
    const { prose, errors } = said(member);
    const { meaning, unless } = defaultIn([...prose, errors].filter((each) => each !== '').join(' '));
    return [code(`${member.name}${member.isOptional ? '?' : ''}`), code(typeOf(member)), escaped(meaning), escaped(unless)];
  });
  const hasDefaults = rows.some(([, , , unless]) => unless !== '–');
  const heads = ['member', 'type', 'meaning', ...(hasDefaults ? ['unless given'] : [])];
  return rows.length === 0 ? [] : [table(heads, rows.map((row) => row.slice(0, heads.length)))];
} // biome-ignore format: long lines

/** Links to the exports that a declaration speaks of. */
function usedTypes(declared: Declared, from: string): string[] {
  const { all, exported } = libraryModel();
  const tokens = [declared, ...membersOf(declared, all)].flatMap(({ excerptTokens }) => excerptTokens);
  const used = new Set(tokens.map(({ canonicalReference }) => canonicalReference));
  const its = names(exported.filter((each) => each.name !== declared.name && used.has(each.canonicalReference)));
  return its.length === 0 ? [] : [`See ${its.map((each) => linkTo(each, from)).join(', ')}.`];
}

/** Functions that are members of an exported object and no exports by themselves: `charts.lines`. */
function ownFunctions(declared: Declared): Declared[] {
  if (declared.kind !== 'Variable') return [];
  const { all, exported } = libraryModel();
  return [...textOf(declared).matchAll(/(\w+): typeof (\w+)/g)].flatMap(([, name, of]) => {
    const its = all.get(of);
    return its === undefined || exported.includes(its) ? [] : [{ ...its, name: `${declared.name}.${name}` }];
  });
}

/** What has no comment, or a comment that does not say what a parameter is. */
export function undocumented(): string[] {
  const { all, exported } = libraryModel();
  const functions = exported.filter(({ kind }) => kind === 'Function');
  return [
    ...exported.filter((each) => said(each).prose.length === 0).map(({ name }) => name),
    ...functions.flatMap((each) => {
      const { params } = said(each);
      const own = parametersOf(each).map(({ parameterName }) => parameterName);
      const told = Object.keys(params);
      // What is taken apart has no name of its own.
      const same = told.length === own.length && own.every((name, n) => name === told[n] || name === 'input');
      return same ? [] : [`${each.name}(${own.join(', ')}): @param ${told.join(', ')}`];
    }),
    ...exported.flatMap((each) => membersOf(each, all).filter((member) => defaultIn(said(member).prose.join(' ')).meaning === '' && said(member).errors === '').map(({ name }) => `${each.name}.${name}`)),
  ];
} // biome-ignore format: long lines

/** The examples of exports and their functions, by name. */
export const libraryExamples = (): [name: string, code: string][] =>
  libraryModel().exported.flatMap((each) => [each, ...ownFunctions(each)]).flatMap((each) => said(each).examples.map((example, n): [string, string] => [`${each.name}${n === 0 ? '' : n + 1}`, example])); // biome-ignore format: a line
