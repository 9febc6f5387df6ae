import { documentKind } from '../document.ts';

export const studyKind = documentKind({
  name: 'study',
  plural: 'studies',
  group: 'What to look at',
  line: 'what-ifs that sweeps answer',
  load: async () => ({ kind: (await import('../../../sweep/study/study.ts')).STUDIES }),
  entry: async (name, { traces, structures, vary }) => {
    const { fileOf } = await import('../../../sweep/study/reading.ts');
    const { nameOfGiven } = await import('../../../sweep/study/study.ts');
    const over = `Traces: ${traces.map(fileOf).join(', ')}. Structures: ${structures.map(nameOfGiven).join(', ')}.`;
    return { more: [`${over} Varies: ${Object.keys(vary).join(', ')}.`], command: `disco sweep ${name}` };
  },
});
