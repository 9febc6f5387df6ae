import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MACHINE_FILE, MACHINE_FORMAT } from '../../../src/trace/recorder/system/machine.ts';
import { disco } from '../../command-line.ts';
import { temporaryFolder } from '../../temporary.ts';

/** Records in a machine whose emulator is this script of a shell; null: there is none. */
async function recordWith(script: string | null): Promise<string> {
  const folder = temporaryFolder('emulator');
  const emulator = join(folder, 'emulator');
  if (script !== null) writeFileSync(emulator, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const machine = join(folder, 'machine');
  mkdirSync(machine);
  writeFileSync(join(machine, 'vmlinux'), '');
  const nothing = { initrd: null, disk: null, symbols: null, vmcoreinfo: null, release: null };
  const description = { format: MACHINE_FORMAT, name: 'test', emulator, cpu: '34Kf', memory: 64, kernel: 'vmlinux', append: '', ...nothing }; // biome-ignore format: a line
  writeFileSync(join(machine, MACHINE_FILE), JSON.stringify(description));
  const { code, stderr } = await disco(['record', '--with', 'qemu-system', '--machine', machine, '--', 'ls']);
  expect(code).toBe(2);
  return stderr.replaceAll(folder, 'FOLDER');
}

test('an emulator that is missing is named, with its package', async () => {
  expect(await recordWith(null)).toMatch(
    /^disco: the emulator FOLDER\/emulator is not installed; install the package qemu-system-mips \(apt-get install --no-install-recommends qemu-system-mips\)/,
  );
});

test('an emulator without plugins, and another program, are refused', async () => {
  expect(await recordWith('echo "QEMU emulator version 7.2"; echo "-name string"')).toMatch(
    /^disco: FOLDER\/emulator takes no plugins; Debian's package qemu-system-mips has an emulator that does/,
  );
  expect(await recordWith('echo hello')).toMatch(
    /^disco: FOLDER\/emulator is no emulator of QEMU; expected one such as/,
  );
});
