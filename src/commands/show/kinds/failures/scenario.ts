import { documentKind } from '../../document.ts';

export const scenarioKind = documentKind({
  name: 'scenario',
  plural: 'scenarios',
  group: 'What to look at',
  line: 'hardware that fails, and when',
  load: async () => ({ kind: (await import('../../../../failures/scenario/scenario.ts')).SCENARIOS }),
  entry: async (name) => ({ command: `disco failures synthetic:pmake8 --scenario ${name}` }),
});
