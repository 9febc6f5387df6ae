import { existsSync, readFileSync } from 'node:fs';

/** Where answers are kept. */
export const REPORTS = new URL('../reports/real-kernel/', import.meta.url);

interface Recording {
  /** For people. */
  what: string;
  options?: string;
  /** For the guest's shell, in its /work. */
  command: string;
  /** What is asked about it, by file; `TRACE` stands for the recording. */
  questions: Readonly<Record<string, string>>;
}

const ENGINE = 'cd gnuchess-6.2.7/src/engine';
const PMAKE = `${ENGINE} && make -j2 CXXFLAGS="-O1 -w" attack.o board.o`;
/** Two structures, or all of an ablation's, of four copies. */
const FOUR = '--vms-from trace=4 --json';

export const RECORDINGS: Readonly<Record<string, Recording>> = {
  shell: {
    what: 'busybox: ls, sort, awk, grep, gzip, tar, find, ps, cp, cat, wc',
    command:
      'cd gnuchess-6.2.7; ls -lR src; ls -l man | sort -r; awk "{ n += NF } END { print n }" src/engine/a*.cc; grep -c include src/engine/*.cc; gzip -c README | wc -c; tar cf /tmp/all.tar man src/engine/*.h; find . -name "*.cc" | wc -l; ps; for n in 1 2 3 4 5 6; do cp README /tmp/copy; cat /tmp/copy | wc; done; rm /tmp/copy /tmp/all.tar',
    questions: {
      kernel: 'kernel TRACE --beside irix-5.3 --json',
      compare: 'compare TRACE --json',
      four: `compare TRACE ${FOUR}`,
    },
  },
  short: {
    what: 'busybox: ls, wc, cp, cmp',
    command: 'cd gnuchess-6.2.7; ls -l src; wc README; cp README /tmp/copy; cmp README /tmp/copy',
    questions: {
      kernel: 'kernel TRACE --json',
      compare: 'compare TRACE --json',
      ablation: 'ablate TRACE --json',
      four: `compare TRACE ${FOUR}`,
      'four-ablation': `ablate TRACE ${FOUR}`,
    },
  },
  cc: {
    what: 'gcc 12: a program of one line, compiled, linked and run',
    command: `echo '#include <stdio.h>\nint main(void) { puts("hello"); }' > hello.c; gcc -O1 -o hello hello.c && ./hello`,
    questions: {
      kernel: 'kernel TRACE --json',
      compare: 'compare TRACE --json',
      four: `compare TRACE ${FOUR}`,
    },
  },
  'chess-one': {
    what: 'one file of GNU Chess, g++ 12 at -O0',
    command: `${ENGINE} && make attack.o CXXFLAGS="-O0 -w"`,
    questions: {
      kernel: 'kernel TRACE --json',
      compare: 'compare TRACE --json',
    },
  },
  chess: {
    what: 'the paper’s pmake: two files of GNU Chess, make -j2, g++ 12 at -O1',
    command: PMAKE,
    questions: { kernel: 'kernel TRACE --json', compare: 'compare TRACE --json' },
  },
  'chess-2cpus': {
    what: 'the same on two CPUs',
    options: '--cpus 2',
    command: PMAKE,
    questions: { kernel: 'kernel TRACE --json', compare: 'compare TRACE --json' },
  },
};

/** Guests whose kernels are inserted into the trace `make`, asked as if that were a recording. */
export const GUESTS = ['irix-5.3', 'linux-6.1'] as const;

export const fileOf = (name: string, question: string): URL => new URL(`${name}-${question}.json`, REPORTS);
/** What was said of a recording; undefined: it was not asked. */
export const answer = <T>(name: string, question: string): T | undefined =>
  existsSync(fileOf(name, question)) ? (JSON.parse(readFileSync(fileOf(name, question), 'utf8')) as T) : undefined;
