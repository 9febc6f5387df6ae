import type { Argument, Command, Option } from 'commander';

/** What can stand where the cursor is; `word`: as much of it as is there. */
export type Cursor =
  | { at: 'command'; under: Command; word: string }
  | { at: 'option'; of: Command; word: string }
  /** `prefix`: what of the word is no part of the value, `--set=`. */
  | { at: 'value'; of: Command; option: Option; word: string; prefix: string }
  /** `before`: the arguments before it. */
  | { at: 'argument'; of: Command; argument: Argument | undefined; before: readonly string[]; word: string };

/** Where the last of these words of a command line is, those before it whole. */
export function cursorOf(program: Command, words: readonly string[]): Cursor {
  const word = words.at(-1) ?? '';
  const before: string[] = [];
  let of = program;
  let rest = false; // behind --, nothing is an option
  for (let n = 0; n < words.length - 1; n++) {
    const text = words[n];
    if (rest) before.push(text);
    else if (text === '--') rest = true;
    else if (isFlag(text)) {
      const option = optionNamed(of, text);
      if (option === undefined || text.includes('=') || !(option.required || option.optional)) continue;
      if (n + 1 === words.length - 1) {
        if (option.required) return { at: 'value', of, option, word, prefix: '' };
      } else if (option.required || !isFlag(words[n + 1])) n++;
    } else {
      const inner = before.length === 0 ? of.commands.find((each) => each.name() === text) : undefined;
      if (inner === undefined) before.push(text);
      else of = inner;
    }
  }
  if (!rest && isFlag(word)) {
    const [flag] = word.split('=', 1);
    const option = flag === word ? undefined : optionNamed(of, flag);
    if (option === undefined) return { at: 'option', of, word };
    return { at: 'value', of, option, word: word.slice(flag.length + 1), prefix: `${flag}=` };
  }
  if (of.commands.length > 0 && before.length === 1 && before[0] === 'help') return { at: 'command', under: of, word };
  if (of.commands.length > 0 && before.length === 0) return { at: 'command', under: of, word };
  const { registeredArguments: all } = of;
  const argument = all[before.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return { at: 'argument', of, argument, before, word };
}

const isFlag = (text: string): boolean => text.startsWith('-') && text !== '-';

const optionNamed = (of: Command, text: string): Option | undefined => {
  const [flag] = text.split('=', 1);
  return of.options.find(({ long, short }) => long === flag || short === flag);
};
