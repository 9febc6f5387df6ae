import { Call, hex, KSEG0, Physical, RING, range, Saved, TABLE_ENTRIES, Task } from '../layout.ts';
import { boot } from './boot.ts';
import { PORTS } from './devices.ts';
import { disk } from './disk.ts';
import { HANDLERS } from './handlers.ts';
import { LOCKS } from './locks.ts';
import { MEMORY } from './memory.ts';
import { TASKS } from './tasks.ts';
import { VECTORS } from './vectors.ts';

const task = (label: string, other: string, n: number, name: string): string => `
.align 64
${label}:
  .zero ${Task.next}
  .word ${other}, ${n < 0 ? 0 : hex(KSEG0 + Physical.tables[n])}, ${1 + 128 * n}, ${label}_stack_end
  .zero ${Task.stack - Task.stackTop - 4}
  .word ${label}_stack_end - ${Saved.bytes}, 0, ret_from_exception
  .zero ${Task.name - Task.return - 4}
  .ascii ${JSON.stringify(name.padEnd(16, '\0'))}
`;

/** A stack, at its end the frame that a task is first resumed with: user mode, software interrupt 0 and the timer's on. */
const stack = (label: string, start: string): string => `
  .zero 2048
  .zero ${Saved.status}
  .word 0x8113, 0, ${start}
  .zero ${Saved.bytes - Saved.counter - 4}
${label}_stack_end:
`;

const EXCEPTIONS: Record<number, string> = { 0: 'handle_int', 1: 'handle_tlbm', 2: 'handle_tlbl', 3: 'handle_tlbs', 8: 'handle_sys', 10: 'handle_ri' }; // biome-ignore format: a list

/**
 * `freePages`: numbers of the pages that the kernel has to give, the first to be taken last; `interruptVector`: interrupts have one of
 * their own.
 */
export function kernelSource(freePages: readonly number[], diskInterrupts: boolean, interruptVector: boolean): string {
  const calls = new Map<number, string>(Object.entries(Call).map(([name, number]) => [number, `sys_${name}`]));
  return `
${VECTORS}
.at ${hex(KSEG0 + Physical.kernel)}
${boot(interruptVector)}
${HANDLERS}
${MEMORY}
${TASKS}
${LOCKS}
${PORTS}
${disk(diskInterrupts)}
text_end:
exception_handlers:
  .word ${range(0, 31)
    .map((code) => EXCEPTIONS[code] ?? 'handle_other')
    .join(', ')}
sys_call_table:
  .word ${range(4000, 4199)
    .map((number) => calls.get(number) ?? 'sys_ni_syscall')
    .join(', ')}
pgd_current: .word 0
current: .word task_boot
kernelsp: .word 0
mem_map: .word ${hex(KSEG0 + Physical.map)}
lock: .word 0
mutex: .word 0
locked: .word 0
soft_interrupts: .word 0
disk_interrupts: .word 0
available: .word 0
queued: .word 0
next_descriptor: .word 0
free_count: .word ${freePages.length}
free_pages:
  .word ${freePages.join(', ')}
  .zero 256
headers: .zero 1024
statuses: .zero 64
second_name: .ascii "alpha\\u0000\\u0000\\u0000"
${task('task_boot', 'task_a', -1, 'swapper/0')}
${task('task_a', 'task_b', 0, 'disco-mark')}
${task('task_b', 'task_a', 1, 'beta')}
.align 16
  .zero 1024
boot_stack_end:
task_boot_stack_end:
${stack('task_a', 'start_a')}
${stack('task_b', 'start_b')}
kernel_end:
.at ${hex(KSEG0 + Physical.shared)}
shared_page: .word 0, 0x12345
.at ${hex(RING + 8192 + 2)}
used_index:
`;
}

/** Entries of a page table. */
export function tableSource(place: number, entries: ReadonlyMap<number, string>): string {
  return `.at ${hex(KSEG0 + place)}\n.word ${range(0, TABLE_ENTRIES - 1)
    .map((page) => entries.get(page) ?? '0')
    .join(', ')}\n`;
}
