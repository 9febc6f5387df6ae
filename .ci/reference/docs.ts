import type { Declared } from './model.ts';

/** What a doc comment says. */
export interface Said {
  /** Paragraphs, without what is told of errors. */
  prose: string[];
  /** The sentences that begin with `Throws`. */
  errors: string;
  params: Readonly<Record<string, string>>;
  returns: string;
  /** Code in the order in which it stands. */
  examples: string[];
}

/** The parts of a declaration's comment: TSDoc, in which prose says what is thrown. */
export function said({ docComment = '' }: Declared): Said {
  const text = docComment.replace(/^\/\*\*|\*\/\s*$/g, '').replace(/^[ \t]*\* ?/gm, '').trim(); // biome-ignore format: a line
  const [first, ...blocks] = `\n${text}`.split(/\n(?=@(?:param|returns|example)\b)/);
  const params: Record<string, string> = {};
  const found: Said = { prose: [], errors: '', params, returns: '', examples: [] };
  for (const block of blocks) {
    const [, tag, rest] = /^@(\w+)\s*([\s\S]*)$/.exec(block) as RegExpExecArray;
    if (tag === 'param') {
      const [, name, meaning] = /^(\w+) - ([\s\S]*)$/.exec(rest.trim()) ?? [];
      if (name !== undefined) params[name] = oneLine(meaning);
    } else if (tag === 'returns') found.returns = oneLine(rest);
    else found.examples.push(/```ts\n([\s\S]*?)```/.exec(rest)?.[1].trimEnd() ?? '');
  }
  const paragraphs = first.trim().split(/\n\s*\n/).filter((each) => each !== ''); // biome-ignore format: a line
  found.prose = paragraphs.map((each) => (/^ {4}/m.test(each) ? each : oneLine(each)));
  const throwing = /(?:^|(?<=[.:;)] ))Throws [\s\S]*?(?:\.(?= |$)|$)/g;
  found.errors = found.prose.flatMap((each) => each.match(throwing) ?? []).join(' ');
  found.prose = found.prose.map((each) => each.replace(throwing, '').trim()).filter((each) => each !== '');
  return found;
}

/** What an option is unless given, which its comment says at its end, and the rest of what it says. */
export function defaultIn(text: string): { meaning: string; unless: string } {
  const [whole, unless] = /(?:^|(?<=\. ))Default:? ([^.]*(?:\.\w[^.]*)*)\.(?= |$)/.exec(text) ?? [];
  return whole === undefined ? { meaning: text, unless: '–' } : { meaning: text.replace(whole, '').trim(), unless };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
