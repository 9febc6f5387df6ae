/** How the plugin gets to know what the kernel does: kinds of hooks, each on functions of Linux. `plugin.c` knows the kinds alone. */

/** A kind of hook: what is looked at in its functions, and what that gives. */
export interface HookKind {
  readonly kind: string;
  /** Functions of Linux, any of which may be missing in a kernel; with `firstOnly` the first that there is. */
  readonly functions: readonly string[];
  readonly firstOnly?: boolean;
  /** Values of vmcoreinfo without which it tells nothing. */
  readonly needs?: readonly string[];
  /** For people: what is not recorded where none of the functions was found. */
  readonly gives: string;
  /** For people: what is looked at. */
  readonly how: string;
}

const PAGES = ['SYMBOL(mem_map)', 'SIZE(page)'];

/** All of Linux 6.1's names; kernels before 5.17 have others for some. */
export const HOOK_KINDS: readonly HookKind[] = [
  {
    kind: 'switch',
    functions: ['resume'],
    gives: 'tasks and context switches',
    how: 'the first load from the second argument, the next task_struct',
  },
  {
    kind: 'page-table',
    functions: ['tlbmiss_handler_setup_pgd'],
    gives: 'address spaces',
    how: 'the value it stores, the next page table',
  },
  {
    kind: 'system-call',
    functions: ['handle_sys'],
    gives: 'system calls',
    how: 'the value of $2, the number, where it is saved on the stack',
  },
  {
    kind: 'interrupt',
    functions: ['handle_int', 'rollback_handle_int'],
    gives: 'interrupts at the vector of faults, where the processor has none of their own for them',
    how: 'that the vector leads to it',
  },
  { kind: 'clear', functions: ['clear_page'], gives: 'cleared pages', how: 'the first store to a page' },
  { kind: 'copy', functions: ['copy_page'], gives: 'copied pages', how: 'the first store to a page' },
  {
    kind: 'free',
    functions: ['free_unref_page_commit'],
    needs: PAGES,
    gives: 'freed pages',
    how: 'the third argument, a struct page, and the fifth, the order',
  },
  {
    kind: 'free-block',
    functions: ['__free_pages_ok'],
    needs: PAGES,
    gives: 'freed blocks of pages',
    how: 'that it was called: the next merge tells the block',
  },
  {
    kind: 'merge',
    functions: ['__free_one_page'],
    needs: [...PAGES, 'OFFSET(page.private)'],
    gives: 'freed blocks of pages',
    how: 'the order that it stores in a struct page, of the block with its free neighbours',
  },
  {
    kind: 'accessed',
    functions: ['folio_mark_accessed', 'mark_page_accessed'],
    firstOnly: true,
    needs: PAGES,
    gives: 'uses of the page cache',
    how: 'the first argument, a struct page',
  },
  {
    kind: 'spin-lock',
    functions: [
      '_raw_spin_lock',
      '_raw_spin_lock_bh',
      '_raw_spin_lock_irq',
      '_raw_spin_lock_irqsave',
      '_raw_write_lock',
      '_raw_write_lock_bh',
      '_raw_write_lock_irq',
      '_raw_write_lock_irqsave',
      '_raw_write_lock_nested',
    ],
    gives: 'spin locks',
    how: 'the conditional store that takes it; a byte 0 stored to a held lock, anywhere in the kernel, releases it',
  },
  {
    kind: 'spin-trylock',
    functions: ['_raw_spin_trylock', '_raw_spin_trylock_bh', '_raw_write_trylock'],
    gives: 'spin locks taken without waiting',
    how: 'the conditional store that takes it',
  },
  {
    kind: 'spin-wait',
    functions: ['queued_spin_lock_slowpath', 'queued_write_lock_slowpath'],
    gives: 'spin locks that were waited for',
    how: 'its return',
  },
  {
    kind: 'mutex-lock',
    functions: ['mutex_lock', 'mutex_lock_interruptible', 'mutex_lock_killable', 'mutex_lock_io', 'mutex_trylock'],
    gives: 'mutexes',
    how: 'the conditional store that makes the task the owner',
  },
  {
    kind: 'mutex-wait',
    functions: ['__mutex_lock', '__mutex_lock.constprop.0'],
    gives: 'mutexes that were waited for',
    how: 'its return, if the task is the owner by then',
  },
  { kind: 'mutex-unlock', functions: ['mutex_unlock'], gives: 'releases of mutexes', how: 'the first access to it' },
  {
    kind: 'write-lock',
    functions: ['down_write', 'down_write_killable', 'down_write_trylock'],
    gives: 'read-write semaphores, taken for writing',
    how: 'the conditional store that takes it',
  },
  {
    kind: 'write-wait',
    functions: ['rwsem_down_write_slowpath'],
    gives: 'read-write semaphores that were waited for, for writing',
    how: 'its return, if the task is the owner by then',
  },
  {
    kind: 'write-unlock',
    functions: ['up_write'],
    gives: 'releases of read-write semaphores taken for writing',
    how: 'the first access to it',
  },
  {
    kind: 'read-lock',
    functions: ['rwsem_read_trylock'],
    gives: 'read-write semaphores, taken for reading',
    how: 'the conditional store that counts the reader, if no writer has it or waits',
  },
  {
    kind: 'read-trylock',
    functions: ['down_read_trylock'],
    gives: 'read-write semaphores taken for reading without waiting',
    how: 'the conditional store that takes it',
  },
  {
    kind: 'read-wait',
    functions: ['rwsem_down_read_slowpath'],
    gives: 'read-write semaphores that were waited for, for reading',
    how: 'its return; one that a fatal signal ends counts too',
  },
  {
    kind: 'read-unlock',
    functions: ['up_read'],
    gives: 'releases of read-write semaphores taken for reading',
    how: 'the first access to it',
  },
  {
    kind: 'downgrade',
    functions: ['downgrade_write'],
    gives: 'read-write semaphores kept for reading',
    how: 'the first access to it',
  },
];

/** The hooks of a kernel: the text of the plugin's file, and the kinds that tell nothing of it. */
export interface Hooks {
  readonly text: string;
  readonly missing: readonly HookKind[];
}

/** Bytes of the longest function that a hook is put on, where no symbol follows. */
const LONGEST = 0x1000;

/** `symbols`: lines `address type name`, as /proc/kallsyms; `vmcoreinfo`: lines `KEY=VALUE`. Either may be empty. */
export function hooksOf(symbols: string, vmcoreinfo: string): Hooks {
  const { addresses, starts } = functionsOf(symbols);
  const values = valuesOf(vmcoreinfo);
  const lines: string[] = [];
  const missing: HookKind[] = [];
  for (const hook of HOOK_KINDS) {
    const found = hook.functions.filter((name) => addresses.has(name)).slice(0, hook.firstOnly ? 1 : undefined);
    if (found.length === 0 || hook.needs?.some((key) => !values.has(key))) {
      missing.push(hook);
      continue;
    }
    for (const name of found) {
      const first = addresses.get(name)!;
      lines.push(`${hook.kind} ${hex(first)} ${hex(endOf(first, starts))}`);
    }
  }
  for (const [name, key] of VALUES) if (values.has(key)) lines.push(`${name} ${hex(values.get(key)!)}`);
  return { text: lines.map((line) => `${line}\n`).join(''), missing };
}

/** The plugin's names of what it takes from vmcoreinfo. */
const VALUES = [
  ['mem_map', 'SYMBOL(mem_map)'],
  ['page_struct', 'SIZE(page)'],
  ['page_private', 'OFFSET(page.private)'],
] as const;

const hex = (address: number): string => address.toString(16);

/** Functions by name, and all addresses at which one begins, in order. A symbol of a module is none of the kernel's. */
function functionsOf(symbols: string): { addresses: Map<string, number>; starts: number[] } {
  const addresses = new Map<string, number>();
  const starts = new Set<number>();
  for (const line of symbols.split('\n')) {
    const match = /^([0-9a-f]{8,16}) ([tTwW]) (\S+)$/.exec(line);
    if (match === null) continue;
    const address = Number.parseInt(match[1].slice(-8), 16);
    starts.add(address);
    if (!addresses.has(match[3])) addresses.set(match[3], address);
  }
  return { addresses, starts: [...starts].sort((a, b) => a - b) };
}

/** Where the function at `first` ends: at the next. */
function endOf(first: number, starts: readonly number[]): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= first) low = middle + 1;
    else high = middle;
  }
  return Math.min(starts[low] ?? Number.POSITIVE_INFINITY, first + LONGEST);
}

/** Values in hexadecimal of `SYMBOL`, in decimal of the others. */
function valuesOf(vmcoreinfo: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of vmcoreinfo.split('\n')) {
    const match = /^((SYMBOL|SIZE|OFFSET)\([^)]+\))=([0-9a-f]+)$/.exec(line);
    if (match !== null) values.set(match[1], Number.parseInt(match[2] === 'SYMBOL' ? match[3].slice(-8) : match[3], match[2] === 'SYMBOL' ? 16 : 10)); // biome-ignore format: one thought
  }
  return values;
}
