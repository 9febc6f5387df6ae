import type { Entry, Kind } from '../kind.ts';

/** What `--set` changes, but for costs, which are kinds of their own. */
export const settingKind: Kind = {
  name: 'setting',
  plural: 'settings',
  group: 'What you replay it on',
  line: 'what --set changes: values of a structure and of a workload',
  alias: (name) => name.replace(/^machine\./, ''),
  entries,
  full: async (name) => (await import('../reference/settings.ts')).settingText(name),
  reference: async () => (await import('../reference/settings-page.ts')).settingReference(),
};

async function entries(): Promise<readonly Entry[]> {
  const { settingFacts } = await import('../../../settings/facts.ts');
  const { DOCUMENT_TITLES, isOwnKind } = await import('../reference/settings.ts');
  return settingFacts()
    .filter(({ inList, document }) => !inList && !isOwnKind(document))
    .map(({ name, meaning, document }) => ({
      name,
      line: meaning,
      section: DOCUMENT_TITLES[document],
      command: `disco show setting ${name}`,
    }));
}
