/** The serial port, the switch; sums. */
export const PORTS = `
sys_msync:                         # (address, bytes)
  addu a1, a1, a0
  addiu v0, zero, 0
L_add:
  addiu a0, a0, 4
  b L_added
  lw t0, -4(a0)
L_added:
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
