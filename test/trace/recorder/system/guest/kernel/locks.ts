/** Locks, as Linux has them. */
export const LOCKS = `
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
  la a0, mutex
  jal mutex_lock
  nop
  la a0, lock
  jal _raw_spin_unlock
  nop
  la a0, mutex
  jal mutex_unlock
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

mutex_lock:
  ll t0, 0(a0)
  bnez t0, mutex_lock
  lui t1, %hi(current)
  lw t1, %lo(current)(t1)
  sc t1, 0(a0)
  beqz t1, mutex_lock
  nop
  sync
  jr ra
  nop
mutex_unlock:
  ll t0, 0(a0)
  move t1, zero
  sc t1, 0(a0)
  beqz t1, mutex_unlock
  nop
  sync
  jr ra
  nop
`;
