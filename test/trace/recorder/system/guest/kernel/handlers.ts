import { DISK_PORT, range, Saved, TICKS } from '../layout.ts';

/** All but zero, v0, k0, k1 and sp. */
const PLAIN = [1, ...range(3, 25), 28, 30, 31];
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

/** Handlers of exceptions, named as Linux names them. */
export const HANDLERS = `
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
  andi t1, t0, 0x400
  beqz t1, L_no_disk
  lui t3, 0xb800
  lbu t4, ${DISK_PORT + 0x13}(t3)           # acknowledges, then to the PC's controllers
  lui t3, 0xbbe0
  lw t4, 0xc34(t3)
  lui t3, %hi(disk_interrupts)
  lw t4, %lo(disk_interrupts)(t3)
  addiu t4, t4, 1
  sw t4, %lo(disk_interrupts)(t3)
L_no_disk:
  j ret_from_exception
  nop
handle_other:
  j sys_reboot
  nop
`;
