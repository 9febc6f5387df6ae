import type { Argument, Command, Option } from 'commander';
import { commands } from '../../src/commands/program.ts';
import { examplesOf } from '../../src/commands/shared/examples.ts';
import { EXIT_CODES } from '../../src/commands/shared/exit-codes.ts';
import { WHAT } from '../../src/commands/welcome.ts';
import type { TraceFormat } from '../../src/trace/bytes/format.ts';
import { TRACE_FORMATS } from '../../src/trace/formats.ts';
import { anchorOf, code, escaped, item, page, table } from './markdown.ts';

/** A command, the words that call it, and the group of the help that it is in. */
interface Described {
  words: string;
  group: string;
  command: Command;
}

/** Every command that help speaks of, in its order; a command of a command is in the group of that one. */
export async function describedCommands(): Promise<Described[]> {
  const program = await commands();
  const below = (command: Command, words: string, group: string): Described[] => [
    { words, group, command },
    ...visible(command).flatMap((each) => below(each, `${words} ${each.name()}`, group)),
  ];
  return visible(program).flatMap((each) => below(each, `disco ${each.name()}`, titleOf(each.helpGroup())));
}

/** The reference of all commands: docs/reference/commands.md. */
export async function commandsReference(): Promise<string> {
  const program = await commands();
  const all = await describedCommands();
  const groups = [...Map.groupBy(all, ({ group }) => group)];
  return page([
    '# Commands',
    'This page has every command of `disco`, as the program defines it. The option `--help` of a command prints the same on a terminal.',
    WHAT,
    'In a clone, write `npm run -s disco --` in the place of `disco`. An argument in angle brackets `<>` must be given, one in square brackets `[]` may be left out, and `...` says that there may be several. Each example runs as it stands, with traces that come along; where one needs other programs, it says which.',
    ...groups.flatMap(([group, its]) => [`**${group}**`, its.map(contentsLine).join('\n')]),
    `**Of all commands**\n\n- [Options of every command](#options-of-every-command)\n- [Commands that take settings](#commands-that-take-settings)\n- [Exit codes](#exit-codes)`,
    ...groups.flatMap(([group, its]) => [`## ${group}`, ...its.flatMap(section)]),
    '## Options of every command',
    optionTable([...program.createHelp().visibleOptions(program), program.createOption('-h, --help', 'print what the command does, its options and its examples')]),
    '`disco help`, with the name of a command behind it, prints the same as the option `--help` of that command.',
    '## Commands that take settings',
    `A [setting](settings.md) changes a value of the model. These commands have the option \`--set\`: ${takers(all).map(code).join(', ')}.`,
    '## Exit codes',
    table(['code', 'what it says'], Object.entries(EXIT_CODES).map(([number, meaning]) => [number, meaning])),
    'Results go to standard output; progress, notes and messages go to standard error.',
  ]); // biome-ignore format: long lines
}

const takers = (all: readonly Described[]): string[] =>
  all.filter(({ command }) => command.options.some(({ long }) => long === '--set')).map(({ words }) => words);

const visible = (command: Command): Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');

/** `Begin` of `Begin:`. */
const titleOf = (heading: string): string => heading.replace(/:$/, '');

const contentsLine = ({ words, command }: Described): string =>
  item(`[${code(words)}](#${anchorOf(words)}): ${escaped(command.description())}`, words.split(' ').length - 2);

function section({ words, command }: Described): string[] {
  const help = Object.assign(command.createHelp(), command.configureHelp());
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const groups = [...Map.groupBy(options, ({ helpGroupHeading }) => helpGroupHeading ?? 'Options:')];
  const parts = visible(command);
  const its = command.registeredArguments;
  const usage = [words, ...(options.length === 0 ? [] : ['[options]']), ...its.map(argumentTerm), ...(parts.length === 0 ? [] : ['<command>'])]; // biome-ignore format: a list
  return [
    `### ${words}`,
    escaped(command.description()),
    `Usage: ${code(usage.join(' '))}`,
    ...(parts.length === 0
      ? []
      : [`Its commands: ${parts.map((each) => `[${code(`${words} ${each.name()}`)}](#${anchorOf(`${words} ${each.name()}`)})`).join(', ')}.`]),
    ...(its.length === 0 ? [] : [table(['argument', 'meaning'], its.map((each) => [code(argumentTerm(each)), escaped(each.description)]))]),
    ...groups.flatMap(([heading, some]) => [`*${titleOf(heading)}*`, optionTable(some)]),
    ...exampleLines(command),
    ...(words === 'disco trace' ? FORMATS : []),
  ]; // biome-ignore format: long lines
}

/** What `disco trace --help` ends with. */
const FORMATS = [
  'Formats of traces, by the names that `--format` takes. `disco trace convert` writes those that have an ending:',
  table(['format', 'what it is', 'ending'], TRACE_FORMATS.map(({ name, called, written }: TraceFormat) => [code(name), escaped(called), written === undefined ? '–' : code(`.${written.ending}`)])),
]; // biome-ignore format: a long line

function optionTable(options: readonly Option[]): string {
  const rows = options.map((option): string[] => {
    const { meaning, unless } = defaultOf(option);
    const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`;
    return [code(option.flags), escaped(`${meaning}${choices}`), unless === undefined ? '–' : code(unless)];
  });
  return table(['option', 'meaning', 'unless given'], rows);
}

/** What an option says, and what its value is unless given, which stands at the end of some descriptions. */
function defaultOf({ description, defaultValue, defaultValueDescription }: Option): { meaning: string; unless?: string } {
  const known = ['string', 'number'].includes(typeof defaultValue) ? String(defaultValue) : undefined;
  const own = defaultValueDescription ?? known;
  if (own !== undefined) return { meaning: description, unless: own };
  const [, meaning = description, unless] = /^(.*) \(default: ([^()]+)\)$/.exec(description) ?? [];
  return unless === undefined ? { meaning } : { meaning, unless };
} // biome-ignore format: long lines

function exampleLines(command: Command): string[] {
  const examples = examplesOf(command);
  if (examples.length === 0) return [];
  return [
    '<!-- not run in this section: test/examples.slow.test.ts runs the examples of every command -->',
    'Examples:',
    ...examples.map(({ first = [], line, shows, needs = [] }) => {
      const takes = needs.length === 0 ? '' : ` It needs ${needs.map(code).join(', ')}.`;
      return `${item(`${capital(escaped(shows))}.${takes}`)}\n\n${[...first, line].map((each) => `      ${each}`).join('\n')}`;
    }),
  ];
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

function argumentTerm(argument: Argument): string {
  const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${text}>` : `[${text}]`;
}
