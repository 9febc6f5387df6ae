import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { MACHINE_FILE, MACHINE_FORMAT, readMachine } from '../../../src/trace/recorder/system/machine.ts';
import { temporaryFolder } from '../../temporary.ts';

const GOOD = {
  format: MACHINE_FORMAT,
  name: 'malta',
  emulator: 'qemu-system-mipsel',
  cpu: '34Kf',
  memory: 256,
  kernel: 'vmlinux',
  initrd: null,
  disk: 'disk.img',
  symbols: null,
  vmcoreinfo: null,
  append: 'console=ttyS0 nokaslr',
  release: '6.1.0-50-4kc-malta',
};

/** A folder with the description, and with a kernel and a disk. */
function folderWith(description: unknown): string {
  const folder = temporaryFolder('machine');
  for (const name of ['vmlinux', 'disk.img']) writeFileSync(join(folder, name), '');
  writeFileSync(
    join(folder, MACHINE_FILE),
    typeof description === 'string' ? description : JSON.stringify(description),
  );
  return folder;
}

/** The message with which reading a folder is refused: a UserError's. */
async function refusal(folder: string): Promise<string> {
  const error = await readMachine(folder).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message;
}

const told = (description: unknown) => refusal(folderWith(description));

describe('the folder of a machine', () => {
  test('is read, with whole paths', async () => {
    const folder = folderWith(GOOD);
    expect(await readMachine(folder)).toEqual({
      ...GOOD,
      folder,
      kernel: join(folder, 'vmlinux'),
      disk: join(folder, 'disk.img'),
    });
  });

  test('that is missing, no folder or has no description is refused, with what makes one', async () => {
    const folder = temporaryFolder('machine');
    expect(await refusal(join(folder, 'none'))).toMatch(
      /^there is no folder .*none with a machine to record; make one by disco record --prepare malta$/,
    );
    expect(await refusal(folder)).toMatch(/it has no file machine\.json; make one by disco record/);
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal(join(folder, 'file'))).toMatch(/file is no folder; expected one/);
    mkdirSync(join(folder, MACHINE_FILE));
    expect(await refusal(folder)).toMatch(/it has no file machine\.json/);
  });

  test('of another format, or that is no JSON, is to be made again', async () => {
    for (const format of [MACHINE_FORMAT - 1, MACHINE_FORMAT + 1])
      expect(await told({ ...GOOD, format })).toContain(
        `has format ${format}, this version of disco knows ${MACHINE_FORMAT}; make it again`,
      );
    expect(await told('{')).toMatch(/machine\.json is no JSON/);
    expect(await told('[]')).toMatch(/machine\.json: /);
    expect(await told('null')).toMatch(/machine\.json: /);
  });

  test.each([
    ['memory', 257],
    ['memory', 0],
    ['memory', 1.5],
    ['cpu', '34Kf,x'],
    ['name', ''],
    ['append', 'a\nb'],
    ['kernel', '/etc/passwd'],
    ['kernel', '../vmlinux'],
    ['disk', 'a/../../b'],
    ['initrd', undefined],
    ['emulator', 'a,b'],
    ['unknown', 1],
  ])('with %s %j is refused with the field', async (field, value) => {
    expect(await told({ ...GOOD, [field]: value })).toContain(field);
  });

  test('at both ends of the memory is read', async () => {
    for (const memory of [1, 256]) expect((await readMachine(folderWith({ ...GOOD, memory }))).memory).toBe(memory);
  });

  test('that names a file which is not there is refused with both', async () => {
    expect(await told({ ...GOOD, symbols: 'kallsyms' })).toMatch(
      /machine\.json: symbols: there is no file .*kallsyms; /,
    );
  });
});
