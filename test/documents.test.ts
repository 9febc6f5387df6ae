import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeAt, pathsOf } from '../src/config/schema.ts';
import { loadConfig, presetNames } from '../src/config.ts';
import { documentsOf } from '../src/replay/structure/documents/compose.ts';
import { differenceSentences, machineDifferences } from '../src/replay/structure/documents/differences.ts';
import { Documents, MACHINES, MONITORS } from '../src/replay/structure/documents/documents.ts';
import { loadStructure, loadStructures, STRUCTURES } from '../src/replay/structure/presets.ts';
import { Structure } from '../src/replay/structure/structure.ts';
import { refusal } from './refusal.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('documents');
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
describe('a structure of three documents', () => {
  test.each([
    ['irix', 'flash', 'irix-5.3', 'none'],
    ['disco', 'flash', 'irix-5.3', 'disco'],
    ['uma', 'uma', 'irix-5.3', 'none'],
    ['flash', 'separate', 'none', 'none'],
    ['dinero', 'dinero', 'none', 'none'],
  ])('is what the preset %s combines: %s, %s, %s', (preset, machine, guest, monitor) => {
    const { name: _, description: __, ...structure } = loadStructure(preset);
    expect(loadStructure({ machine, guest, monitor })).toEqual({ ...structure, name: 'unnamed' });
  });

  test.each(presetNames(STRUCTURES))(
    '%s is the same again from its documents, and from what replay reads',
    (preset) => {
      const structure = loadStructure(preset, ['run.seed=9']);
      expect(loadStructure(documentsOf(structure))).toEqual(structure);
      expect(loadStructure(structure)).toEqual(structure);
    },
  );

  test('takes any monitor on a machine that is a file of its own, named from where the structure stands', () => {
    file(
      'mine.yaml',
      'extends: uma\ncache: { l2: { sizeBytes: 256KiB } }\nmemory: { machineMB: 1GiB, pagesPerNode: 4096 }\n',
    );
    const mine = file('both.yaml', 'extends: irix\nname: both\nmachine: mine.yaml\nmonitor: disco\n');
    const [native, both] = loadStructures([{ extends: 'irix', machine: join(folder, 'mine.yaml') }, mine]);
    expect(machineDifferences([native, both])).toEqual([]);
    expect([both.cache.l2?.sizeBytes, both.numa?.pagesPerNode, both.monitor?.memory.machineMB]).toEqual([
      262144, 4096, 1024,
    ]);
    expect(both.name).toBe('both');
  });

  test('is changed in place or made from a document in place', () => {
    const changed = loadStructure({
      extends: 'disco',
      machine: { tlb: { entries: 128 } },
      monitor: { zeroedPages: false },
    });
    expect(changed).toEqual(loadStructure('disco', { 'tlb.entries': 128, 'monitor.zeroedPages': false }));
    const made = loadStructure({ extends: 'disco', machine: { extends: 'uma', tlb: { entries: 128 } } });
    expect([made.numa?.nodes, made.tlb.entries]).toEqual([1, 128]);
  });

  test('has its placement from the guest natively, from the monitor under it; the old path is both', () => {
    const both = ['guest.placement=roundRobin', 'monitor.placement=fillFirst'];
    expect(loadStructures(['irix', 'disco'], both).map(({ numa }) => numa?.placement)).toEqual([
      'roundRobin',
      'fillFirst',
    ]);
    const old = loadStructures(['irix', 'disco'], ['numa.placement=fillFirst']);
    expect(old.map(({ numa, monitor }) => [numa?.placement, monitor === null])).toEqual([
      ['fillFirst', true],
      ['fillFirst', false],
    ]);
  });

  test('has its CPUs and its memory from the machine, natively and under a monitor', () => {
    const [irix, disco] = loadStructures(['irix', 'disco'], ['machine.cpus=4', 'machine.memory.machineMB=512MiB']);
    expect([irix.cpus, disco.cpus, disco.monitor?.virtualCpus.cpus]).toEqual([4, undefined, 4]);
    expect(disco.monitor?.memory.machineMB).toBe(512);
    expect(loadStructure('disco', ['monitor.virtualCpus.cpus=4'])).toEqual(disco.monitor && loadStructure('disco', ['machine.cpus=4'])); // biome-ignore format: a line
    expect(loadStructures(['irix', 'disco'], ['monitor.virtualCpus.cpus=4'])[0].cpus).toBeUndefined();
  });

  test('keeps the guest’s placement where another system is named', () => {
    const set = ['numa.placement=roundRobin', 'guest=none'];
    expect(loadStructure('irix', set)).toMatchObject({ guest: 'none', numa: { placement: 'roundRobin' } });
  });
});

describe('what differs', () => {
  test('is told with whether the machine is the same', () => {
    expect(differenceSentences(loadStructures(['irix', 'disco']))).toEqual([
      'Same machine.',
      'What differs: monitor none / disco.',
    ]);
    const larger = loadStructure('disco', ['cache.l2.sizeBytes=2MiB', 'run.seed=2', 'monitor.placement=roundRobin']);
    expect(differenceSentences([loadStructure('irix'), larger])).toEqual([
      'Not the same machine: cache.l2.sizeBytes 1048576 / 2097152.',
      'What else differs: monitor none / disco; run.seed 1 / 2; placement firstTouch / roundRobin.',
    ]);
    expect(differenceSentences(loadStructures(['irix', 'irix']))).toEqual(['Same machine.']);
    expect(differenceSentences(loadStructures(['irix', '4vm', '8vm', '8vm-nfs']))[1]).toMatch(
      /^What differs: monitor none \/ disco \/ disco \/ disco; monitor\.disks\.kinds – \/ list A \/ list A \/ list B; monitor\.memory\.vmMB – \/ \[\] \/ \[\] \/ \[96,32,32,32,32,32,32,32\]; /,
    );
  });
});

describe('shapes', () => {
  test.each([
    ['48 KiB of 12 ways', { 'cache.l1d.sizeBytes': '48KiB', 'cache.l1d.ways': 12, 'cache.l1d.lineBytes': 64 }],
    ['36 KiB of 9 ways', { 'cache.l1i.sizeBytes': '36KiB', 'cache.l1i.ways': 9 }],
    ['1.25 MiB of 20 ways', { 'cache.l2.sizeBytes': '1.25MiB', 'cache.l2.ways': 20 }],
    ['a TLB of 48 entries', { 'tlb.entries': 48 }],
    ['a TLB of 1,536 entries of 12 ways', { tlb: { entries: 1536, ways: 12 } }],
  ])('may be %s', (_, settings) => {
    expect(loadStructure('disco', settings)).toMatchObject({ name: 'disco' });
  });

  test('say which two numbers contradict each other', () => {
    expect(refusal(() => loadStructure('disco', ['tlb.entries=1536', 'tlb.ways=10']))).toBe(
      '--set tlb.ways=10: tlb.ways: found 10: 1536 entries of 10 ways are 153.6 sets, expected a power of two',
    );
    expect(refusal(() => loadStructure('irix', ['cache.l1d.lineBytes=256']))).toBe(
      '--set cache.l1d.lineBytes=256: cache.l1d.lineBytes: found 256: coherence needs first-level lines no longer than those of l2 (128 bytes)',
    );
  });
});

/** A value that a node of a schema allows, other than `now`. */
function another(path: string, now: unknown): unknown {
  const node = nodeAt(Documents, path.split('.'));
  const nodes = node?.anyOf ?? (node === undefined ? [] : [node]);
  const words = nodes.flatMap((each) => (each as { enum?: string[]; const?: unknown }).enum ?? []);
  if (typeof now === 'boolean') return !now;
  if (Array.isArray(now)) return path.endsWith('vmMB') ? [32] : [];
  if (words.length > 0) return words.find((word) => word !== now && word !== 'none' && word !== 'splashos');
  if (typeof now === 'number') return now * 2;
  return nodes.some(({ type }) => type === 'integer' || type === 'number') ? 4096 : 'text';
}

describe('every key of the documents', () => {
  const whole = documentsOf(loadStructure('disco')) as Record<string, unknown>;
  const valueAt = (path: string): unknown =>
    path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], whole);
  const leaves = pathsOf(Documents).filter(
    (path) => !pathsOf(Documents).some((each) => each.startsWith(`${path}.`)) && !path.endsWith('kind') && !/name|description/.test(path), // biome-ignore format: a line
  );
  // Values that hold only together with others.
  const together: Record<string, object> = {
    'machine.cpus': { 'machine.cpus': 4 },
    'machine.cache.l1i.lineBytes': { 'machine.cache.l1i.lineBytes': 128 },
    'machine.cache.l1i.tag': { 'machine.cache.l1i.tag': 'virtual', 'machine.cache.l1d.tag': 'virtual', 'machine.cache.l1i.index': 'virtual' }, // biome-ignore format: a line
  };

  test('is there', () => expect(leaves.length).toBeGreaterThan(60));

  test.each(leaves)('%s is set by path and by object, to the same', (path) => {
    const value = another(path, valueAt(path)) ?? valueAt(path);
    const settings = together[path] ?? { [path]: value };
    const keys = path.split('.');
    const nested = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    const attempt = (load: () => Structure): unknown => {
      try {
        return load();
      } catch (error) {
        return (error as Error).message
          .replace(/^.*?: (?=[a-z])/, '')
          .replace(/^.*?(preset|structure|setting [\w.]+)[^a-z]*/, '');
      }
    };
    const byPath = attempt(() => loadStructure('disco', settings as Record<string, unknown>));
    const byText = attempt(() => loadStructure('disco', Object.entries(settings).map(([p, v]) => `${p}=${JSON.stringify(v)}`))); // biome-ignore format: a line
    expect(typeof byPath).toBe(typeof byText);
    if (typeof byPath === 'object') expect(byText).toEqual(byPath);
    if (together[path] !== undefined) return;
    const byObject = attempt(() => loadStructure({ extends: 'disco', ...(nested as object) }));
    expect(typeof byObject).toBe(typeof byPath);
    if (typeof byPath === 'object') {
      expect(byObject).toEqual(byPath);
      if (
        ![
          'machine.numa.disks',
          'monitor.disks.kinds',
          'monitor.sharedRegions',
          'monitor.homes',
          'guest.homes',
          'guest.placement',
          'guest.system',
          'seed',
        ].includes(path)
      )
        // biome-ignore format: a line
        expect(byPath).not.toEqual(loadStructure('disco'));
    } else expect(byPath).not.toMatch(/unknown key|no such/);
  });

  test.each(pathsOf(Structure).filter((path) => nodeAt(Structure, path.split('.'))?.properties === undefined))(
    'replay’s own path %s is still good',
    (path) => {
      const structure = loadStructure('disco', ['machine.cpus=4']);
      const now = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], structure);
      if (now === undefined) return; // natively only
      if (/^(name|description|seed)$/.test(path)) return;
      expect(loadStructure(structure, { [path]: now })).toEqual(structure);
    },
  );
});

test('monitors and machines have presets', () => {
  expect(presetNames(MONITORS)).toEqual(['disco', 'none']);
  expect(loadConfig(MACHINES, 'uma').numa?.nodes).toBe(1);
});
