import type { Command } from 'commander';
import type { ConfigKind } from '../config.ts';
import { UserError } from '../errors.ts';

export function addShow(program: Command): void {
  program
    .command('show')
    .description('List the presets, print one in full as YAML, a JSON Schema, or what is in the columns of the tables.')
    .argument('[kind]', 'structure, costs, study or columns')
    .argument('[name]', 'a preset or a file')
    .option('--schema', 'print the JSON Schema of this kind, for editors')
    .action(async (noun: string | undefined, name: string | undefined, options: { schema?: boolean }) => {
      process.stdout.write(await show(noun, name, options.schema ?? false));
    });
}

async function show(noun: string | undefined, name: string | undefined, schema: boolean): Promise<string> {
  const { jsonSchema, loadConfig, presetNames, suggestion } = await import('../config.ts');
  const { COSTS } = await import('../price/costs.ts');
  const { STRUCTURES } = await import('../replay/structure/presets.ts');
  const { STUDIES } = await import('../sweep/study/study.ts');
  const { stringify } = await import('yaml');
  const kinds: readonly ConfigKind<object>[] = [STRUCTURES, COSTS, STUDIES];

  /** The presets of a kind, a line each. */
  const list = (kind: ConfigKind<object>): string => {
    const lines = presetNames(kind).map((preset) => {
      const { description = '' } = loadConfig(kind, preset) as { description?: string };
      return `  ${preset.padEnd(10)} ${description}`;
    });
    return `${kind.noun}\n${lines.join('\n')}\n`;
  };

  if (noun === 'columns') {
    const { columnReference } = await import('../sweep/columns.ts');
    return columnReference();
  }
  if (noun === undefined) return kinds.map(list).join('\n');
  const nouns = [...kinds.map((kind) => kind.noun), 'columns'];
  const kind = kinds.find((each) => each.noun === noun);
  if (kind === undefined)
    throw new UserError(`unknown kind ${JSON.stringify(noun)}${suggestion(noun, nouns)}; known: ${nouns.join(', ')}`);
  if (schema) return `${JSON.stringify(jsonSchema(kind.schema), null, 2)}\n`;
  return name === undefined ? list(kind) : stringify(loadConfig(kind, name));
}
