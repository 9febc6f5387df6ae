import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/entry.ts';
import { makeTrace } from '../../src/catalogue/make.ts';
import { loadConfig } from '../../src/config.ts';
import { disco } from '../command-line.ts';
import { lacks } from '../needs.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('record');

/** Events that a replay on the bare machine counts. */
async function events(trace: string): Promise<Record<string, number>> {
  const { stdout } = await disco(['replay', trace, '--structure', 'irix', '--json']);
  return (JSON.parse(stdout) as { events: Record<string, number> }).events;
}

describe.skipIf(lacks('cc', 'qemu-x86_64'))(
  'recording our own programs again (needs qemu-user and a C compiler)',
  () => {
    test.each([
      ['false-sharing', 'falseSharingMiss'],
      ['gups', 'tlbMiss'],
      ['pointer-chase', 'capacityMiss'],
    ])('%s has as many %s as the trace that comes along', async (name, event) => {
      const out = join(folder, `${name}.arrow`);
      const { recipe } = loadConfig(CATALOGUE, name);
      const { references, stores } = await makeTrace(name, recipe!, { out });
      expect(Math.abs(stores / recipe!.stores! - 1)).toBeLessThan(0.02);
      expect(references).toBeGreaterThan(0.9 * recipe!.references);
      const [again, shipped] = [(await events(out))[event], (await events(name))[event]];
      expect(shipped).toBeGreaterThan(1000);
      expect(Math.abs(again / shipped - 1)).toBeLessThan(0.1);
    });
  },
);
