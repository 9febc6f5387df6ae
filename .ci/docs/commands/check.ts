import { existsSync, readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { parse } from 'shell-quote';
import { commands } from '../../../src/commands/program.ts';
import { UserError } from '../../../src/errors.ts';
import { pathOf } from '../documents.ts';

/** The simple commands of a line of the shell: what `|`, `;`, `&&` and the like part, without redirections and assignments before it. */
export function simpleCommands(line: string): string[][] {
  const found: string[][] = [[]];
  let redirected = false;
  for (const token of parse(line.replaceAll('\\\n', ' '), (name) => `$${name}`)) {
    if (typeof token === 'object' && 'comment' in token) break;
    if (typeof token === 'object' && 'op' in token && token.op !== 'glob') {
      redirected = /[<>]/.test(token.op);
      if (!redirected) found.push([]);
      else if (/^\d$/.test(found.at(-1)!.at(-1) ?? '')) found.at(-1)!.pop(); // the file's number
      continue;
    }
    const word = typeof token === 'string' ? token : 'pattern' in token ? token.pattern : '';
    if (!redirected) found.at(-1)!.push(word);
    redirected = false;
  }
  return found.map((words) => words.slice(words.findIndex((word) => !/^\w+=/.test(word)))).filter(({ length }) => length > 0); // biome-ignore format: a line
}

const scripts = (folder: string): string[] =>
  Object.keys((JSON.parse(readFileSync(pathOf(`${folder}package.json`), 'utf8')) as { scripts: object }).scripts);
const NPM = ['ci', 'install', 'pack', 'run', 'start', 'test', 'link', 'uninstall', 'version', 'publish'];

/** What is wrong with a command line, as far as can be told without running it; undefined: nothing. */
export async function problemOf(line: string): Promise<string | undefined> {
  for (const [program, ...args] of simpleCommands(line)) {
    if (program === 'disco') {
      const wrong = await discoProblem(args);
      if (wrong !== undefined) return wrong.message;
    }
    if (program === 'npm') {
      const wrong = npmProblem(args);
      if (wrong !== undefined) return wrong;
      const [, , , ...words] = args;
      if (args.slice(0, 3).join(' ') === 'run -s disco' && words[0] === '--') {
        const wrongs = await discoProblem(words.slice(1));
        if (wrongs !== undefined) return wrongs.message;
      }
    }
    if (program === 'node') {
      const file = args.find((word) => !word.startsWith('-'));
      if (file?.includes('/') && !existsSync(pathOf(file))) return `there is no ${file}`;
    }
  }
  return undefined;
}

function npmProblem(args: readonly string[]): string | undefined {
  const at = args.indexOf('--prefix');
  const folder = at < 0 ? '' : `${args[at + 1]}/`;
  const [verb, name] = args.filter((word, n) => !word.startsWith('-') && (at < 0 || n !== at + 1));
  if (!NPM.includes(verb)) return `npm has no ${verb}`;
  if (verb === 'run' && existsSync(pathOf(`${folder}package.json`)) && !scripts(folder).includes(name)) return `${folder}package.json has no script ${name}`; // biome-ignore format: a line
  return undefined;
}

/** What the command line says of these words, without carrying anything out. */
export async function discoProblem(args: readonly string[]): Promise<Error & { code?: string } | undefined> {
  const program = await commands(args[0]);
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(quiet);
  };
  quiet(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error;
    if (error instanceof UserError) return error;
    throw error;
  }
  return undefined;
} // biome-ignore format: lines

/** Codes of commander: what is named does not exist. */
const NAMES_NOTHING = ['commander.unknownOption', 'commander.unknownCommand'];

/** What is wrong with a command line that is only mentioned: it may lack arguments, or have words in their place. */
export async function mentionProblem(line: string): Promise<string | undefined> {
  for (const [program, ...args] of simpleCommands(line)) {
    const wrong = program === 'disco' ? await discoProblem(args) : undefined;
    if (NAMES_NOTHING.includes(wrong?.code ?? '')) return wrong!.message;
  }
  return undefined;
}
