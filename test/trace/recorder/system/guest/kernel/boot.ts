import { DISK_PORT, Physical } from '../layout.ts';
/** From the reset to the first task. */
export const boot = (interruptVector: boolean): string => `
start:
  mtc0 zero, Status
  lui t0, ${interruptVector ? 0x80 : 0}                     # whether interrupts have a vector of their own
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
  # Interrupts of PCI become number 10 of the PC's two controllers, by level.
  lui t0, 0xbbe0
  lui t1, 0x8000
  ori t1, t1, 0x5060
  sw t1, 0xcf8(t0)
  li t2, 0x0a0a0a0a
  sw t2, 0xcfc(t0)
  lui t0, 0xb800
  addiu t1, zero, 0x11
  sb t1, 0x20(t0)
  sb t1, 0xa0(t0)
  sb zero, 0x21(t0)
  addiu t2, zero, 8
  sb t2, 0xa1(t0)
  addiu t2, zero, 4
  sb t2, 0x21(t0)
  sb t2, 0x4d1(t0)
  addiu t2, zero, 2
  sb t2, 0xa1(t0)
  addiu t2, zero, 3                # they are done with what was acknowledged
  sb t2, 0x21(t0)
  sb t2, 0xa1(t0)
  addiu t2, zero, 0xfb
  sb t2, 0x21(t0)
  sb t2, 0xa1(t0)
  la a0, task_boot
  la a1, task_a
  j switch_to
  nop
`;
