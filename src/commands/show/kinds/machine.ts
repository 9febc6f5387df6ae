import { documentKind } from '../document.ts';

export const machineKind = documentKind({
  name: 'machine',
  plural: 'machines',
  group: 'What you replay it on',
  line: 'CPUs, caches, TLBs and nodes',
  load: async () => ({ kind: (await import('../../../replay/structure/documents/documents.ts')).MACHINES }),
  // A monitor that moves pages takes CPUs that share memory.
  entry: async (name, { numa }) => ({
    command: `disco compare radix8 --machine ${name}${numa === null ? ' --monitors none' : ''}`,
  }),
});
