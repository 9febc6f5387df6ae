import { stringify } from 'yaml';
import { CATALOGUE } from '../../catalogue/entry.ts';
import { catalogueFacts, fileFacts } from '../../catalogue/facts.ts';
import { amount, factsLine } from '../../catalogue/text.ts';
import { loadConfig } from '../../config.ts';
import { hanging, paragraph } from '../../report/text/text-table.ts';

/** The traces of the catalogue: what each is and teaches, what is in it, and what to type. */
export async function traceList(): Promise<string> {
  const all = await catalogueFacts();
  const lines = all.flatMap(([name, facts]) => {
    const { description, teaches, recipe, try: shown } = loadConfig(CATALOGUE, name);
    return [
      '',
      ...paragraph(`${name}: ${description}`),
      ...hanging('  teaches  ', teaches),
      ...hanging(
        '  has      ',
        facts === undefined ? `about ${amount(recipe?.references ?? 0)} references` : factsLine(facts),
      ),
      ...(facts === undefined ? [`  make     disco trace fetch ${name}`] : []),
      `  try      ${shown[0]}`,
    ];
  });
  return `${['Traces that come along, found by their names, and those that are made:', ...lines].join('\n')}\n`;
}

/** An entry in full, as YAML, with what the file says. */
export async function traceText(name: string): Promise<string> {
  const entry = loadConfig(CATALOGUE, name);
  const facts = await fileFacts(name);
  return stringify({ name, ...entry, ...(facts === undefined ? {} : { file: factsLine(facts) }) });
}
