import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/config/settings.ts';
import { EXPLANATIONS } from '../../src/explain/explanations.ts';
import { figure } from '../../src/explain/figure.ts';
import { again, goOn } from '../../src/explain/shown/go-on.ts';
import { MECHANISMS } from '../../src/replay/ablation/mechanisms.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { sortSettings } from '../../src/settings/sort.ts';
import { shipped } from '../../src/trace/open.ts';
import { isWorkload, loadWorkload } from '../../src/trace/synthetic/index.ts';
import { ALL, KEYS, ROWS } from './rows.ts';

const of = <K extends string>(rows: readonly object[], ...names: K[]): Record<K, number>[] =>
  rows.map(
    (row) =>
      Object.fromEntries(names.map((name) => [name, (row as Record<string, number>)[name]])) as Record<K, number>,
  );

test('every mechanism is explained', () => {
  expect(KEYS.toSorted()).toEqual(MECHANISMS.map(({ key }) => key).sort());
  for (const [key, { key: own, varies }] of ALL) {
    expect(own).toBe(key);
    const { setting } = MECHANISMS.find((mechanism) => mechanism.key === key)!;
    if (varies.length > 0) expect(varies).toContain(setting);
  }
});

test.each([
  ['hot-pages', ['migrated', 'replicated'], /^no page misses often enough to move, and [\d.]+ % of the misses are local; /],
  ['copy-on-write-disks', ['diskRequests'], /^8 virtual machines that share the text of their kernels, .* the trace has no disk requests$/],
] as const)('%s says where nothing of its kind happens', (key, none, sentence) => {
  const rows = ROWS[key].map((row) => ({ ...row, ...Object.fromEntries(none.map((name) => [name, 0])) }));
  expect(EXPLANATIONS[key].sentence(rows)).toMatch(sentence);
}); // biome-ignore format: a table

describe.each(ALL)('%s', (key, { source, structure, set = [], next, ...explanation }) => {
  const rows = ROWS[key];

  test('is of a trace that comes along, or of a workload, and of settings that exist', () => {
    const { trace } = source;
    if (isWorkload(trace)) expect(loadWorkload(trace.slice('synthetic:'.length)).name).toBe('pmake8');
    else expect(shipped(trace)).not.toBe(trace);
    const among = isWorkload(trace) ? (['structure', 'workload'] as const) : (['structure'] as const);
    const sorted = sortSettings([...set, ...(source.set ?? [])], among);
    expect(loadStructure(structure, sorted.structure).monitor).not.toBeNull();
    expect(settingsOf([...set]).length).toBe(set.length);
    const { exercise } = explanation;
    for (const [folder, ending] of [
      ['jupyter', 'ipynb'],
      ['observable', 'html'],
    ])
      if (exercise !== undefined) expect(existsSync(`notebooks/${folder}/${exercise}.${ending}`)).toBe(true);
    for (const command of next) expect(command).toMatch(/^disco (explain|compare|sweep|ablate|services|reproduce) \S/);
  });

  test('goes on with the trace that was given, as it was asked for, or with another by name', () => {
    const mechanism = MECHANISMS.find((each) => each.key === key)!;
    const whole = { source, structure, set, next, ...explanation };
    const asked = {
      mechanism,
      explanation: whole,
      asked: ['tlb.ways=2', 'workload.seed=2'],
      options: ['--costs origin', '--no-filter'],
    };
    const given = { ...asked, trace: 'my trace.arrow', isDefault: false };
    for (const command of goOn(given)) {
      if (/^disco reproduce |^disco explain \S+ --trace \w/.test(command)) continue;
      expect(command).toMatch(/^disco (explain \S+ (.* )?--trace|\w+) 'my trace\.arrow'/);
      expect(command).toMatch(/ --set tlb\.ways=2 --costs origin\b/);
      expect(command.includes('--no-filter')).toBe(!command.startsWith('disco sweep'));
      expect(command).not.toContain('workload.');
    }
    for (const one of [given, { ...given, trace: 'radix8', asked: [], options: [] }])
      expect(goOn(one)).not.toContain(again(one));
    const own = { ...asked, trace: source.trace, isDefault: true, asked: [], options: [] };
    expect(goOn(own)).toEqual(next);
  });

  test('says nothing in its sentence that is not of the rows', () => {
    const said = explanation.sentence(rows);
    expect(said).toMatch(/^[^A-Z.]/);
    expect(said).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(said.match(/\d[\d,.]*/g)!.length).toBeGreaterThanOrEqual(2);
    // Other rows, another sentence: each number of the rows doubled.
    const doubled = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'number' && !/^(vms|accesses|quantum|entries|from|to|share|cpu)$/.test(name)
            ? 2 * value
            : value,
        ]),
      ),
    );
    expect(explanation.sentence(doubled)).not.toBe(said);
  });

  test('draws the same from the same rows', () => {
    const draw = () => JSON.stringify(figure({ source, structure, next, ...explanation }, rows, 'One.', 340));
    expect(draw()).toBe(draw());
  });
});

describe('the rows', () => {
  test('of second-level TLBs: the larger, the fewer misses reach the guest, nearly; what is not answered is forwarded', () => {
    const rows = of(ROWS['second-level-tlb'], 'entries', 'tlbMisses', 'answered', 'forwarded', 'hitPercent');
    expect(rows.map(({ entries }) => entries)).toEqual([0, 64, 128, 256, 512, 1024, 2048, 4096, 8192]);
    for (const [n, row] of rows.entries()) {
      expect(row.answered + row.forwarded).toBe(row.tlbMisses);
      expect(row.hitPercent).toBeCloseTo((100 * row.answered) / row.tlbMisses, 9);
      if (n > 0) expect(row.forwarded).toBeLessThanOrEqual(rows[n - 1].forwarded);
    }
  });

  test('of the special register page: every access is an entry or a load or store of the page; other entries stay', () => {
    const [off, hand, patched] = of(ROWS['special-register-page'], 'registers', 'exceptions', 'tlb', 'cacheOperations', 'interrupts', 'others', 'patches', 'entries', 'pageAccesses');
    for (const row of [hand, patched]) {
      expect(row.registers + row.pageAccesses - row.patches).toBeLessThanOrEqual(off.registers);
      expect(row.registers).toBeLessThan(off.registers);
      expect([row.exceptions, row.tlb, row.cacheOperations, row.interrupts, row.others]).toEqual([off.exceptions, off.tlb, off.cacheOperations, off.interrupts, off.others]);
      expect(row.entries).toBe(row.registers + row.exceptions + row.tlb + row.cacheOperations + row.interrupts + row.others);
    }
    expect([off.pageAccesses, off.patches, hand.patches]).toEqual([0, 0, 0]);
    expect(hand.registers + hand.pageAccesses).toBe(off.registers);
  });

  test('of ready entries: they never decrease, and are at most as many as TLB writes', () => {
    const rows = ROWS['ready-entries'];
    for (const name of ['kept ready in pmap', 'made at each TLB write']) {
      const own = of(rows.filter(({ entries }) => entries === name), 'share', 'made', 'tlbWrites');
      expect([own[0].share, own.at(-1)!.share]).toEqual([0, 100]);
      for (const [n, { made, tlbWrites }] of own.entries()) {
        expect(made).toBeLessThanOrEqual(tlbWrites);
        if (n > 0) expect(made).toBeGreaterThanOrEqual(own[n - 1].made);
      }
    }
  });

  test('of affinity: a virtual CPU that keeps to its CPU meets fewer lines that are new to it', () => {
    const rows = of(ROWS.affinity, 'quantum', 'cold');
    for (let n = 0; n < rows.length; n += 2) {
      expect(rows[n].quantum).toBe(rows[n + 1].quantum);
      expect(rows[n].cold).toBeLessThan(rows[n + 1].cold);
    }
  });

  test('of hot pages: stretches follow each other; more misses are local where pages move, which they do nowhere else', () => {
    const [stay, move] = ['pages stay', 'pages move'].map((name) => of(ROWS['hot-pages'].filter(({ pages }) => pages === name), 'from', 'to', 'localMisses', 'misses', 'migrated'));
    const sum = (rows: typeof stay, name: keyof (typeof stay)[0]) => rows.reduce((total, row) => total + row[name], 0);
    for (const rows of [stay, move]) {
      expect([rows[0].from, rows.at(-1)!.to]).toEqual([0, 100]);
      for (const [n, { from, localMisses, misses }] of rows.entries()) {
        if (n > 0) expect(from).toBe(rows[n - 1].to);
        expect(localMisses).toBeLessThanOrEqual(misses);
      }
    }
    expect([sum(stay, 'migrated'), sum(move, 'migrated')]).toEqual([0, 1819]);
    expect(sum(move, 'localMisses') / sum(move, 'misses')).toBeGreaterThan(sum(stay, 'localMisses') / sum(stay, 'misses'));
  });

  test('of replicated code: the monitor reads more from other nodes where its code is on one', () => {
    const sum = (name: string) => of(ROWS['replicated-code'].filter(({ code }) => code === name), 'remote').reduce((total, { remote }) => total + remote, 0);
    expect(sum('code on every node')).toBeLessThan(sum('code on node 0'));
  });

  test('of copy-on-write disks: parts add up; without sharing the machine has what its machines see, and one machine shares with nobody', () => {
    const rows = of(ROWS['copy-on-write-disks'], 'vms', 'machineMB', 'guestsMB', 'diskRequests', 'blocksMapped', 'kernelText', 'kernelData', 'bufferCache', 'monitor', 'replicas', 'programs', 'free');
    for (let n = 0; n < rows.length; n += 2) {
      const [shared, own] = [rows[n], rows[n + 1]];
      for (const row of [shared, own])
        expect(row.kernelText + row.kernelData + row.bufferCache + row.monitor + row.replicas + row.programs + row.free).toBeCloseTo(row.machineMB, 9);
      expect(own.machineMB).toBe(own.guestsMB);
      expect(own.blocksMapped).toBe(0);
      if (shared.vms === 1) expect(shared).toEqual(own);
      else {
        expect(shared.machineMB).toBeLessThan(own.machineMB);
        expect(shared.diskRequests).toBeLessThan(own.diskRequests);
        expect(shared.kernelText * shared.vms).toBe(own.kernelText);
      }
    }
  });

  test('of zeroed pages: asked of the monitor, none is cleared twice', () => {
    const [asked, again] = of(ROWS['zeroed-pages'], 'byMonitor', 'byGuest', 'faults');
    expect([asked.byGuest, asked.byMonitor]).toEqual([0, asked.faults]);
    expect(again.byMonitor).toBe(again.faults);
    expect(again.byGuest).toBeGreaterThan(0);
  });

  test('of freed pages: none is on a free list where they are taken back', () => {
    const [taken, kept] = ['taken back at once', 'kept on the free list'].map((name) => of(ROWS['freed-pages'].filter(({ freed }) => freed === name), 'clock', 'machineMB', 'freeMB'));
    expect(new Set(taken.map(({ freeMB }) => freeMB))).toEqual(new Set([0]));
    expect(taken.at(-1)!.machineMB + kept.at(-1)!.freeMB).toBeCloseTo(kept.at(-1)!.machineMB, 9);
  });

  test('of device calls: so many traps for each request as there are accesses, and a call otherwise', () => {
    const [call, ...traps] = of(ROWS['device-calls'], 'accesses', 'diskRequests', 'traps', 'calls', 'perRequest');
    expect([call.traps, call.perRequest]).toEqual([0, 1]);
    for (const row of traps) expect([row.traps, row.perRequest, row.calls + row.diskRequests]).toEqual([row.accesses * row.diskRequests, row.accesses, call.calls]);
    // The bars are those of the sentence: calls for pages are in neither.
    const drawn = JSON.stringify(figure(EXPLANATIONS['device-calls'], ROWS['device-calls'], 'One.', 640));
    const said = EXPLANATIONS['device-calls'].sentence(ROWS['device-calls']);
    for (const bar of [call.calls - traps[0].calls, traps[1].traps]) for (const text of [drawn, said]) expect(text).toContain(bar.toLocaleString('en-US'));
  });

  test('of the virtual subnet: what a step maps is not copied, and what clients see stays', () => {
    const [none, subnet, both] = of(ROWS['subnet-remap'], 'copiedMB', 'mappedMB', 'copyOnWriteFaults', 'seenMB', 'cachedMB');
    expect(subnet.copiedMB + subnet.mappedMB).toBeCloseTo(none.copiedMB, 9);
    // The pages of copy-on-write faults are copied after all.
    expect(both.copiedMB + both.mappedMB - (both.copyOnWriteFaults * 4096) / 2 ** 20).toBeCloseTo(none.copiedMB, 9);
    expect(new Set([none.seenMB, subnet.seenMB, both.seenMB]).size).toBe(1);
    expect(both.cachedMB).toBeLessThan(subnet.cachedMB);
  });

  test('of the remap call: one copy of a block instead of two', () => {
    const rows = of(ROWS['remap-call'], 'vms', 'cachedMB', 'copiedMB', 'pagesMapped');
    for (let n = 0; n < rows.length; n += 2) {
      expect(rows[n].cachedMB).toBeLessThan(rows[n + 1].cachedMB);
      expect(rows[n].pagesMapped).toBe(2 * rows[n + 1].pagesMapped);
    }
  });

  test('of the buffer free list: in the pages, each that the subnet maps is copied', () => {
    const [within, elsewhere] = of(ROWS['buffer-free-list'], 'pagesMapped', 'copyOnWriteFaults', 'copiedMB');
    expect(within.pagesMapped).toBe(elsewhere.pagesMapped);
    expect(within.copyOnWriteFaults).toBe(within.pagesMapped / 2);
    const pages = within.copyOnWriteFaults - elsewhere.copyOnWriteFaults;
    expect(within.copiedMB - elsewhere.copiedMB).toBeCloseTo((pages * 4096) / 2 ** 20, 9);
  });
}); // biome-ignore format: long lines
