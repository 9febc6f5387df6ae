import { describe, expect, test } from 'vitest';
import {
  ablate,
  CONTEXT_COUNT,
  type CostPath,
  loadCosts,
  loadStructure,
  loadStructures,
  reproduce,
  type SettingPath,
  type Strand,
  type StructureInput,
  type StudyInput,
  sweep,
} from '../src/index.ts';
import { refusal } from './refusal.ts';

describe('structures and costs as objects', () => {
  test('are loaded as by name', () => {
    expect(loadStructures([{ extends: 'disco' }])[0]).toEqual(loadStructure('disco'));
    const input: StructureInput = {
      extends: 'disco',
      name: 'mine',
      machine: { extends: 'uma', cache: { l2: { sizeBytes: '256KiB' } }, memory: { machineMB: 512 } },
      monitor: { hotPages: null, virtualCpus: { vms: 2, quantumInstructions: '1M' } },
    };
    const mine = loadStructure(input, { 'tlb.entries': 128, 'run.seed': 3, zeroedPages: false });
    expect(mine).toMatchObject({
      name: 'mine',
      seed: 3,
      cache: { l2: { sizeBytes: 262_144 } },
      tlb: { entries: 128 },
      numa: { nodes: 1 },
      monitor: {
        zeroedPages: false,
        hotPages: null,
        memory: { machineMB: 512 },
        virtualCpus: { vms: 2, quantumInstructions: 1_000_000 },
      },
    });
    expect(loadStructure(mine)).toEqual(mine);
    expect(loadCosts({ extends: 'flash', l2: { hit: '25ns' }, clock: 800 }, { 'memory.remote': '2us' })).toMatchObject({
      boardCacheHit: { value: 25 },
      clock: { value: 800 },
      remoteMemory: { value: 2000 },
    });
  });

  test('have no keys that schemas do not know', () => {
    // @ts-expect-error
    expect(refusal(() => loadStructure({ extends: 'disco', tlb: { entrys: 4 } }))).toMatch(/did you mean "entries"/);
    // @ts-expect-error
    expect(refusal(() => loadStructure({ extends: 'disco', machin: 'uma' }))).toMatch(/did you mean "machine"/);
    // @ts-expect-error
    expect(refusal(() => loadStructure({ extends: 'disco', tlb: { entries: '4 pages' } }))).toMatch(/found "4 pages"/);
    // @ts-expect-error
    expect(refusal(() => loadStructure('disco', { 'tlb.entrys': 4 }))).toMatch(/unknown key "tlb\.entrys"/);
    // @ts-expect-error
    expect(refusal(() => loadCosts({ extends: 'flash', l3: { hit: 4 } }))).toMatch(/unknown key "l3"/);
    // @ts-expect-error
    expect(refusal(() => loadCosts('flash', { localMemry: 4 }))).toMatch(/unknown key "localMemry"/);
  });
});

describe('paths of settings', () => {
  test('are those of the schemas', async () => {
    const good: SettingPath[] = [
      'tlb.entries',
      'machine.tlb.entries',
      'monitor.hotPages.trigger',
      'monitor.virtualCpus.cpus',
      'numa.placement',
      'guest.placement',
      'memory.vmMB',
      'run.seed',
      'remoteMemory',
      'memory.remote',
      'costs.l2.hit',
    ];
    // @ts-expect-error
    const bad: SettingPath = 'tlb.entrys';
    // @ts-expect-error
    const ambiguous: SettingPath = 'placement';
    // @ts-expect-error
    const worse: CostPath = 'l3.hit';
    expect(new Set([...good, bad, ambiguous, worse]).size).toBe(14);
    // @ts-expect-error
    const study: StudyInput = { traces: ['make'], vary: { 'tlb.entrys': [1] } };
    await expect(sweep(study)).rejects.toThrow('did you mean "tlb.entries"?');
  });
});

test('what documented shapes need is exported, and whole experiments are functions', async () => {
  const strand: Strand = { cpu: 0, vm: 0, lock: -1, around: [] };
  expect([strand.cpu, CONTEXT_COUNT > 0]).toEqual([0, true]);
  await expect(reproduce([], { set: ['tlb.entries=1'] })).resolves.toEqual([]);
  await expect(ablate('make', { structures: ['disco', 'irix'] })).rejects.toThrow('irix has no monitor');
});
