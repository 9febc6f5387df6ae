import { describe, expect, test } from 'vitest';
import {
  above,
  bytesOf,
  type Decoded,
  decode,
  define,
  I,
  K,
  load,
  NO_PAGE,
  Part,
  store,
  turn,
  word,
} from './stream-words.ts';

const [A, B] = [0x80abc000, 0x80abd000];
const [TABLE_A, TABLE_B] = [0x81000000, 0x81001000];
const VECTORS = 0x80002000;
/** Blocks that most programs have. */
const Block = {
  user: 0,
  rest: 1,
  refill: 2,
  general: 3,
  leaves: 4,
  call: 5,
  after: 6,
  interrupt: 7,
  kernel: 8,
  branch: 9,
  slot: 10,
  reads: 11,
};
const BLOCKS: bigint[] = [
  ...define(Block.user, 0x400000, [I.nop, I.lw, I.nop]),
  ...define(Block.rest, 0x400004, [I.lw, I.nop]),
  ...define(Block.refill, VECTORS, [I.mfc0, I.lw, I.tlbwr, I.eret]),
  ...define(Block.general, VECTORS + 0x180, [I.mfc0, I.jr, I.nop]),
  ...define(Block.leaves, 0x80100000, [I.sw, I.eret]),
  ...define(Block.call, 0x40000c, [I.nop, I.syscall]),
  ...define(Block.after, 0x400014, [I.nop]),
  ...define(Block.interrupt, VECTORS + 0x900, [I.jr, I.nop]),
  ...define(Block.kernel, 0x80200000, [I.lw, I.sw, I.nop]),
  ...define(Block.branch, 0x400018, [I.nop, I.beq, I.lw]),
  ...define(Block.slot, 0x40001c, [I.beq, I.lw]),
  ...define(Block.reads, 0x400030, [I.nop, I.rdhwr, I.nop]),
]; // biome-ignore format: a table
const block = (number: number): bigint => word(K.block, number);
const begin: bigint[] = [word(K.start), word(K.space, TABLE_A), word(K.task, A)];
const refill = [block(Block.refill), load(1, 0x81000800)];
const leaves = (address = 0x80abe000): bigint[] => [block(Block.leaves), store(0, address)];

/** Rows without the CPU and the size; of the first task. */
const short = ({ rows }: Decoded): string[] =>
  rows.map((row) => {
    const [, task, mode, kind, address, , info] = row.split(',');
    const of = task === A.toString(16) ? '' : `${task} `;
    return kind === 'X' ? `${of}${mode} ${info}${address === '0' ? '' : ` @${address}`}` : `${of}${mode} ${kind} ${address}${kind === 'P' ? ` ${info}` : ''}`;
  }); // biome-ignore format: short
async function rowsOf(...words: bigint[]): Promise<string[]> {
  const decoded = await decode(bytesOf([...BLOCKS, ...turn(0, [...begin, ...words, word(K.stop)])]));
  expect(decoded).toMatchObject({ wrong: undefined, problems: [] });
  return short(decoded);
}
const GENERAL = ['k I 80002180', 'k mfc0 $12.0', 'k I 80002184', 'k I 80002188'];
const LEAVES = ['k I 80100000', 'k S 80abe000', 'k I 80100004', 'k eret'];

describe('exceptions', () => {
  test('a refill in the middle of a block leaves no trace, nor does the second fetch of its instruction', async () => {
    const words = [block(Block.user), word(K.partial, 2), ...refill, block(Block.rest), load(0, 0x500000)];
    expect(await rowsOf(...words)).toEqual(['u I 400000', 'u I 400004', 'u L 500000', 'u I 400008']);
  });

  test('a refill at the last instruction of a block', async () => {
    const one = define(20, 0x400004, [I.lw]);
    const words = [block(20), ...refill, block(20), load(0, 0x500000)];
    const decoded = await decode(bytesOf([...BLOCKS, ...one, ...turn(0, [...begin, ...words])]));
    expect(short(decoded)).toEqual(['u I 400004', 'u L 500000']);
    expect(decoded.guest).toMatchObject({ dropped: [1, 0], droppedInstructions: [4, 0], refetched: 1, unbalanced: 0 });
  });

  test('a refill in a delay slot begins again at the branch', async () => {
    const words = [block(Block.branch), ...refill, block(Block.slot), load(1, 0x500000)];
    expect(await rowsOf(...words)).toEqual(['u I 400018', 'u I 40001c', 'u I 400020', 'u L 500000']);
  });

  test('a refill for the fetch of the next block makes nothing be fetched twice', async () => {
    const words = [block(Block.user), load(1, 0x500000), ...refill, block(Block.rest), load(0, 0x500000)];
    expect(await rowsOf(...words)).toEqual([
      ...['u I 400000', 'u I 400004', 'u L 500000', 'u I 400008'],
      ...['u I 400004', 'u L 500000', 'u I 400008'],
    ]);
  });

  test('a page fault that begins as a refill is a fault, whose instruction is fetched once', async () => {
    const fault = [block(Block.general), ...leaves()];
    const first = [block(Block.user), word(K.partial, 2), ...refill];
    const again = [block(Block.rest), word(K.partial, 1), ...fault, block(Block.rest), load(0, 0x500000)];
    expect(await rowsOf(...first, ...again)).toEqual([
      ...['u I 400000', 'u I 400004', 'u trap 180', 'u enter quickFault'],
      ...[...GENERAL, ...LEAVES, 'k leave', 'u L 500000', 'u I 400008'],
    ]);
  });

  test('what a fault is, its handler tells: a page cleared, one copied, a task switched', async () => {
    const of = async (...within: bigint[]): Promise<string> => {
      const fault = [block(Block.general), block(Block.kernel), ...within, ...leaves()];
      const words = [block(Block.user), word(K.partial, 2), ...fault, block(Block.rest), load(0, 0x500000)];
      return (await rowsOf(...words)).find((row) => row.includes('enter'))!;
    };
    const clears = [store(1, 0x80400000), word(K.clear, 0x400)];
    const copies = [store(1, 0x80400000), word(K.copy, 0x400)];
    const accessed = (frame: number): bigint[] => [...leaves(), block(Block.rest), load(0, 0x500000), word(K.frame, frame)];
    expect(await of()).toBe('u enter quickFault');
    expect(await of(...clears)).toBe('u enter demandZero');
    expect(await of(...copies)).toBe('u enter copyOnWrite');
    expect(await of(word(K.disk, above(0, 0)), 8n)).toBe('u enter fault');
    // A page table was cleared, or another page copied: the access's own page was there.
    expect(await of(...clears, ...accessed(0x400))).toBe('u enter demandZero');
    expect(await of(...clears, ...accessed(0x401))).toBe('u enter quickFault');
    expect(await of(...copies, ...accessed(0x400))).toBe('u enter copyOnWrite');
    expect(await of(...copies, ...accessed(0x401))).toBe('u enter quickFault');
    // What is copied to was cleared when it was allocated.
    expect(await of(...clears, ...copies, ...accessed(0x400))).toBe('u enter copyOnWrite');
    expect(await of(...clears, store(1, 0x80401000), word(K.copy, 0x401), ...accessed(0x400))).toBe('u enter demandZero');
  }); // biome-ignore format: short

  test('an exception by the vector of faults is an interrupt if it leads to the handler of interrupts', async () => {
    const handler = (part: number): bigint[] => [
      ...define(Block.general, VECTORS + 0x180, [I.mfc0, I.jr, I.nop]),
      ...define(20, 0x80140000, [I.nop, I.jr, I.nop], NO_PAGE, NO_PAGE, part),
    ];
    const exception = [block(Block.general), block(20), ...leaves(), block(Block.rest), load(0, 0x500000)];
    const of = async (part: number, ...words: bigint[]): Promise<string[]> => {
      const { rows } = await decode(bytesOf([...BLOCKS, ...handler(part), ...turn(0, [...begin, ...words, ...exception, word(K.stop)])]));
      return rows.map((row) => row.split(',').at(-1)!).filter((info) => /^(enter|rdhwr)/.test(info));
    };
    const fault = [block(Block.user), word(K.partial, 2)];
    expect(await of(Part.other, ...fault)).toEqual(['enter quickFault']);
    expect(await of(Part.interrupt, ...fault)).toEqual(['enter interrupt']);
    // Nor is it a trap of the rdhwr before, or takes away what is fetched next.
    const reads = [block(Block.reads), word(K.partial, 2)];
    expect(await of(Part.other, ...reads)).toEqual([]);
    expect(await of(Part.interrupt, ...reads)).toEqual(['rdhwr 29', 'enter interrupt']);
  }); // biome-ignore format: short

  test('what clears a page is left out where the event of it is told, from its first instruction to its return, but not an interrupt within', async () => {
    const clear = [
      ...define(20, 0x80180000, [I.nop, I.sw], NO_PAGE, NO_PAGE, Part.clearPage),
      ...define(21, 0x80180008, [I.sw, I.sw, I.cache, I.jr, I.sw], NO_PAGE, NO_PAGE, Part.clearPage),
    ];
    const begins = [block(Block.kernel), block(20), store(1, 0x80400000), word(K.clear, 0x400), block(21), store(0, 0x80400004)];
    const interrupt = [word(K.partial, 2), block(Block.interrupt), ...leaves(), block(22)];
    const ends = [store(0, 0x80400008), store(3, 0x8040000c), block(Block.kernel), load(0, 0x80300000)];
    const rest = define(22, 0x8018000c, [I.sw, I.cache, I.jr, I.sw], NO_PAGE, NO_PAGE, Part.clearPage);
    const decoded = await decode(bytesOf([...BLOCKS, ...clear, ...rest, ...turn(0, [...begin, block(Block.call), block(Block.general), word(K.syscall, 4003), ...begins, ...interrupt, ...ends])]));
    expect(decoded).toMatchObject({ wrong: undefined, problems: [] });
    expect(short(decoded)).toEqual([
      ...['u I 40000c', 'u I 400010', 'u sysenter 4003', 'u trap 180', 'u enter read', ...GENERAL],
      ...['k I 80200000', 'k I 80200004', 'k I 80200008', 'k zero-page @80400000', 'k trap 900', 'k enter interrupt'],
      ...['k I 80002900', 'k I 80002904', ...LEAVES, 'k leave', 'k I 80200000', 'k L 80300000', 'k I 80200004', 'k I 80200008', 'k leave'],
    ]);
    expect(decoded.guest).toMatchObject({ clearingInstructions: 8, refetched: 0 });
    expect(decoded.guest.pages.clearedPages).toBe(1);
  }); // biome-ignore format: short

  test('a system call has its number and its service, a refill within it is left out, and an interrupt nests', async () => {
    const handler = [block(Block.general), word(K.syscall, 4003)];
    const nested = [block(Block.kernel), word(K.partial, 1), ...refill, block(21), load(0, 0xc0000000), store(1, 0xc0000004)];
    const interrupt = [block(Block.interrupt), ...leaves()];
    const words = [block(Block.call), ...handler, ...nested, ...interrupt, ...leaves()];
    const decoded = await decode(
      bytesOf([...BLOCKS, ...define(21, 0x80200000, [I.lw, I.sw, I.nop]), ...turn(0, [...begin, ...words])]),
    );
    expect(short(decoded)).toEqual([
      ...['u I 40000c', 'u I 400010', 'u sysenter 4003', 'u trap 180', 'u enter read'],
      ...[...GENERAL, 'k I 80200000', 'k L c0000000', 'k I 80200004', 'k S c0000004', 'k I 80200008'],
      ...['k trap 900', 'k enter interrupt', 'k I 80002900', 'k I 80002904', ...LEAVES, 'k leave'],
      ...[...LEAVES, 'k leave'],
    ]);
    expect(decoded.problems).toEqual([]);
  }); // biome-ignore format: short

  test('a trap of rdhwr is left out, the instruction is not; one that does not trap is told of', async () => {
    const after = define(20, 0x400038, [I.nop]);
    const trapped = [block(Block.reads), word(K.partial, 2), block(Block.general), ...leaves(), block(20)];
    const untrapped = [block(Block.reads)];
    const decoded = await decode(bytesOf([...BLOCKS, ...after, ...turn(0, [...begin, ...trapped, ...untrapped])]));
    expect(short(decoded)).toEqual([
      ...['u I 400030', 'u I 400034', 'u I 400038'],
      ...['u I 400030', 'u I 400034', 'u rdhwr 29', 'u I 400038'],
    ]);
    expect(decoded.guest).toMatchObject({ dropped: [0, 1], droppedInstructions: [0, 5], refetched: 0 });
  });

  test('a refill that leaves its handler is a fault from there', async () => {
    const partly = define(20, VECTORS, [I.mfc0, I.jr, I.nop]);
    const words = [block(Block.user), word(K.partial, 2), block(20), ...leaves(), block(Block.rest), load(0, 0x500000)];
    const decoded = await decode(bytesOf([...BLOCKS, ...partly, ...turn(0, [...begin, ...words])]));
    expect(short(decoded)).toEqual([
      ...['u I 400000', 'u I 400004', 'u trap 0', 'u enter fault', ...LEAVES, 'k leave', 'u L 500000', 'u I 400008'],
    ]);
    expect(decoded.guest).toMatchObject({ failedRefills: 1, droppedInstructions: [3, 0] });
  });

  test('a general exception within a refill returns to what that came after', async () => {
    const words = [block(Block.user), word(K.partial, 2), block(Block.refill), word(K.partial, 2)];
    const fault = [block(Block.general), ...leaves(), block(Block.rest), load(0, 0x500000)];
    expect(await rowsOf(...words, ...fault)).toEqual([
      ...['u I 400000', 'u I 400004', 'u trap 180', 'u enter quickFault', ...GENERAL, ...LEAVES, 'k leave'],
      ...['u L 500000', 'u I 400008'],
    ]);
  });

  test('an access to a device, at which QEMU divides a block, is no exception', async () => {
    const words = [block(Block.kernel), load(0, 0xb0000000), word(K.partial, 1), block(21), store(0, 0x80300000)];
    const decoded = await decode(
      bytesOf([...BLOCKS, ...define(21, 0x80200004, [I.sw, I.nop]), ...turn(0, [...begin, ...words])]),
    );
    expect(short(decoded)).toEqual(['k I 80200000', 'k L b0000000', 'k I 80200004', 'k S 80300000', 'k I 80200008']);
  });
});

describe('tasks', () => {
  const switches = (task: number, table?: number): bigint[] => [
    block(Block.kernel),
    ...(table === undefined ? [] : [word(K.space, table)]),
    load(0, task),
    word(K.task, task),
  ];

  test('a context switch within a system call leaves its services and enters those of the other', async () => {
    const call = [block(Block.call), block(Block.general), word(K.syscall, 4004)];
    const other = [block(Block.interrupt), ...switches(A, TABLE_A), ...leaves()];
    const words = [...call, ...switches(B, TABLE_B), ...leaves(), block(Block.user), load(1, 0x500000), ...other];
    expect(await rowsOf(...words, block(Block.after))).toEqual([
      ...['u I 40000c', 'u I 400010', 'u sysenter 4004', 'u trap 180', 'u enter write', ...GENERAL],
      ...['k I 80200000', 'k L 80abd000', 'k leave'],
      ...['k I 80200004', 'k I 80200008', ...LEAVES, 'u I 400000', 'u I 400004', 'u L 500000', 'u I 400008'].map((row) => `80abd000 ${row}`),
      ...['u trap 900', 'u enter interrupt', 'k I 80002900', 'k I 80002904', 'k I 80200000', 'k L 80abc000', 'k leave', 'k enter write'].map((row) => `80abd000 ${row}`),
      ...['k I 80200004', 'k I 80200008', ...LEAVES, 'k leave', 'u I 400014'],
    ]); // biome-ignore format: short
  });

  test('a program that is executed is another task of the same address in a space of its own; its name is noted', async () => {
    const name = [word(K.name, 2), BigInt(`0x${Buffer.from('make\0\0\0\0').reverse().toString('hex')}`), 0n];
    const call = [block(Block.call), block(Block.general), word(K.syscall, 4011), block(Block.kernel), word(K.space, TABLE_B)];
    const words = [...call, ...leaves(), ...name, block(Block.user), load(1, 0x500000)];
    const rows = await rowsOf(...words);
    expect(rows).toContain('u enter execve');
    expect(rows.filter((row) => row.includes('note'))).toEqual(['1000080abc000 k note task 1000080abc000: make']);
    expect(rows.at(-1)).toBe('1000080abc000 u I 400008');
  }); // biome-ignore format: short

  test('a thread of the kernel has a space of its own; an address is another task once its own has ended', async () => {
    const call = [block(Block.call), block(Block.general), word(K.syscall, 4246)];
    const words = [...call, ...switches(B), block(Block.kernel), ...switches(A, TABLE_A), ...leaves(), block(Block.user), load(1, 8)];
    const rows = await rowsOf(...words);
    expect(new Set(rows.map((row) => row.split(' ')[0]))).toEqual(new Set(['u', 'k', '80abd000', '180abc000']));
    expect(rows.at(-1)).toBe('180abc000 u I 400008');
  }); // biome-ignore format: short
});

test('where pages are that a task used in a gap is told when the window opens, of each space that a CPU goes on in', async () => {
  const uses = (frame: number): bigint[] => [block(Block.user), load(1, 0x500000), word(K.frame, frame)];
  const told = async (...words: bigint[]): Promise<string[]> => {
    const bytes = bytesOf([...BLOCKS, ...turn(0, [...begin, ...words, word(K.stop)])]);
    const { rows, problems } = await decode(bytes, { window: { records: 2, every: 10 } });
    expect(problems).toEqual([]);
    return rows
      .map((row) => row.split(','))
      .map(([, task, , kind, address, , info]) => `${task} ${kind} ${address}${kind === 'P' ? ` ${info}` : ''}`);
  };
  const first = [...uses(0x123), ...uses(0x124)]; // records 0 to 7
  const inWindow = ['L 500000', 'P 500000 125', 'I 400008'];
  const told124 = await told(...first, ...uses(0x125));
  expect(told124.slice(-5)).toEqual(['X 0', 'P 500000 124', ...inWindow].map((row) => `80abc000 ${row}`));
  // Another's page is told when that goes on.
  const other = [word(K.space, TABLE_B), word(K.task, B)];
  expect(
    (await told(...first, ...other, block(Block.user), load(1, 0x600000))).filter((row) => row.includes(' P ')),
  ).toEqual([]);
});

test('a recording that ends in a gap leaves the services that it is in', async () => {
  const call = [
    block(Block.call),
    block(Block.general),
    word(K.syscall, 4003),
    block(Block.kernel),
    load(0, 0x80300000),
  ];
  for (const records of [3, 4, 8]) {
    const window = { records, every: 100 };
    const { rows, problems } = await decode(bytesOf([...BLOCKS, ...turn(0, [...begin, ...call, word(K.stop)])]), {
      window,
    });
    expect(problems).toEqual([]);
    expect(rows.map((row) => row.split(',').at(-1)).filter((info) => info === 'enter read' || info === 'leave')).toEqual(['enter read', 'leave']); // biome-ignore format: a line
  }
});

test('what comes in pieces is what comes whole, and what is cut off gives what came before', async () => {
  const fault = [block(Block.user), word(K.partial, 2), ...refill, block(Block.rest), load(0, 0x500000)];
  const call = [block(Block.call), block(Block.general), word(K.syscall, 4003), ...leaves(), block(Block.after)];
  const bytes = bytesOf([...BLOCKS, ...turn(0, [...begin, ...fault, ...call])]);
  const { rows } = await decode(bytes);
  const references = (some: readonly string[]): string[] => some.filter((row) => /,[ILS],/.test(row));
  const all = references(rows);
  for (const chunk of [1, 8, 24, 100]) expect((await decode(bytes, { chunk })).rows).toEqual(rows);
  for (let cut = 0; cut < bytes.length; cut += 5) {
    const decoded = await decode(bytes.subarray(0, cut));
    expect(decoded).toMatchObject({ wrong: undefined, problems: [] });
    const some = references(decoded.rows);
    expect(some).toEqual(all.slice(0, some.length));
  }
});
