import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MECHANISMS, settingOf, WHAT_IFS, withSettings } from '../../src/replay/ablation/mechanisms.ts';
import { type Monitored, planAblation } from '../../src/replay/ablation/plan.ts';
import { anything, factsOf, type TraceFacts } from '../../src/replay/ablation/trace-facts.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { MonitorShape } from '../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Trace } from '../../src/trace/words/trace.ts';
import { Mode, Privileged } from '../../src/trace/words/vocabulary.ts';

const irix = loadStructure('irix');
const discoWith = (...overrides: string[]) => loadStructure('disco', overrides) as Monitored;
const disco = discoWith();
const FACTS: TraceFacts = {
  cpus: 1,
  kernel: 1,
  privileged: 1,
  zeroPages: 1,
  freedPages: 1,
  diskRequests: 1,
  messages: 1,
  remaps: 1,
};
const ENTRIES = [...MECHANISMS, ...WHAT_IFS];

interface Node {
  properties?: Record<string, Node>;
  anyOf?: Node[];
}

/** Paths of all settings of the schema. */
function leaves(node: Node, path: string[] = []): string[] {
  const object = node.properties ? node : node.anyOf?.find(({ properties }) => properties);
  if (object?.properties === undefined) return [path.join('.')];
  return Object.entries(object.properties).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

describe('the list of mechanisms', () => {
  test('covers every switch of the monitor: a new one needs an entry', () => {
    const known = ENTRIES.flatMap(({ setting, parameters = [] }) => [setting, ...parameters]);
    const settings = leaves(z.toJSONSchema(MonitorShape) as Node);
    expect(settings.length).toBeGreaterThan(15);
    const isKnown = (path: string) => known.some((each) => path === each || path.startsWith(`${each}.`));
    expect(settings.filter((path) => !isKnown(path))).toEqual([]);
    for (const path of known) expect(settings.some((each) => each === path || each.startsWith(`${path}.`))).toBe(true);
  });

  test('has a name for each entry, and values that its switch takes', () => {
    expect(new Set(ENTRIES.map(({ name }) => name)).size).toBe(ENTRIES.length);
    for (const entry of ENTRIES)
      for (const value of entry.kind === 'mechanism' ? [entry.off, entry.on] : [entry.value])
        expect(
          settingOf((withSettings(disco, { [entry.setting]: value }) as Monitored).monitor, entry.setting),
        ).toEqual(value);
  });

  test('is all on in the preset, and everything off differs from it in each', () => {
    for (const { setting, off } of MECHANISMS) expect(settingOf(disco.monitor, setting)).not.toEqual(off);
  });

  test('each mechanism has a key of its own, in words for a command line', () => {
    const keys = MECHANISMS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('is described one by one in docs/explanation/mechanisms.md', () => {
    const text = readFileSync('docs/explanation/mechanisms.md', 'utf8');
    const prose = text.slice(0, text.indexOf('<!-- measured'));
    for (const { setting } of ENTRIES) expect(prose).toContain(`\`monitor.${setting}\``);
    for (const { name } of MECHANISMS) expect(prose.toLowerCase()).toContain(`## ${name}`.toLowerCase());
  });
});

describe('an ablation’s plan', () => {
  const nodes = discoWith(
    'numa.nodes=4', 'monitor.virtualCpus.cpus=2', 'monitor.virtualCpus.vms=2', 'monitor.network.peer=1',
  ); // biome-ignore format: a list
  const many = { ...FACTS, cpus: 4 };

  test('turns each mechanism off in the full monitor, and on in the bare one', () => {
    const plan = planAblation(irix, nodes, many);
    expect(plan.structures[0]).toBe(irix);
    expect(plan.structures[1]).toBe(nodes);
    expect(plan.mechanisms.map(({ mechanism }) => mechanism)).toEqual([...MECHANISMS]);
    const shapeOf = (n: number) => plan.structures[n].monitor!;
    for (const { setting, off } of MECHANISMS) expect(settingOf(shapeOf(plan.bare), setting)).toEqual(off);
    for (const { mechanism, without, alone } of plan.mechanisms)
      for (const other of MECHANISMS) {
        const [mine, here] = [other === mechanism, settingOf(nodes.monitor, other.setting)];
        expect(settingOf(shapeOf(without), other.setting)).toEqual(mine ? other.off : here);
        expect(settingOf(shapeOf(alone), other.setting)).toEqual(mine ? here : other.off);
      }
  });

  test('does not replay a structure twice: off of what is off is the monitor as given', () => {
    const plan = planAblation(irix, discoWith('monitor.zeroedPages=false'), FACTS);
    const zeroed = plan.mechanisms.find(({ mechanism }) => mechanism.name === 'zeroed pages')!;
    expect(zeroed.without).toBe(plan.full);
    expect(plan.structures[zeroed.alone].monitor!.zeroedPages).toBe(true);
    expect(new Set(plan.structures.map(({ name: _, description: __, ...rest }) => JSON.stringify(rest))).size).toBe(
      plan.structures.length,
    );
  });

  test.each([
    ['freedPages', 'freed-page hint'],
    ['zeroPages', 'zeroed pages'],
    ['diskRequests', 'copy-on-write disks'],
  ] as const)('leaves out what has no %s to act on', (fact, name) => {
    const idle = (facts: TraceFacts) => planAblation(irix, disco, facts).idle.map((each) => each.name);
    expect(idle(FACTS)).not.toContain(name);
    expect(idle({ ...FACTS, [fact]: 0 })).toContain(name);
  });

  test('leaves out calls for devices where neither disks nor the network are asked for anything', () => {
    const idle = (facts: Partial<TraceFacts>) =>
      planAblation(irix, disco, { ...FACTS, ...facts }).idle.filter(({ name }) => name === 'device calls');
    expect(idle({ diskRequests: 0, messages: 1 })).toEqual([]);
    expect(idle({ diskRequests: 1, messages: 0 })).toEqual([]);
    expect(idle({ diskRequests: 0, messages: 0 }).map(({ why }) => why)).toEqual(['no disk requests']);
  });

  test('leaves out what needs several nodes or CPUs, and larger pages where there are none', () => {
    const { idle, mechanisms } = planAblation(irix, disco, FACTS);
    expect(Object.fromEntries(idle.map(({ name, why }) => [name, why]))).toEqual({
      'remapping on the virtual subnet': 'nothing comes over the network',
      'network buffer free list': 'nothing comes over the network',
      'replicated monitor code': 'one CPU: nothing is remote',
      'moving hot pages': 'one CPU: nothing is remote',
      'a monitor on each node': 'one CPU: nothing is remote',
      'affinity of virtual CPUs': 'a CPU for each virtual CPU',
      'TLB tagged by VM': 'a CPU for each virtual CPU',
    });
    expect(mechanisms.map(({ mechanism: { name } }) => name)).toContain('device calls');
    const shared = planAblation(irix, nodes, { ...FACTS, cpus: 3 });
    expect(shared.idle).toEqual([]);
    const owned = planAblation(irix, nodes, { ...FACTS, cpus: 2 });
    expect(owned.idle.map(({ name }) => name)).toEqual(['affinity of virtual CPUs', 'TLB tagged by VM']);
    const large = planAblation(irix, discoWith('pageBytes=65536'), FACTS);
    expect(large.idle).toContainEqual({
      name: 'kernel in 64 KB pages',
      kind: 'what-if',
      why: 'all pages are as large',
    });
    const unmapped = planAblation(irix, discoWith('monitor.kernelSegment=unmapped'), FACTS);
    expect(unmapped.idle).toContainEqual({ name: 'kernel unmapped', kind: 'what-if', why: 'it is so already' });
  });

  test('turns a second-level TLB on with no more ways than it has entries', () => {
    const odd = discoWith('monitor.secondLevelTlb.entries=0', 'monitor.secondLevelTlb.ways=8192');
    expect(planAblation(irix, odd, FACTS).idle.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['second-level TLB', 'second-level TLB of 512']),
    );
  });
});

test('a trace’s facts are the events that a monitor acts on', async () => {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  encoder.event(Marker.mode, Mode.kernel);
  encoder.event(Marker.privileged, Privileged.readRegister);
  encoder.event(Marker.privileged, Privileged.tlbWriteRandom);
  encoder.reference(Kind.load, 0, 0x80001000, 4, 0);
  encoder.event(Marker.mode, Mode.user);
  encoder.reference(Kind.load, 0, 0x1000, 4, 0);
  const batch = encoder.finish();
  const trace: Trace = {
    header: { source: '', format: 'csv', cpus: 3, level: 'system', architecture: 'mips32', granuleBits: 4 },
    notes: [],
    batches: async function* () {
      yield batch;
    },
  };
  expect(await factsOf(trace, { guest: 'irix-5.3' })).toEqual({
    cpus: 1, kernel: 2, privileged: 1, zeroPages: 0, freedPages: 0, diskRequests: 0, messages: 0, remaps: 0,
  }); // biome-ignore format: a record
  expect(anything(trace)).toMatchObject({ cpus: 3, diskRequests: Number.POSITIVE_INFINITY });
});
