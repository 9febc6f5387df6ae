import { documentKind } from '../document.ts';

export const monitorKind = documentKind({
  name: 'monitor',
  plural: 'monitors',
  group: 'What you replay it on',
  line: 'the virtual machine monitor, or none',
  load: async () => ({ kind: (await import('../../../replay/structure/documents/documents.ts')).MONITORS }),
  entry: async (name) => ({
    command: `disco compare make --monitors ${name === 'none' ? 'none,disco' : `none,${name}`}`,
  }),
});
