import { documentKind } from '../document.ts';

export const studyKind = documentKind({
  name: 'study',
  plural: 'studies',
  group: 'What to look at',
  line: 'what-ifs that sweeps answer',
  load: async () => ({ kind: (await import('../../../sweep/study/study.ts')).STUDIES }),
  entry: (name) => ({ command: `disco sweep ${name}` }),
});
