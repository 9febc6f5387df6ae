import type { Access } from '../replay/oracle.ts';

/** A deterministic program of `n` accesses: code in loops and calls, a stack, strided arrays, pointers; all lengths, some unaligned. */
export function program(n: number): Access[] {
  let state = 12345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const accesses: Access[] = [];
  let pc = 0x400000;
  let stack = 0x7fff0000;
  let stride = 0;
  while (accesses.length < n) {
    const length = 1 + random(random(8) === 0 ? 60 : 12);
    accesses.push({ kind: 'fetch', address: pc, bytes: length });
    pc += length;
    if (random(12) === 0) pc = 0x400000 + random(random(10) === 0 ? 400_000 : 9000);
    switch (random(7)) {
      case 0:
        stack += 16 * (random(9) - 4);
        accesses.push({ kind: 'store', address: stack, bytes: 8 });
        break;
      case 1:
        accesses.push({ kind: 'load', address: stack + 8 * random(40), bytes: 8 });
        break;
      case 2:
        stride += 24;
        accesses.push({ kind: 'load', address: 0x10000000 + (stride % 900_000), bytes: 4 });
        break;
      case 3:
        accesses.push({ kind: 'store', address: 0x20000000 + (stride % 60_000), bytes: 2 ** random(7) });
        break;
      case 4:
        accesses.push({ kind: random(3) === 0 ? 'store' : 'load', address: 0x30000000 + 16 * random(60_000), bytes: 1 + random(90) });
        break;
      case 5: // a block store, aligned: covers lines whole
        accesses.push({ kind: 'store', address: 0x28000000 + 128 * random(3000), bytes: 32 << random(4) });
        break;
    }
  }
  return accesses.slice(0, n);
}
