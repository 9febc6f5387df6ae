import { documentKind } from '../document.ts';

export const workloadKind = documentKind({
  name: 'workload',
  plural: 'workloads',
  group: 'What you replay',
  line: "the paper's, synthetic: a trace named synthetic:NAME",
  alias: (name) => name.replace(/^synthetic:/, ''),
  load: async () => ({ kind: (await import('../../../trace/synthetic/index.ts')).WORKLOADS }),
  entry: async (name, { instructions, cpus }) => ({
    size: { amount: instructions.value, unit: 'instructions' },
    cpus: cpus.value,
    command: `disco compare synthetic:${name}`,
  }),
});
