import { PAGE_STRUCT, Task } from '../layout.ts';
/** Page tables, pages. */
export const MEMORY = `
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

free_unref_page_commit:            # (zone, list, struct page, type, order)
  lw t0, 16(sp)
  sw t0, 8(a2)
  jr ra
  sw zero, 4(a2)

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
  addiu sp, sp, -32
  sw ra, 28(sp)
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
  lw a2, %lo(mem_map)(t1)
  sw zero, 16(sp)
  sll t0, t0, ${Math.log2(PAGE_STRUCT)}
  jal free_unref_page_commit
  addu a2, a2, t0
  jal sys_cacheflush
  nop
  lw ra, 28(sp)
  jr ra
  addiu sp, sp, 32
`;
