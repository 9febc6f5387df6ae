import { documentKind } from '../document.ts';

export const structureKind = documentKind({
  name: 'structure',
  plural: 'structures',
  group: 'What you replay it on',
  line: 'a machine, a guest and a monitor together',
  load: async () => {
    const { documentsOf } = await import('../../../replay/structure/documents/compose.ts');
    const { STRUCTURES } = await import('../../../replay/structure/presets.ts');
    return { kind: STRUCTURES, document: documentsOf };
  },
  entry: async (name) => ({ command: `disco replay radix8 --structure ${name}` }),
});
