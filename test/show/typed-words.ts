/** A command of the catalogue: what `disco` is given, and the line that an `echo` before it sends to standard input. */
export function typedWords(command: string): { args: string[]; input: string[] } {
  const found = /^(?:echo '([^']*)' \| )?disco (.*)$/.exec(command);
  if (found === null) throw new RangeError(`no command: ${command}`);
  const [, line, rest] = found;
  return { args: rest.split(' '), input: line === undefined ? [] : [`${line}\n`] };
}
