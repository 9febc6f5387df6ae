import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needed } from '../src/commands/doctor/programs.ts';
import { disco } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

/** Carries out `disco doctor` where PATH has these programs alone, scripts of a shell. */
async function doctor(programs: Record<string, string>, args: string[] = []): Promise<string> {
  const folder = temporaryFolder('doctor');
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const { PATH, CHROMIUM } = process.env;
  Object.assign(process.env, { PATH: folder, CHROMIUM: join(folder, 'chromium') });
  try {
    const { code, stdout, stderr } = await disco(['doctor', ...args]);
    expect([code, stderr]).toEqual([0, '']);
    // A path stands in a line of its own where it does not fit behind the name.
    return stdout.replaceAll(folder, 'PATH').replace(/:\n +(?=PATH)/g, ', ');
  } finally {
    process.env.PATH = PATH;
    if (CHROMIUM === undefined) delete process.env.CHROMIUM;
    else process.env.CHROMIUM = CHROMIUM;
  }
}

describe('disco doctor', () => {
  test('says of every program that is missing what it is for and how to get it, and does not fail', async () => {
    const text = await doctor({});
    for (const { name, packages } of needed()) {
      expect(text).toContain(`  - ${name}: not found\n`);
      expect(text.replace(/\n +/g, ' ')).toContain(`apt-get install ${packages}`);
    }
    const lines = text.split('\n').filter((line) => !/^ {2}. \/|^ {4}\//.test(line)); // a path is whole, however long
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  test('says version and path of what is there, whatever it prints and however it ends', async () => {
    const text = await doctor({
      valgrind: 'echo valgrind-3.99.1',
      'qemu-x86_64': 'echo "version 9.8.7 (Debian)" >&2; exit 1',
      xz: 'exit 3',
      lz4: 'kill -9 $$',
    });
    expect(text).toContain('  + Valgrind 3.99.1, PATH/valgrind\n');
    expect(text).toContain('  + QEMU, user mode 9.8.7, PATH/qemu-x86_64\n');
    expect(text).toContain('  + xz, PATH/xz\n');
    expect(text).toContain('  + lz4, PATH/lz4\n');
    expect(text).toContain('  - Redis: not found\n');
  });

  test('prints the same as JSON', async () => {
    const { disco: version, node, programs, packages, folders } = JSON.parse(await doctor({ xz: 'echo xz 5.4.1' }, ['--json'])); // biome-ignore format: a line
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(node).toEqual({ release: process.version.slice(1), path: process.execPath, problem: null });
    const found = Object.fromEntries(programs.map(({ name, release }: { name: string; release: string | null }) => [name, release])); // biome-ignore format: a line
    expect(found).toMatchObject({ xz: '5.4.1', Valgrind: null });
    expect(packages).toHaveLength(2);
    expect(folders).toHaveLength(5);
    for (const { path, what, writable } of folders) expect([typeof path, typeof what, typeof writable]).toEqual(['string', 'string', 'boolean']); // biome-ignore format: a line
  });
});
