import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMachine } from '../../../../src/trace/recorder/system/machine.ts';
import { disco } from '../../../command-line.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { type Fake, withFakes } from './fakes.ts';

const needsKeyring = test.skipIf(!existsSync('/usr/share/keyrings/debian-archive-keyring.gpg'));

/** Prepares a machine in an empty folder by programs that do as if. Returns what is said, with that folder as FOLDER, and what is in it. */
async function prepare(others: Partial<Record<Fake, string | null>>, ...args: string[]) {
  const around = temporaryFolder('prepare');
  const { code, stderr } = await withFakes(others, () =>
    disco(['record', '--prepare', 'malta', '--folder', join(around, 'malta'), ...args]),
  );
  return { code, said: stderr.replaceAll(around, 'FOLDER'), around, left: readdirSync(around) };
}

describe('disco record --prepare malta (needs debian-archive-keyring)', () => {
  needsKeyring('makes a folder that can be read, from the newest kernel of the machine', async () => {
    const { code, said, around, left } = await prepare({});
    expect([said, code, left]).toEqual([expect.stringMatching(/\nmade: FOLDER\/malta, Linux 6\.1\.0-50-4kc-malta, 2 packages\n$/), 0, ['malta']]); // biome-ignore format: a line
    const machine = await readMachine(join(around, 'malta'));
    expect(machine).toMatchObject({
      release: '6.1.0-50-4kc-malta',
      packages: ['k.deb', 'busybox-static_1%3a2_mipsel.deb'],
    });
    expect(readFileSync(machine.symbols!, 'utf8').split('\n')).toHaveLength(4);
    expect(readdirSync(join(around, 'malta'))).toEqual(['disk.img', 'initrd.gz', 'machine.json', 'symbols', 'vmcoreinfo', 'vmlinuz']); // biome-ignore format: a line
  });

  needsKeyring.each<[string, Partial<Record<Fake, string | null>>, RegExp]>([
    ['a package that there is not', { 'apt-get': 'case "$*" in update) ;; *) echo "E: Unable to locate package x" >&2; exit 100;; esac' }, /apt-get failed with exit code 100: E: Unable to locate package x/],
    ['no network at first', { 'apt-get': 'echo "E: no network" >&2; exit 100' }, /apt-get failed with exit code 100: E: no network/],
    ['no kernel for the machine', { 'apt-cache': 'echo linux-image-6.1.0-51-octeon' }, /has no kernel for Malta in bookworm/],
    ['a package without a kernel', { 'dpkg-deb': 'mkdir -p "$3/boot" "$3/bin"; echo >"$3/bin/busybox"' }, /k\.deb has no kernel/],
    ['a full disk', { mke2fs: 'echo "mke2fs: No space left on device while writing" >&2; exit 1' }, /FOLDER\/malta cannot be made: the disk is full; nothing was changed/],
    ['an emulator that fails', { 'qemu-system-mipsel': 'echo "qemu: no such CPU" >&2; exit 1' }, /qemu-system-mipsel failed with exit code 1: qemu: no such CPU/],
    ['a guest that does not get to its end', { 'qemu-system-mipsel': `for word in "$@"; do case "$word" in file:*) echo "Kernel panic - not syncing" >"\${word#file:}";; esac; done` }, /first boot does not get to its end; its console's last lines:\n {2}Kernel panic - not syncing/],
    ['a guest that tells nothing', { 'qemu-system-mipsel': `for word in "$@"; do case "$word" in file:*) printf 'disco: the command begins\\n\\ndisco: the command ended with exit code 0\\n' >"\${word#file:}";; esac; done` }, /did not tell where its kernel describes itself/],
  ])('%s is told, and nothing is left', async (_, others, message) => {
    const { code, said, left } = await prepare(others);
    expect([said, code, left]).toEqual([expect.stringMatching(message), 2, []]);
    expect(said).toMatch(/\ndisco: (?!.*\n\s+at )/);
  }); // biome-ignore format: a table

  needsKeyring('a failure leaves the folder that was there', async () => {
    const around = temporaryFolder('prepare');
    const folder = join(around, 'malta');
    mkdirSync(folder);
    writeFileSync(join(folder, 'machine.json'), 'old');
    const { code } = await withFakes({ mke2fs: 'exit 1' }, () =>
      disco(['record', '--prepare', 'malta', '--folder', folder]),
    );
    expect([code, readdirSync(around), readFileSync(join(folder, 'machine.json'), 'utf8')]).toEqual([
      2,
      ['malta'],
      'old',
    ]);
    const again = await withFakes({}, () => disco(['record', '--prepare', 'malta', '--folder', folder]));
    expect([again.code, readdirSync(around), (await readMachine(folder)).name]).toEqual([0, ['malta'], 'malta']);
  });
});

describe('disco record refuses to prepare', () => {
  test.each(['apt-get', 'dpkg-deb', 'mke2fs', 'qemu-system-mipsel'] as const)(
    'without %s, and says how it is got',
    async (program) => {
      const { code, said, left } = await prepare({ [program]: null });
      expect([said, code, left]).toEqual([expect.stringMatching(`^disco: preparing a machine needs ${program} .* apt-get install --no-install-recommends \\S+\n$`), 2, []]); // biome-ignore format: a line
    },
  );

  test.each([
    [['--prepare', 'mlta'], /--prepare mlta: expected one of malta/],
    [['--prepare', 'malta', 'ls'], /--prepare takes no command/],
    [['--packages', 'gcc', '--', 'ls'], /--folder, --packages, --files and --source go with --prepare malta/],
    [['--prepare', 'malta', '--packages', 'gcc,-f'], /--packages -f: expected names of Debian's packages/],
    [['--prepare', 'malta', '--packages', 'gcc-'], /--packages gcc-: expected names/],
    [['--prepare', 'malta', '--source', '../x'], /--source \.\.\/x: expected names/],
    [['--emulator', 'qemu-mips', '--', 'ls'], /--emulator and --quantum go with --with qemu-user/],
    [['--machine', 'malta', '--', 'ls'], /--machine, --cpus, --events and --limit go with --with qemu-system/],
    [['--events', '--with', 'qemu-user', '--', 'ls'], /--machine, .* go with --with qemu-system/],
    [['--quantum', '9', '--with', 'qemu-system', '--', 'ls'], /--emulator and --quantum go with --with qemu-user/],
    [['--with', 'qemu-system', '--cpus', '3', '--', 'ls'], /--cpus: found "3", expected a whole number from 1 to 2/],
    [['--with', 'qemu-system', '--limit', '0', '--', 'ls'], /--limit: found "0"/],
    [
      ['--with', 'qemu-system', '--machine', '/nonexistent', '--', 'ls'],
      /there is no folder \/nonexistent with a machine to record; make one by disco record --prepare malta/,
    ],
  ])('with %j', async (args, message) => {
    expect(await disco(['record', ...args])).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('files that are not there, and a folder with something else', async () => {
    expect((await prepare({}, '--files', '/nonexistent')).said).toBe(
      'disco: --files /nonexistent: there is no such file\n',
    );
    const folder = temporaryFolder('other');
    writeFileSync(join(folder, 'precious'), '');
    const { code, stderr } = await withFakes({}, () => disco(['record', '--prepare', 'malta', '--folder', folder]));
    expect([code, stderr, readdirSync(folder)]).toEqual([2, expect.stringMatching(/has other files than a machine's/), ['precious']]); // biome-ignore format: a line
  });
});
