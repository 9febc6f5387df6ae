import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareMachine } from '../../../../src/trace/recorder/prepare/prepare.ts';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';

const TOOLS = ['qemu-system-mipsel', 'dpkg-deb', 'apt-get'];

test.skipIf(lacks(...TOOLS))(
  `two preparations of the same packages are the same bit by bit (needs ${TOOLS.join(', ')}, mke2fs)`,
  async () => {
    const around = temporaryFolder('prepare');
    const folders = [join(around, 'a'), join(around, 'b')];
    for (const folder of folders) {
      const { symbols } = await prepareMachine({ machine: 'malta', folder });
      expect(symbols).toBeGreaterThan(30_000);
    }
    const [first, second] = folders;
    for (const name of ['disk.img', 'initrd.gz', 'machine.json', 'symbols', 'vmcoreinfo', 'vmlinuz'])
      expect(readFileSync(join(first, name)).equals(readFileSync(join(second, name))), name).toBe(true);
  },
);
