import type { Command } from 'commander';
import { stringify } from 'yaml';
import { type ConfigKind, jsonSchema, loadConfig, presetNames, suggestion } from '../config.ts';
import { UserError } from '../errors.ts';
import { COSTS } from '../price/costs.ts';
import { STRUCTURES } from '../replay/presets.ts';

const KINDS: readonly ConfigKind<object>[] = [STRUCTURES, COSTS];

export function addShow(program: Command): void {
  program
    .command('show')
    .description('List the presets, print one in full as YAML, or print a JSON Schema.')
    .argument('[kind]', 'structure or costs')
    .argument('[name]', 'a preset or a file')
    .option('--schema', 'print the JSON Schema of this kind, for editors')
    .action((noun: string | undefined, name: string | undefined, options: { schema?: boolean }) => {
      process.stdout.write(show(noun, name, options.schema ?? false));
    });
}

function show(noun: string | undefined, name: string | undefined, schema: boolean): string {
  if (noun === undefined) return KINDS.map(list).join('\n');
  const nouns = KINDS.map((kind) => kind.noun);
  const kind = KINDS.find((each) => each.noun === noun);
  if (kind === undefined)
    throw new UserError(`unknown kind ${JSON.stringify(noun)}${suggestion(noun, nouns)}; known: ${nouns.join(', ')}`);
  if (schema) return `${JSON.stringify(jsonSchema(kind.schema), null, 2)}\n`;
  return name === undefined ? list(kind) : stringify(loadConfig(kind, name));
}

/** The presets of a kind, a line each. */
function list(kind: ConfigKind<object>): string {
  const lines = presetNames(kind).map((name) => {
    const { description = '' } = loadConfig(kind, name) as { description?: string };
    return `  ${name.padEnd(10)} ${description}`;
  });
  return `${kind.noun}\n${lines.join('\n')}\n`;
}
