import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { assemble } from './guest/assembler.ts';
import { DRAWS } from './guest/draws.ts';
import { assembleGuest, diskImage, MEMORY, writeMachine } from './guest/guest.ts';
import { Interpreter } from './guest/interpreter.ts';

const folder = temporaryFolder('guest');

/** What the guest of a folder prints. */
function boot(machine: string): string {
  const disk = `if=none,id=disk0,file=${join(machine, 'disk.img')},format=raw,snapshot=on`;
  const given = `-M malta -cpu 34Kf -m ${MEMORY} -nic none -vga none -display none -monitor none -serial stdio -no-reboot
    -drive ${disk} -device virtio-blk-pci,drive=disk0 -icount shift=2,sleep=off,align=off -kernel ${join(machine, 'kernel.elf')}`;
  return execFileSync('qemu-system-mipsel', given.split(/\s+/), { encoding: 'utf8' });
}

test('an instruction is assembled as the architecture encodes it', () => {
  const { segments, symbols } = assemble(`
.at 0x80001000
here: addiu sp, sp, -16
  lw t0, %lo(data)($4)
  b here
  sll t1, t2, 3
  jal here
  mfc0 k0, EPC
  rdhwr v1, $29
  sc t0, 8(s2)
  la a0, data
.at 0x400000, 0x80009abc
data: .word here + 4`);
  expect(segments.map(({ words }) => words.map((word) => word.toString(16)))).toEqual([
    '27bdfff0 8c880000 1000fffd a48c0 c000400 401a7000 7c03e83b e2480008 3c040040 24840000'.split(' '),
    ['80001004'],
  ]);
  expect([segments[1].place, symbols.get('data')]).toEqual([0x80009abc, 0x400000]);
});

test.skipIf(lacks('qemu-system-mipsel'))(
  'the guest finds on its machine what it finds when it is interpreted (needs qemu-system-mipsel)',
  () => {
    for (const [name, parameters] of Object.entries(DRAWS)) {
      const guest = assembleGuest(parameters);
      const printed = boot(writeMachine(join(folder, name), guest));
      const lines = printed.trimEnd().split('\n');
      const spins = parameters.timers.map((_, n) => Number.parseInt(lines.at(n - parameters.timers.length - 1)!, 16));
      const interpreter = new Interpreter(guest, diskImage(), { spins });
      interpreter.run();
      expect(printed, name).toBe(interpreter.devices.serial);
      expect(lines).toHaveLength(2 + parameters.requests.length + parameters.timers.length);
    }
  },
);
