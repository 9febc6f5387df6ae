import { expect, test } from 'vitest';
import { commandOf, isOwnKind } from '../../src/commands/show/reference/settings.ts';
import { loadConfig } from '../../src/config.ts';
import { loadStructures } from '../../src/replay/structure/presets.ts';
import { settingFacts } from '../../src/settings/facts.ts';
import { place, settingPaths } from '../../src/settings/place.ts';
import { matches } from '../../src/settings/walk.ts';
import { WORKLOADS } from '../../src/trace/synthetic/index.ts';

const all = settingFacts();
const isNumber = (node: (typeof all)[number]['node']): boolean =>
  node.type === 'integer' || node.type === 'number' || node.anyOf?.some(isNumber) === true;

/** Numbers that count nothing. */
const NO_UNIT = ['run.seed', 'workload.seed'];

test('every setting has a meaning, and every number a unit', () => {
  expect(all.filter(({ meaning }) => meaning.length < 5).map(({ name }) => name)).toEqual([]);
  expect(all.filter(({ node }) => isNumber(node) && !node.unit).map(({ name }) => name)).toEqual(NO_UNIT);
});

test('every path that can be set is one of them', () => {
  const { structure, costs, workload, recovery } = settingPaths();
  const own = new Set(all.map(({ path }) => path));
  const isGroup = (path: string): boolean => all.some(({ pattern }) => matches(pattern.slice(0, path.split('.').length), path.split('.'))); // biome-ignore format: a line
  const isKnown = (path: string): boolean => own.has(path) || isGroup(path) || all.some(({ pattern }) => matches(pattern, path.split('.'))); // biome-ignore format: a line
  const inFull = structure.filter((path) => /^(machine|guest|monitor)\./.test(path) && !/^monitor\.(memory\.machineMB|virtualCpus\.cpus)$/.test(path)); // biome-ignore format: a line
  expect(inFull.filter((path) => !isKnown(path))).toEqual([]);
  expect(recovery.filter((path) => !isKnown(`recovery.${path}`))).toEqual([]);
  const values = workload.filter((path) => !/\.(value|kind|source)$/.test(path));
  expect(values.filter((path) => !isKnown(`workload.${path}`))).toEqual([]);
  expect(costs.filter((path) => path.includes('.')).filter((path) => !isKnown(`costs.${path}`))).toEqual([]);
});

test('what the commands of settings set is what the presets have, and is taken', () => {
  const byTrace = new Map<string, string[]>();
  for (const setting of all.filter(({ inList, document }) => !inList && !isOwnKind(document))) {
    const [, trace, text] = /^disco compare (\S+) --set (\S+)$/.exec(commandOf(setting)) ?? [];
    if (text === undefined) continue;
    expect(place(text.split('=')[0].split('.'), ['structure', 'costs', 'workload']), text).toMatchObject({
      of: setting.of,
    });
    byTrace.set(trace, [...(byTrace.get(trace) ?? []), text]);
  }
  const structure = byTrace.get('radix8')!;
  expect(structure.length).toBeGreaterThan(80);
  const given = ['irix', 'disco'];
  const set = loadStructures(
    given,
    structure.filter((text) => text !== 'monitor.kind=disco'),
  );
  expect(set).toEqual(loadStructures(given).map((each) => ({ ...each, guestProfile: expect.anything() })));
  byTrace.delete('radix8');
  for (const [trace, texts] of byTrace) loadConfig(WORKLOADS, trace.replace('synthetic:', ''), texts.map((text) => text.replace(/^workload\./, ''))); // biome-ignore format: a line
});
