import { hex, KSEG0 } from '../layout.ts';
/** The vectors of exceptions. */
export const VECTORS = `
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
