import { expect, test } from 'vitest';
import { type LaunchedMachine, prepareLaunch } from '../../../../src/trace/recorder/system/launch.ts';

const MACHINE: LaunchedMachine = { emulator: 'qemu-system-mipsel', cpu: '34Kf', memory: 64, kernel: '/k', initrd: null, disk: null, symbols: null, vmcoreinfo: null, append: 'console=ttyS0 quiet' }; // biome-ignore format: a record

/** What the emulator is given after each of these words. */
async function given(machine: LaunchedMachine, cpus: number, word: string): Promise<string[]> {
  const launch = await prepareLaunch(machine, { cpus, plugin: '/p', quantum: 1 });
  const args = launch.args(1);
  await launch.remove();
  return args.flatMap((arg, n) => (args[n - 1] === word ? [arg.replace(/:.*\//, ':')] : []));
}

test('a guest of one CPU has the kernel’s command line as it is, one of two no watchdogs, as its clock is the host’s', async () => {
  expect(await given(MACHINE, 1, '-append')).toEqual(['console=ttyS0 quiet']);
  expect(await given({ ...MACHINE, append: '' }, 1, '-append')).toEqual([]);
  const unwatched = 'nowatchdog rcupdate.rcu_cpu_stall_suppress=1';
  expect(await given(MACHINE, 2, '-append')).toEqual([`console=ttyS0 quiet ${unwatched}`]);
  expect(await given({ ...MACHINE, append: '' }, 2, '-append')).toEqual([unwatched]);
});

test('the kernel has the machine’s first serial line, the command the second', async () => {
  expect(await given(MACHINE, 1, '-serial')).toEqual(['file:ttyS0', 'file:ttyS1']);
});
