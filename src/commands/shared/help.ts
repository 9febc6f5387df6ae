import { type Argument, type Command, Help, Option } from 'commander';
import { lineWidth } from '../../report/text/width.ts';

/** Columns that a description has beside its term, at least; below that it stands under it. */
const LEAST = 40;

/** What commander has for `helpCommand`. */
export const HELP_COMMAND = ['help [command]', 'the options and examples of a command, as COMMAND --help'] as const;

/** How help is laid out, for the command and all that are added to it afterwards. */
export function layOut(program: Command): Command {
  return program
    .configureOutput({ getOutHelpWidth: lineWidth, getErrHelpWidth: lineWidth })
    .addHelpOption(new Option('-h, --help').hideHelp()) // who reads it has found it
    .configureHelp({ formatItem, optionDescription, subcommandTerm });
}

/** Usual, but beneath the term where there is no room beside it. */
function formatItem(this: Help, term: string, termWidth: number, description: string, helper: Help): string {
  const width = this.helpWidth ?? lineWidth();
  if (description === '' || width - termWidth - 4 >= LEAST)
    return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
  const lines = helper.boxWrap(description, width - 6).split('\n');
  return [`  ${term}`, ...lines.map((line) => `      ${line}`)].join('\n');
}

/** The description, what can be chosen, and what it is unless given: text as it is typed. */
function optionDescription({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const known = Array.isArray(defaultValue) || typeof defaultValue === 'boolean' ? undefined : defaultValue;
  const unless = defaultValueDescription ?? known;
  const said = [...(argChoices === undefined ? [] : [argChoices.join(', ')]), ...(unless === undefined ? [] : [`default: ${unless}`])]; // biome-ignore format: a list
  return said.length === 0 ? description : `${description} (${said.join('; ')})`;
}

/** `replay <trace>`: that there are options goes without saying. */
const subcommandTerm = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' ');

function argumentTerm(argument: Argument): string {
  const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${text}>` : `[${text}]`;
}
