import { Call, DISK_PORT, KSEG0, PAGE_STRUCT, Physical, Saved, TABLE_ENTRIES, Task, TICKS } from './layout.ts';

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
/** All but zero, v0, k0, k1 and sp. */
const PLAIN = [1, ...range(3, 25), 28, 30, 31];
const SAVED_REGISTERS = range(16, 23);

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** Saves the interrupted registers on the kernel's stack: the task's, if it was in user mode. */
const save = (name: string): string => `
  mfc0 k0, Status
  andi k0, k0, 0x10
  beqz k0, L_save_${name}
  move k1, sp
  lui k1, %hi(kernelsp)
  lw k1, %lo(kernelsp)(k1)
L_save_${name}:
  move k0, sp
  addiu sp, k1, ${-Saved.bytes}
  sw k0, ${4 * 29}(sp)
  sw v0, ${4 * 2}(sp)
${PLAIN.map((n) => `  sw $${n}, ${4 * n}(sp)\n`).join('')}
  mfc0 t0, Status
  sw t0, ${Saved.status}(sp)
  mfc0 t0, Cause
  sw t0, ${Saved.cause}(sp)
  mfc0 t0, EPC
  sw t0, ${Saved.counter}(sp)
  mfc0 t0, BadVAddr
  sw t0, ${Saved.address}(sp)
`;

const VECTORS = `
.at ${hex(KSEG0)}
vector_refill:
  mfc0 k0, BadVAddr
  srl k1, k0, 23                   # beyond the page table?
  bnez k1, L_leave
  lui k1, %hi(pgd_current)
  lw k1, %lo(pgd_current)(k1)
  srl k0, k0, 13
  sll k0, k0, 3
  addu k1, k1, k0
  lw k0, 0(k1)
  lw k1, 4(k1)
  mtc0 k0, EntryLo0
  mtc0 k1, EntryLo1
  ehb
  tlbwr
  eret
L_leave:
  j handle_far
  nop
.at ${hex(KSEG0 + 0x180)}
vector_general:
  mfc0 k1, Cause
  andi k1, k1, 0x7c
  lui k0, %hi(exception_handlers)
  addu k0, k0, k1
  lw k0, %lo(exception_handlers)(k0)
  jr k0
  nop
.at ${hex(KSEG0 + 0x200)}
vector_interrupt:
  j handle_int
  nop
`;

const HANDLERS = `
handle_sys:
${save('sys')}
  lw t0, ${Saved.counter}(sp)
  addiu t0, t0, 4
  sw t0, ${Saved.counter}(sp)
  mfc0 t0, Status                  # kernel mode, interrupts off, exceptions as usual
  addiu t1, zero, -32
  and t0, t0, t1
  mtc0 t0, Status
  ehb
  addiu t0, v0, -4000
  sll t0, t0, 2
  lui t1, %hi(sys_call_table)
  addu t1, t1, t0
  lw t1, %lo(sys_call_table)(t1)
  jalr t1
  nop
  sw v0, 8(sp)
ret_from_exception:
  mfc0 t0, Status
  ori t0, t0, 2                    # an exception's level until eret
  mtc0 t0, Status
  ehb
  lw t0, ${Saved.counter}(sp)
  mtc0 t0, EPC
  lw t0, ${Saved.status}(sp)
  mtc0 t0, Status
  ehb
${PLAIN.map((n) => `  lw $${n}, ${4 * n}(sp)\n`).join('')}
  lw v0, 8(sp)
  lw sp, ${4 * 29}(sp)
  eret

handle_ri:                         # rdhwr
  mfc0 k0, EPC
  lui v1, 0x7654
  addiu k0, k0, 4
  mtc0 k0, EPC
  ehb
  eret

handle_far:                        # skips the instruction
${save('far')}
  lw t0, ${Saved.counter}(sp)
  addiu t0, t0, 4
  sw t0, ${Saved.counter}(sp)
  j ret_from_exception
  nop

handle_tlbl:
${save('tlbl')}
  jal do_anonymous_page
  lw a0, ${Saved.address}(sp)
  j ret_from_exception
  nop
handle_tlbs:
${save('tlbs')}
  jal do_anonymous_page
  lw a0, ${Saved.address}(sp)
  j ret_from_exception
  nop
handle_tlbm:
${save('tlbm')}
  jal wp_page_copy
  lw a0, ${Saved.address}(sp)
  j ret_from_exception
  nop

handle_int:
${save('int')}
  lw t0, ${Saved.cause}(sp)
  andi t1, t0, 0x100
  beqz t1, L_timer
  andi t1, t0, 0x8000
  mfc0 t2, Cause
  xori t2, t2, 0x100
  mtc0 t2, Cause
  ehb
  lui t3, %hi(soft_interrupts)
  lw t4, %lo(soft_interrupts)(t3)
  addiu t4, t4, 1
  sw t4, %lo(soft_interrupts)(t3)
L_timer:
  beqz t1, L_interrupt_done
  lui t3, %hi(shared_page)
  mfc0 t2, Compare
  mtc0 t2, Compare                 # acknowledges
  lw t4, %lo(shared_page + ${TICKS})(t3)
  addiu t4, t4, 1
  sw t4, %lo(shared_page + ${TICKS})(t3)
L_interrupt_done:
  j ret_from_exception
  nop
handle_other:
  j sys_reboot
  nop
`;

const MEMORY = `
# (virtual address): the address of its entry
find_entry:
  lui t0, %hi(pgd_current)
  lw t0, %lo(pgd_current)(t0)
  srl t1, a0, 12
  sll t1, t1, 2
  jr ra
  addu v0, t0, t1

# v0: a free page's number
take_page:
  lui t0, %hi(free_count)
  lw t1, %lo(free_count)(t0)
  addiu t1, t1, -1
  sw t1, %lo(free_count)(t0)
  sll t1, t1, 2
  la t2, free_pages
  addu t2, t2, t1
  jr ra
  lw v0, 0(t2)

do_anonymous_page:
  addiu sp, sp, -16
  sw ra, 12(sp)
  sw s0, 8(sp)
  sw s1, 4(sp)
  jal find_entry
  nop
  jal take_page
  move s0, v0
  move s1, v0
  sll a0, v0, 12
  lui t0, 0x8000
  jal clear_page
  addu a0, a0, t0
  b set_entry
  sll t0, s1, 6
wp_page_copy:
  addiu sp, sp, -16
  sw ra, 12(sp)
  sw s0, 8(sp)
  sw s1, 4(sp)
  jal find_entry
  nop
  jal take_page
  move s0, v0
  move s1, v0
  lui t0, 0x8000
  sll a0, v0, 12
  addu a0, a0, t0
  lw a1, 0(s0)
  srl a1, a1, 6
  sll a1, a1, 12
  jal copy_page
  addu a1, a1, t0
  sll t0, s1, 6
set_entry:                         # s0: an entry's address, t0: what it says but for its flags
  ori t0, t0, 0x1e                 # cached, to be written, valid
  sw t0, 0(s0)
  srl t1, s0, 3
  sll t1, t1, 3
  lw t0, 0(t1)
  mtc0 t0, EntryLo0
  lw t0, 4(t1)
  mtc0 t0, EntryLo1
  ehb
  tlbp
  ehb
  tlbwi
  lw s1, 4(sp)
  lw s0, 8(sp)
  lw ra, 12(sp)
  jr ra
  addiu sp, sp, 16

clear_page:                        # (address)
  addiu t0, a0, 4096
L_clear:
  sw zero, 0(a0)
  sw zero, 4(a0)
  sw zero, 8(a0)
  addiu a0, a0, 16
  bne a0, t0, L_clear
  sw zero, -4(a0)
  jr ra
  nop
copy_page:                         # (to, from)
  addiu t2, a0, 4096
L_copy:
  lw t0, 0(a1)
  lw t1, 4(a1)
  addiu a1, a1, 8
  sw t0, 0(a0)
  addiu a0, a0, 8
  bne a0, t2, L_copy
  sw t1, -4(a0)
  jr ra
  nop

free_unref_page:                   # (struct page)
  jr ra
  sw zero, 4(a0)

tlbmiss_handler_setup_pgd:         # (page table)
  lui t0, %hi(pgd_current)
  jr ra
  sw a0, %lo(pgd_current)(t0)

# A new identifier of the address space: entries of the one before match no more.
sys_cacheflush:
  lui t0, %hi(current)
  lw t0, %lo(current)(t0)
  lw t1, ${Task.asid}(t0)
  addiu t1, t1, 1
  sw t1, ${Task.asid}(t0)
  mtc0 t1, EntryHi
  ehb
  jr ra
  addiu v0, zero, 0

sys_munmap:                        # (address)
  addiu sp, sp, -16
  sw ra, 12(sp)
  jal find_entry
  nop
  lw t0, 0(v0)
  sw zero, 0(v0)
  srl t0, t0, 6
  lui t1, %hi(free_count)
  lw t2, %lo(free_count)(t1)
  addiu t3, t2, 1
  sw t3, %lo(free_count)(t1)
  sll t2, t2, 2
  la t3, free_pages
  addu t3, t3, t2
  sw t0, 0(t3)
  lui t1, %hi(mem_map)
  lw a0, %lo(mem_map)(t1)
  sll t0, t0, ${Math.log2(PAGE_STRUCT)}
  jal free_unref_page
  addu a0, a0, t0
  jal sys_cacheflush
  nop
  lw ra, 12(sp)
  jr ra
  addiu sp, sp, 16
`;

const TASKS = `
sys_sched_yield:
  lui t0, %hi(current)
  lw a0, %lo(current)(t0)
  lw a1, ${Task.next}(a0)
switch_to:                         # (from, to)
  addiu sp, sp, -16
  sw ra, 12(sp)
  sw s0, 8(sp)
  sw s1, 4(sp)
  move s0, a0
  move s1, a1
  jal tlbmiss_handler_setup_pgd
  lw a0, ${Task.table}(a1)
  lw t0, ${Task.asid}(s1)
  mtc0 t0, EntryHi
  ehb
  lui t0, %hi(current)
  sw s1, %lo(current)(t0)
  move a0, s0
  jal resume
  move a1, s1
  lw s1, 4(sp)
  lw s0, 8(sp)
  lw ra, 12(sp)
  addiu sp, sp, 16
  jr ra
  addiu v0, zero, 0

resume:                            # (from, to)
${SAVED_REGISTERS.map((n) => `  sw $${n}, ${Task.registers + 4 * (n - 16)}(a0)\n`).join('')}
  sw sp, ${Task.stack}(a0)
  sw fp, ${Task.frame}(a0)
  sw ra, ${Task.return}(a0)
  lw t0, ${Task.stackTop}(a1)
  lui t1, %hi(kernelsp)
  sw t0, %lo(kernelsp)(t1)
${SAVED_REGISTERS.map((n) => `  lw $${n}, ${Task.registers + 4 * (n - 16)}(a1)\n`).join('')}
  lw sp, ${Task.stack}(a1)
  lw fp, ${Task.frame}(a1)
  lw ra, ${Task.return}(a1)
  jr ra
  move v0, a0

sys_execve:
  lui t0, %hi(current)
  lw t0, %lo(current)(t0)
  lui t1, %hi(second_name)
  lw t2, %lo(second_name)(t1)
  lw t3, %lo(second_name + 4)(t1)
  sw t2, ${Task.name}(t0)
  sw t3, ${Task.name + 4}(t0)
  sw zero, ${Task.name + 8}(t0)
  jr ra
  addiu v0, zero, 0
sys_getpid:
  jr ra
  addiu v0, zero, 1
sys_ni_syscall:
  jr ra
  addiu v0, zero, -89

sys_sync:                          # (times)
  addiu sp, sp, -16
  sw ra, 12(sp)
  sw s0, 8(sp)
  move s0, a0
L_lock:
  la a0, lock
  jal _raw_spin_lock
  nop
  lui t0, %hi(locked)
  lw t1, %lo(locked)(t0)
  addiu t1, t1, 1
  sw t1, %lo(locked)(t0)
  la a0, lock
  jal _raw_spin_unlock
  addiu s0, s0, -1
  bnez s0, L_lock
  nop
  lw s0, 8(sp)
  lw ra, 12(sp)
  addiu sp, sp, 16
  jr ra
  addiu v0, zero, 0
_raw_spin_lock:
  ll t0, 0(a0)
  bnez t0, _raw_spin_lock
  addiu t1, zero, 1
  sc t1, 0(a0)
  beqz t1, _raw_spin_lock
  nop
  sync
  jr ra
  nop
_raw_spin_unlock:
  sync
  sb zero, 0(a0)
  jr ra
  nop

sys_kill:
  mfc0 t0, Cause
  ori t0, t0, 0x100
  mtc0 t0, Cause
  ehb
  jr ra
  addiu v0, zero, 0
sys_alarm:
  mfc0 t0, Count
  addiu t1, zero, 0x1000
  addu t0, t0, t1
  mtc0 t0, Compare
  ehb
  jr ra
  addiu v0, zero, 0
sys_pause:
  addiu sp, sp, -16
  sw ra, 12(sp)
  jal sys_alarm
  nop
  mfc0 t0, Status
  ori t0, t0, 1
  mtc0 t0, Status
  ehb
  wait
  xori t0, t0, 1
  mtc0 t0, Status
  ehb
  lw ra, 12(sp)
  addiu sp, sp, 16
  jr ra
  addiu v0, zero, 0

sys_msync:                         # (address, bytes)
  addu a1, a1, a0
  addiu v0, zero, 0
L_add:
  lw t0, 0(a0)
  addiu a0, a0, 4
  bne a0, a1, L_add
  addu v0, v0, t0
  jr ra
  nop
sys_syslog:                        # (value)
  lui t0, 0xb800                   # the serial port
  addiu t1, zero, 8
L_digit:
  srl t2, a0, 28
  sltiu t3, t2, 10
  bnez t3, L_decimal
  addiu t2, t2, 48
  addiu t2, t2, 39
L_decimal:
  sb t2, 0x3f8(t0)
  addiu t1, t1, -1
  bnez t1, L_digit
  sll a0, a0, 4
  addiu t2, zero, 10
  jr ra
  sb t2, 0x3f8(t0)
sys_reboot:
  lui t0, 0xbf00
  addiu t1, zero, 0x42
  sw t1, 0x500(t0)
L_forever:
  b L_forever
  nop
`;

/** Virtio's legacy interface: descriptors, available ring and used ring of a queue of 256, in three pages. */
const RING = KSEG0 + Physical.ring;
const DISK = `
sys_read:                          # (sector, address, bytes)
  b queue
  addiu a3, zero, 0
sys_write:
  addiu a3, zero, 1
queue:
  addiu sp, sp, -32
  sw ra, 28(sp)
  sw s0, 24(sp)
  sw s1, 20(sp)
  sw s2, 16(sp)
  sw s3, 12(sp)
  move s1, a1                      # address
  move s2, a2                      # bytes
  lui t0, %hi(queued)
  lw t1, %lo(queued)(t0)
  addiu t2, t1, 1
  sw t2, %lo(queued)(t0)
  sll t2, t1, 4
  la t3, headers
  addu t3, t3, t2
  sw a3, 0(t3)
  sw zero, 4(t3)
  sw a0, 8(t3)
  sw zero, 12(t3)
  lui t4, %hi(next_descriptor)
  lw t5, %lo(next_descriptor)(t4)
  lui t6, %hi(available)           # its place in the available ring
  lw t6, %lo(available)(t6)
  addu t6, t6, t1
  andi t6, t6, 255
  sll t6, t6, 1
  lui t7, ${hex(RING >>> 16)}
  addu t6, t6, t7
  sh t5, 4100(t6)
  sll s0, t5, 4                    # the descriptor
  addu s0, s0, t7
  lui t8, 0x2000                   # physical addresses: without kseg0's bit
  addiu t8, t8, -1
  and t3, t3, t8
  sw t3, 0(s0)
  sw zero, 4(s0)
  addiu t2, zero, 16
  sw t2, 8(s0)
  addiu t2, zero, 1
  sh t2, 12(s0)
  addiu t5, t5, 1
  sh t5, 14(s0)
  sll s3, a3, 1
  xori s3, s3, 2                   # the disk writes to memory: 2
  ori s3, s3, 1
L_piece:
  addiu s0, s0, 16
  jal find_entry
  move a0, s1
  lw t0, 0(v0)
  srl t0, t0, 6
  sll t0, t0, 12
  andi t1, s1, 4095
  or t0, t0, t1
  sw t0, 0(s0)
  sw zero, 4(s0)
  addiu t2, zero, 4096
  subu t1, t2, t1                  # as far as the page goes
  slt t2, s2, t1
  beqz t2, L_whole
  nop
  move t1, s2
L_whole:
  sw t1, 8(s0)
  sh s3, 12(s0)
  addiu t5, t5, 1
  sh t5, 14(s0)
  subu s2, s2, t1
  bnez s2, L_piece
  addu s1, s1, t1
  addiu s0, s0, 16
  lui t0, %hi(queued)
  lw t0, %lo(queued)(t0)
  la t1, statuses - 1
  addu t1, t1, t0
  addiu t2, zero, 255
  sb t2, 0(t1)
  and t1, t1, t8
  sw t1, 0(s0)
  sw zero, 4(s0)
  addiu t2, zero, 1
  sw t2, 8(s0)
  addiu t2, zero, 2
  sh t2, 12(s0)
  sh zero, 14(s0)
  addiu t5, t5, 1
  sw t5, %lo(next_descriptor)(t4)
  lw s3, 12(sp)
  lw s2, 16(sp)
  lw s1, 20(sp)
  lw s0, 24(sp)
  lw ra, 28(sp)
  addiu sp, sp, 32
  jr ra
  addiu v0, zero, 0

sys_fsync:
  lui t0, %hi(available)
  lw t1, %lo(available)(t0)
  lui t2, %hi(queued)
  lw t3, %lo(queued)(t2)
  addu t1, t1, t3
  andi t1, t1, 0xffff
  sw t1, %lo(available)(t0)
  lui t4, ${hex(RING >>> 16)}
  sync
  sh t1, 4098(t4)
  sync
  lui t5, ${hex((0xb8000000 + DISK_PORT) >>> 16)}
  sh zero, ${DISK_PORT + 0x10}(t5)
  la t5, used_index
L_poll:
  lhu t6, 0(t5)
  bne t6, t1, L_poll
  nop
  addiu v0, zero, 0
  la t5, statuses
  addu t3, t3, t5
L_status:
  lbu t6, 0(t5)
  addiu t5, t5, 1
  bne t5, t3, L_status
  or v0, v0, t6
  sw zero, %lo(queued)(t2)
  lui t0, %hi(next_descriptor)
  jr ra
  sw zero, %lo(next_descriptor)(t0)
`;

const BOOT = `
start:
  mtc0 zero, Status
  lui t0, 0x80                     # interrupts have a vector of their own
  mtc0 t0, Cause
  mtc0 zero, PageMask
  mtc0 zero, Wired
  mtc0 zero, EntryLo0
  mtc0 zero, EntryLo1
  mfc0 t0, Count
  addiu t0, t0, -1
  mtc0 t0, Compare
  lui t0, 0x8000
  addiu t1, zero, 0
  addiu t2, zero, 64
L_empty:
  mtc0 t0, EntryHi
  mtc0 t1, Index
  ehb
  tlbwi
  addiu t1, t1, 1
  bne t1, t2, L_empty
  addiu t0, t0, 8192
  la sp, boot_stack_end
  # The disk, by its number among the devices of bus 0.
  lui t0, 0xbbe0
  lui t1, 0x8000
  li t2, 0x10011af4
L_device:
  sw t1, 0xcf8(t0)
  lw t3, 0xcfc(t0)
  bne t3, t2, L_device
  addiu t1, t1, 0x800
  addiu t1, t1, -0x7f0             # its first address
  sw t1, 0xcf8(t0)
  addiu t3, zero, ${DISK_PORT}
  sw t3, 0xcfc(t0)
  addiu t1, t1, -12                # its command: ports and bus master
  sw t1, 0xcf8(t0)
  addiu t3, zero, 5
  sw t3, 0xcfc(t0)
  lui t0, 0xb800
  ori t0, t0, ${DISK_PORT}
  sb zero, 18(t0)
  addiu t1, zero, 1
  sb t1, 18(t0)
  addiu t1, zero, 3
  sb t1, 18(t0)
  sw zero, 4(t0)                   # no features
  sh zero, 14(t0)
  lhu t1, 12(t0)
  addiu t2, zero, 256
L_other_queue:
  bne t1, t2, L_other_queue
  addiu t1, zero, ${Physical.ring / 4096}
  sw t1, 8(t0)
  addiu t1, zero, 7
  sb t1, 18(t0)
  la a0, task_boot
  la a1, task_a
  j switch_to
  nop
`;

const task = (label: string, other: string, n: number, name: string): string => `
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

const EXCEPTIONS: Record<number, string> = { 1: 'handle_tlbm', 2: 'handle_tlbl', 3: 'handle_tlbs', 8: 'handle_sys', 10: 'handle_ri' }; // biome-ignore format: a list

/** `freePages`: numbers of the pages that the kernel has to give, the first to be taken last. */
export function kernelSource(freePages: readonly number[]): string {
  const calls = new Map<number, string>(Object.entries(Call).map(([name, number]) => [number, `sys_${name}`]));
  return `
${VECTORS}
.at ${hex(KSEG0 + Physical.kernel)}
${BOOT}
${HANDLERS}
${MEMORY}
${TASKS}
${DISK}
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
locked: .word 0
soft_interrupts: .word 0
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
