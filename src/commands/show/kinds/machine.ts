import { documentKind } from '../document.ts';

export const machineKind = documentKind({
  name: 'machine',
  plural: 'machines',
  group: 'What you replay it on',
  line: 'CPUs, caches, TLBs and nodes',
  load: async () => ({ kind: (await import('../../../replay/structure/documents/documents.ts')).MACHINES }),
  entry: (name) => ({ command: `disco compare radix8 --machine ${name}` }),
});
