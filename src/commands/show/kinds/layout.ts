import type { Entry, Kind } from '../kind.ts';

export const layoutKind: Kind = {
  name: 'layout',
  plural: 'layouts',
  group: 'What you replay',
  line: 'texts with columns that are read as traces',
  files: true,
  entries: async () => {
    const { PRESETS } = await import('../../../trace/layout/presets.ts');
    return PRESETS.map(
      ({ name, called, example, lines }): Entry => ({
        name,
        line: `${called}: ${lines.join(', or ')}`,
        command: `echo '${example}' | disco trace info - --format ${name}`,
      }),
    );
  },
  full: async (name) => {
    const { loadConfig } = await import('../../../config.ts');
    const { LAYOUT_DOCUMENTS } = await import('../../../trace/layout/document.ts');
    const { PRESETS } = await import('../../../trace/layout/presets.ts');
    const { stringify } = await import('yaml');
    return stringify(PRESETS.find((preset) => preset.name === name) ?? loadConfig(LAYOUT_DOCUMENTS, name));
  },
  schema: async () => {
    const { publishedSchema } = await import('../../../config.ts');
    return publishedSchema((await import('../../../trace/layout/document.ts')).LAYOUT_DOCUMENTS);
  },
};
