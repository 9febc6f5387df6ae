import { PAGE_STRUCT } from '../layout.ts';
/** The serial port, the switch; sums. */
export const PORTS = `
sys_msync:                         # (address, bytes)
  addiu sp, sp, -16
  sw ra, 12(sp)
  move t4, a0
  jal find_entry                   # the first page is one of a file
  nop
  lw t0, 0(v0)
  srl t0, t0, 6
  sll t0, t0, ${Math.log2(PAGE_STRUCT)}
  lui t1, %hi(mem_map)
  lw a0, %lo(mem_map)(t1)
  jal folio_mark_accessed
  addu a0, a0, t0
  move a0, t4
  addu a1, a1, a0
  addiu v0, zero, 0
L_add:
  addiu a0, a0, 4
  b L_added
  lw t0, -4(a0)
L_added:
  bne a0, a1, L_add
  addu v0, v0, t0
  lw ra, 12(sp)
  jr ra
  addiu sp, sp, 16
folio_mark_accessed:               # (struct page)
  lw t0, 0(a0)
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
