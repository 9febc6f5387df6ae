import type { Entry, Kind } from '../kind.ts';

export const traceKind: Kind = {
  name: 'trace',
  plural: 'traces',
  group: 'What you replay',
  line: 'recordings that come along, and some to be made',
  entries,
  full,
  schema: async () => {
    const { publishedSchema } = await import('../../../config.ts');
    return publishedSchema((await import('../../../catalogue/entry.ts')).CATALOGUE);
  },
};

async function entries(): Promise<readonly Entry[]> {
  const { CATALOGUE } = await import('../../../catalogue/entry.ts');
  const { catalogueFacts } = await import('../../../catalogue/facts.ts');
  const { loadConfig } = await import('../../../config.ts');
  return (await catalogueFacts()).map(([name, facts]): Entry => {
    const { description: line, teaches, recipe, try: shown } = loadConfig(CATALOGUE, name);
    const amount = facts?.totals.references ?? recipe?.references ?? 0;
    const size = { amount, unit: 'references' } as const;
    return facts === undefined
      ? { name, line, more: [teaches, `Then: ${shown[0]}`], size, command: `disco trace fetch ${name}`, section: 'Made on this machine' }
      : { name, line, more: [teaches], size, cpus: facts.totals.cpus, command: shown[0], section: 'They come along' };
  }); // biome-ignore format: two records
}

/** An entry in full, as YAML, with what the file says. */
async function full(name: string): Promise<string> {
  const { CATALOGUE } = await import('../../../catalogue/entry.ts');
  const { fileFacts } = await import('../../../catalogue/facts.ts');
  const { factsLine } = await import('../../../catalogue/text.ts');
  const { loadConfig } = await import('../../../config.ts');
  const { stringify } = await import('yaml');
  const entry = loadConfig(CATALOGUE, name);
  const facts = await fileFacts(name);
  return stringify({ name, ...entry, ...(facts === undefined ? {} : { file: factsLine(facts) }) });
}
