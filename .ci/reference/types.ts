import { type Declared, parametersOf } from './model.ts';

/** A type as people read it: without where its parts are imported from. */
export const tidy = (text: string): string =>
  text
    .replace(/import\(["'][^"']*["']\)\./g, '')
    .replace(/^export (declare )?/, '')
    .replace(/;$/, '')
    .replace(/\s+/g, ' ')
    .trim();

export const textOf = ({ excerptTokens }: Declared): string => excerptTokens.map(({ text }) => text).join('');

/** The type of a member or a variable, of a method all of it. */
export function typeOf({ excerptTokens, propertyTypeTokenRange: range, name }: Declared): string {
  if (range === undefined) return tidy(excerptTokens.map(({ text }) => text).join('')).replace(new RegExp(`^${name}`), '');
  const type = tidy(excerptTokens.slice(range.startIndex, range.endIndex).map(({ text }) => text).join(''));
  return type === '' ? tidy(excerptTokens.map(({ text }) => text).join('').replace(/^.*?= /, '')) : type;
} // biome-ignore format: a long line

/** A signature in lines: a long one has a parameter or a member in each. A parameter that is taken apart, `input` in the model, has the name that its comment gives it. */
export function signatureOf(declared: Declared, params: readonly string[] = []): string {
  const taken = parametersOf(declared).findIndex(({ parameterName }) => parameterName === 'input');
  const head = tidy(textOf(declared).replace(/;\s*$/, '')).replace(/\binput(?=\??:)/, params[taken] ?? 'input');
  const body = declared.kind === 'TypeAlias' || declared.kind === 'Variable' || declared.kind === 'Function';
  const word = /^(?:function|type|const|interface|class|abstract)\b/.test(head) ? '' : 'const ';
  return body ? broken(word + head) : extending(head.replace(/ \{?$/, ''));
}

/** An interface with a line for each that it extends, where one line is too short. */
function extending(head: string): string {
  const [, name, bases] = /^(.*?) extends (.*)$/.exec(head) ?? [];
  return name === undefined || head.length <= WIDTH
    ? head
    : `${name}\n  extends ${topLevel(bases, ',').join(',\n    ')}`;
}

const WIDTH = 110;

/** Broken behind the brackets and commas, semicolons or bars of the outermost level. */
function broken(text: string): string {
  if (text.length <= WIDTH) return text;
  const open = text.search(/[{([]/);
  const alternatives = /^(type \S+ = )(.*)$/.exec(text);
  if (alternatives !== null && /^(?:[^{([]|'[^']*')* \| /.test(alternatives[2])) return `${alternatives[1].trimEnd()}\n  | ${topLevel(alternatives[2], '|').join('\n  | ')}`; // biome-ignore format: a line
  if (open < 0) return text;
  const close = closing(text, open);
  const inner = text.slice(open + 1, close).trim();
  const separator = text[open] === '{' ? ';' : ',';
  const parts = topLevel(inner, separator);
  if (parts.length < 2) return text;
  return `${text.slice(0, open + 1)}\n${parts.map((each) => `  ${each}${separator}`).join('\n')}\n${text.slice(close)}`;
}

/** The parts of a text between separators that are in no bracket and no quotes. */
export function topLevel(text: string, separator: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const piece of text.match(/'[^']*'|"[^"]*"|=>|[\s\S]/g) ?? []) {
    if ('([{<'.includes(piece)) depth++;
    else if (')]}>'.includes(piece)) depth--;
    if (depth === 0 && piece === separator) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts.map((each) => each.trim()).filter((each) => each !== '');
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if ('([{'.includes(text[i])) depth++;
    else if (')]}'.includes(text[i]) && --depth === 0) return i;
  }
  return text.length;
}

/** The members of an interface and of those that it extends, as far as these are among the declarations. */
export function membersOf(declared: Declared, all: ReadonlyMap<string, Declared>): Declared[] {
  const own = (declared.members ?? []).filter(({ kind, isProtected }) => kind !== 'Constructor' && isProtected !== true);
  const known = new Set(own.map(({ name }) => name));
  const [, bases = ''] = /\bextends (.*)$/s.exec(tidy(textOf(declared))) ?? [];
  const inherited = topLevel(bases.replace(/ \{?$/, ''), ',').flatMap((base) => inheritedBy(base, all));
  return [...own, ...inherited.filter(({ name }) => !known.has(name))];
} // biome-ignore format: a long line

function inheritedBy(base: string, all: ReadonlyMap<string, Declared>): Declared[] {
  const [, how, inner] = /^(Pick|Omit|Partial|Readonly)<(.*)>$/s.exec(base) ?? [];
  if (how === undefined) {
    const found = all.get(base);
    return found?.kind === 'Interface' ? membersOf(found, all) : [];
  }
  const [of, keys = ''] = topLevel(inner, ',');
  const names = new Set([...keys.matchAll(/'([^']*)'/g)].map(([, name]) => name));
  const members = inheritedBy(of, all);
  if (how === 'Pick') return members.filter(({ name }) => names.has(name));
  if (how === 'Omit') return members.filter(({ name }) => !names.has(name));
  return how === 'Partial' ? members.map((each) => ({ ...each, isOptional: true })) : members;
}
