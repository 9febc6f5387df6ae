import { DISK_PORT, hex, RING } from '../layout.ts';

const LET_INTERRUPT = `
  mfc0 t7, Status
  ori t8, t7, 0x401
  mtc0 t8, Status
  ehb`;
const FORBID = `
  mtc0 t7, Status
  ehb`;

/** Virtio's legacy interface: descriptors, available ring and used ring of a queue of 256, in three pages. `interrupts`: they come while the kernel waits. */
export const disk = (interrupts: boolean): string => `
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
${interrupts ? LET_INTERRUPT : ''}
  la t5, used_index
L_poll:
  lhu t6, 0(t5)
  bne t6, t1, L_poll
  nop
${interrupts ? FORBID : ''}
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
