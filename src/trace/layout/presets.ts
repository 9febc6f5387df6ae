import type { LayoutText } from './layout.ts';

/** A layout that has a name: a format of its own. */
export interface Preset extends LayoutText {
  readonly name: string;
  /** What a file of it is, in a sentence. */
  readonly called: string;
  /** A line of it. */
  readonly example: string;
  /** Where the layout is described. */
  readonly source: string;
  /** What such a trace lacks, a sentence each. */
  readonly lacks: readonly string[];
}

const NO_SIZES = 'sizes of accesses are not in it: each is taken for the byte at its address';
const NO_FETCHES = 'instruction fetches are not in it';
const LIST = 'a list of operations and addresses';

/** Layouts that everybody's texts have. */
export const PRESETS = [
  {
    name: 'pin',
    called: "Pin's pinatrace text",
    example: '0x401000: R 0x7fffe4d8 8',
    lines: ['ip: op(R|W) address [size [..]]'],
    source: "source/tools/SimpleExamples/pinatrace.cpp of Intel Pin's kit",
    lacks: [
      'instruction lengths are not in it: each line is taken for a fetch of 4 bytes at its instruction, and its access',
      'instructions that access no memory are not in it: fetches and the clock of instructions fall short',
    ],
  },
  {
    name: 'op-address',
    called: LIST,
    example: 'R 0x7fffe4d8',
    lines: ['op(R|W|L|S) address'],
    source: 'courses on computer architecture whose cache simulator reads `r|w <hex address>` (gcc_trace.txt); Pin tools that print no instruction address', // biome-ignore format: a line
    lacks: [NO_SIZES, NO_FETCHES],
  },
  {
    name: 'op-address-size',
    called: LIST,
    example: 'R 0x7fffe4d8 16',
    lines: ['op(R|W|L|S|I) address size(dec)'],
    source: "the same with a size in decimal; DineroIV's extended din has it in hexadecimal, and sizes of two digits and more tell which it is", // biome-ignore format: a line
    lacks: [NO_FETCHES],
  },
  {
    name: 'address-op',
    called: LIST,
    example: '0041f7a0 R',
    lines: ['address op(R|W) [size]'],
    source: 'https://github.com/castlenum/Virtual-Memory-Management-Simulator, README.md; courses on operating systems with bzip.trace, gcc.trace, sixpack.trace and swim.trace', // biome-ignore format: a line
    lacks: [NO_SIZES, NO_FETCHES],
  },
  {
    name: 'op-address-count',
    called: LIST,
    example: 'l 0x1fffff50 1',
    lines: ['op(l|s) address count'],
    source: 'https://github.com/ScobraCK/Assignments, README.md: `l` or `s`, an address, a third field that many simulators ignore', // biome-ignore format: a line
    lacks: [NO_SIZES, NO_FETCHES],
  },
  {
    name: 'hash',
    called: LIST,
    example: '# 0 7fffed80 1',
    lines: ['# op(0=load|1=store|2=fetch) address count'],
    source: 'https://occs.oberlin.edu/~ctaylor/classes/210SP13/cache.html',
    lacks: [NO_SIZES, NO_FETCHES],
  },
  {
    name: 'perf-mem',
    called: 'text of perf script',
    example: 'a.out 3211 50.000000: 1 cpu/mem-loads/P: 7fffe4d8 401136 main+0x6 (a.out)',
    lines: [
      "..'mem-'op(loads-aux=none|loads=load|stores=store)..: address ..",
      "..: ..: address ..'|OP 'op(LOAD=load|STORE=store|N/A=none|PFETCH=none|EXEC=none)..",
    ],
    source: 'https://man7.org/linux/man-pages/man1/perf-script.1.html (-F ...,event,addr,data_src) and perf-mem.1.html',
    lacks: [
      'samples, not all accesses: what lies between two of them is not in it, so misses and sharing are not those of the program',
      NO_SIZES,
      NO_FETCHES,
      'threads, CPUs and times of the samples are not read',
    ],
  },
  {
    name: 'usimm',
    called: "USIMM's trace",
    example: '12 R 0x7fffe4c0 0x401136',
    lines: ['count op(R|W) address(64) [_]'],
    source: 'USIMM, the Utah SImulated Memory Module: what its main.c scans, https://github.com/pranith/usimm',
    lacks: [
      'what caches of the recording machine answered is not in it: these are the misses that memory saw',
      'each access is taken for a line of 64 bytes',
      NO_FETCHES,
    ],
  },
  {
    name: 'ramulator2',
    called: "Ramulator 2's LoadStoreTrace",
    example: 'LD 0x12345680',
    lines: ['op(LD|ST) address(auto)'],
    source: 'https://github.com/CMU-SAFARI/ramulator2, LoadStoreTrace: `LD` or `ST` and an address, decimal or with 0x',
    lacks: [NO_SIZES, NO_FETCHES],
  },
  {
    name: 'ramulator',
    called: "Ramulator's CPU trace",
    example: '17 20734016 20734080',
    lines: ['count load(dec) [store(dec)]'],
    source: 'https://github.com/CMU-SAFARI/ramulator, README.md: `<num-cpuinst> <addr-read> [<addr-writeback>]`',
    lacks: [
      'what caches of the recording machine answered is not in it: these are the misses that memory saw, and dirty lines written back',
      NO_SIZES,
      NO_FETCHES,
    ],
  },
] as const satisfies readonly Preset[];
