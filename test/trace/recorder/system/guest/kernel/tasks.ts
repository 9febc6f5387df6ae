import { SAVED_REGISTERS, Task } from '../layout.ts';
/** Tasks, and what they wait for. */
export const TASKS = `
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

`;
