import { ShellCompDirective } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { type Cursor, cursorOf } from './cursor.ts';
import { type Source, sourceOf } from './sources.ts';
import type { Candidate } from './values.ts';
import { wordsOf } from './words.ts';

/** Set where zsh asks, whose `_describe` ends a value at a colon that has no backslash; the script of @bomb.sh/tab 0.0.22 means to add it. */
export const ZSH = 'DISCO_COMPLETES_ZSH';

/** Makes the program's commands: the named one alone, or all. */
type Commands = (first?: string) => Promise<Command>;

/** What can stand at the cursor, and whether a space goes behind it and a file may stand there. */
interface Answer {
  candidates: readonly Candidate[];
  files: boolean;
}

/**
 * Answers a shell that asks how a command line goes on. Two ways of asking: `-- WORDS`, those behind the program's name, the last perhaps
 * empty, for the scripts of @bomb.sh/tab: lines `value<TAB>about`, then `:directive`. And `--bash BREAKS LINE`, the line up to the cursor and
 * COMP_WORDBREAKS, for a script of ours: the directive first, then values without what Bash takes for words before them.
 */
export async function answer([mode, ...asked]: readonly string[], commands: Commands): Promise<string> {
  const bash = mode === '--bash';
  const words = bash ? wordsOf(asked[1] ?? '').slice(1) : asked.length === 0 ? [''] : asked;
  const { candidates, files } = await candidatesFor(words, commands);
  const word = words.at(-1) ?? '';
  const zsh = process.env[ZSH] !== undefined;
  // The script for fish trips over a value that begins with hyphens where no space is to follow; fish adds none after a sign anyway.
  const goesOn = candidates.some(({ value }) => /[=./:,]$/.test(value)) && (bash || zsh || !word.startsWith('-'));
  const directive =
    (goesOn ? ShellCompDirective.ShellCompDirectiveNoSpace : 0) +
    (files && candidates.length === 0 ? 0 : ShellCompDirective.ShellCompDirectiveNoFileComp);
  const cut = bash ? 1 + Math.max(...Array.from(asked[0] ?? '', (character) => word.lastIndexOf(character)), -1) : (/^-.*=/.exec(word)?.[0].length ?? 0); // biome-ignore format: a line
  const values = candidates.map(
    ({ value, about = '' }) =>
      `${zsh ? value.slice(cut).replaceAll(':', '\\:') : value.slice(cut)}${bash ? '' : `\t${about}`}\n`,
  );
  return bash ? [`${directive}\n`, ...values].join('') : [...values, `:${directive}\n`].join('');
}

/** Whole words that the last word can become. */
async function candidatesFor(words: readonly string[], commands: Commands): Promise<Answer> {
  const first = words.length > 1 && words[0] !== 'help' ? words[0] : undefined;
  const cursor = cursorOf(await commands(first), words);
  const source = sourceAt(cursor);
  const prefix = cursor.at === 'value' ? cursor.prefix : '';
  const { word } = cursor;
  const head = source.listed ? word.slice(0, word.lastIndexOf(',') + 1) : '';
  const taken = head.split(',');
  const all = await source.candidates(word.slice(head.length), cursor.at === 'argument' ? cursor.before : []);
  const fit = all.filter(({ value }) => value.startsWith(word.slice(head.length)) && !(source.listed && taken.includes(value)));
  return { candidates: fit.map((each) => ({ ...each, value: `${prefix}${head}${each.value}` })), files: source.files === true };
} // biome-ignore format: long lines

function sourceAt(cursor: Cursor): Source {
  switch (cursor.at) {
    case 'command':
      return { candidates: () => commandsOf(cursor.under) };
    case 'option':
      return { candidates: () => optionsOf(cursor.of) };
    case 'value': {
      const { long, flags, argChoices } = cursor.option;
      if (argChoices !== undefined) return { candidates: () => argChoices.map((value) => ({ value })) };
      const source = sourceOf(long ?? flags, flags, cursor.of.name());
      return /<names>/.test(flags) ? { ...source, listed: true } : source;
    }
    case 'argument': {
      const { argument } = cursor;
      if (argument?.argChoices !== undefined) {
        const { argChoices } = argument;
        return { candidates: () => argChoices.map((value) => ({ value })) };
      }
      return argument === undefined ? { candidates: () => [] } : sourceOf(argument.name(), 'file', cursor.of.name());
    }
  }
} // biome-ignore format: a long line

/** A word and a colon before it say what it goes with: `qemu-system: the guest's CPUs`. */
const firstSentence = (text: string): string => text.split(/[.;] | \(|(?<!^\S+): /, 1)[0].replace(/\.$/, '');

const commandsOf = (under: Command): Candidate[] =>
  under.createHelp().visibleCommands(under).map((each) => ({ value: each.name(), about: firstSentence(each.description()) })); // biome-ignore format: a line

const optionsOf = (of: Command): Candidate[] => [
  ...of.createHelp().visibleOptions(of).flatMap(({ long, description }) => (long ? [{ value: long, about: firstSentence(description) }] : [])),
  { value: '--help', about: 'the options of the command, and examples' },
]; // biome-ignore format: a line
