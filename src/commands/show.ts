import type { Command } from 'commander';
import type { ConfigKind } from '../config.ts';
import { UserError } from '../errors.ts';
import { print } from '../terminal.ts';
import { withExamples } from './shared/examples.ts';

export function addShow(program: Command): void {
  const command = program
    .command('show')
    .description(
      'List the presets and the traces, print one in full as YAML, a JSON Schema, or what is in the columns of the tables.',
    )
    .argument(
      '[kind]',
      'structure, machine, guest, profile, monitor, costs, study, workload, layout, traces or columns',
    )
    .argument('[name]', 'a preset, a trace or a file')
    .option('--schema', 'print the JSON Schema of this kind, for editors')
    .action(async (noun: string | undefined, name: string | undefined, options: { schema?: boolean }) => {
      print(await show(noun, name, options.schema ?? false));
    });
  withExamples(command, [
    { line: 'disco show', shows: 'every preset and trace, a line each' },
    { line: 'disco show structure disco', shows: 'the machine, the guest and the monitor of Disco, in full' },
    { line: 'disco show costs flash > mine.yaml', shows: 'costs to change and to give to --costs' },
  ]);
}

async function show(noun: string | undefined, name: string | undefined, schema: boolean): Promise<string> {
  const { loadLocated, presetNames, publishedSchema, suggestion } = await import('../config.ts');
  const { COSTS } = await import('../price/costs.ts');
  const { costsDocument } = await import('../price/costs/document.ts');
  const { GUESTS } = await import('../guest/profile.ts');
  const { documentsOf } = await import('../replay/structure/documents/compose.ts');
  const { GUEST_DOCUMENTS, MACHINES, MONITORS } = await import('../replay/structure/documents/documents.ts');
  const { STRUCTURES } = await import('../replay/structure/presets.ts');
  const { STUDIES } = await import('../sweep/study/study.ts');
  const { CATALOGUE } = await import('../catalogue/entry.ts');
  const { LAYOUT_DOCUMENTS } = await import('../trace/layout/document.ts');
  const { WORKLOADS } = await import('../trace/synthetic/index.ts');
  const { stringify } = await import('yaml');
  const shown = <T extends object, W>(kind: ConfigKind<T, W>, document: (value: T) => object = (value) => value) => ({
    noun: kind.noun,
    presets: kind.presets,
    load: (preset: string): { description?: string } => {
      const { value, priors } = loadLocated(kind, preset);
      const written = Object.fromEntries(priors.map(({ key, written }) => [key, written]));
      const shown: { description?: string } = document(value);
      return { ...shown, ...(priors.length === 0 ? {} : { priors: written }) };
    },
    schema: () => publishedSchema(kind),
  });
  const kinds = [
    shown(STRUCTURES, documentsOf),
    shown(MACHINES),
    shown(GUEST_DOCUMENTS),
    shown({ ...GUESTS, noun: 'profile' }),
    shown(MONITORS),
    shown(COSTS, costsDocument),
    shown(STUDIES),
    shown(WORKLOADS),
    shown(LAYOUT_DOCUMENTS),
    shown(CATALOGUE),
  ];

  /** The presets of a kind, a line each. */
  const list = (kind: (typeof kinds)[number]): string => {
    const names = presetNames(kind);
    const lines = names.map((preset) => {
      const { description = '' } = kind.load(preset);
      return `  ${preset.padEnd(Math.max(10, ...names.map(({ length }) => length)))} ${description}`;
    });
    return `${kind.noun}\n${lines.join('\n') || '  no presets: a file (--layout FILE.yaml) describes one'}\n`;
  };

  if (noun === 'columns') {
    const { columnReference } = await import('../sweep/columns.ts');
    return columnReference();
  }
  if (noun === undefined) return kinds.map(list).join('\n');
  const nouns = [...kinds.map((kind) => kind.noun), 'columns'];
  const kind = kinds.find((each) => each.noun === noun || `${each.noun}s` === noun);
  if (kind === undefined)
    throw new UserError(`unknown kind ${JSON.stringify(noun)}${suggestion(noun, nouns)}; known: ${nouns.join(', ')}`);
  if (schema) return `${JSON.stringify(kind.schema(), null, 2)}\n`;
  if (kind.noun === CATALOGUE.noun) {
    const { traceList, traceText } = await import('./trace/list.ts');
    return name === undefined ? traceList() : traceText(name);
  }
  return name === undefined ? list(kind) : stringify(kind.load(name));
}
