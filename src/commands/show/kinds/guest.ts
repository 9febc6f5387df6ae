import { documentKind } from '../document.ts';

export const guestKind = documentKind({
  name: 'guest',
  plural: 'guests',
  group: 'What you replay it on',
  line: 'the operating system on the machine',
  load: async () => ({ kind: (await import('../../../replay/structure/documents/documents.ts')).GUEST_DOCUMENTS }),
  entry: async (name, { system }) => {
    const { GUEST_SYSTEMS } = await import('../../../guest/systems.ts');
    const { thin } = GUEST_SYSTEMS[system];
    return { command: `disco compare make --guest ${name}${thin ? ' --monitors disco' : ''}` };
  },
});
