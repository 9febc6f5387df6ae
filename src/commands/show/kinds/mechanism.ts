import type { Entry, Kind } from '../kind.ts';

export const mechanismKind: Kind = {
  name: 'mechanism',
  plural: 'mechanisms',
  group: 'What to look at',
  line: 'what the monitor does to save time and memory',
  entries: async () => {
    const { MECHANISMS } = await import('../../../replay/ablation/mechanisms.ts');
    const { explaining } = await import('../reference/mechanisms.ts');
    return MECHANISMS.map(
      ({ key, name, section, sentence }): Entry => ({
        name: key,
        line: `${name} (${section}). ${sentence}`,
        command: explaining(key),
      }),
    );
  },
  full: async (name) => (await import('../reference/mechanisms.ts')).mechanismText(name),
};
