// Speed of `disco record --with qemu-user`, from program to container: `node bench/record.ts`, or with --smoke one round of short programs.
// Beside it stands what the emulator takes for the same program by itself.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './product.ts';
import { median, publish, smoke } from './results.ts';

const ROUNDS = smoke ? 1 : 5;
const { record } = await load<typeof import('../src/trace/recorder/index.ts')>('trace/recorder/index');

const PROGRAMS = {
  'random updates': {
    size: smoke ? 10_000 : 3_000_000,
    source: `static unsigned long t[1 << 20];
      int main(int c, char **v) { unsigned long x = 1; for (long i = atol(v[1]); i > 0; i--) { x = x * 6364136223846793005UL + 1442695040888963407UL; t[x >> 44] ^= x; } return t[5] == 1; }`,
  },
  matrices: {
    size: smoke ? 20 : 120,
    source: `static double a[200][200], b[200][200], c[200][200];
      int main(int k, char **v) { int n = atoi(v[1]); for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) for (int l = 0; l < n; l++) c[i][j] += a[i][l] * b[l][j]; return c[1][1] > 1; }`,
  },
  'four threads': {
    size: smoke ? 1000 : 500_000,
    source: `static struct { int n[4]; } s; static int n;
      static void *body(void *p) { int *q = &s.n[(long)p]; for (int i = 0; i < n; i++) *(volatile int *)q += i; return 0; }
      int main(int c, char **v) { pthread_t t[4]; n = atoi(v[1]); for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, body, (void *)i); for (int i = 0; i < 4; i++) pthread_join(t[i], 0); return 0; }`,
  },
};

const folder = mkdtempSync(join(tmpdir(), 'bench-record-'));
try {
  const rows: string[][] = [];
  for (const [name, { size, source }] of Object.entries(PROGRAMS)) {
    const program = join(folder, 'program');
    writeFileSync(`${program}.c`, `#include <pthread.h>\n#include <stdlib.h>\n${source}\n`);
    execFileSync('cc', ['-O2', '-static', '-pthread', '-o', program, `${program}.c`]);
    const seconds: number[] = [];
    const nanoseconds: number[] = [];
    const alone: number[] = [];
    let records = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      const command = [program, String(size)];
      const started = performance.now();
      const before = process.cpuUsage();
      const { seen } = await record({ command, out: join(folder, 't.arrow'), with: 'qemu-user' });
      const { user, system } = process.cpuUsage(before);
      const between = performance.now();
      execFileSync('qemu-x86_64', command);
      if (round === 0 && !smoke) continue; // it compiles the code
      records = seen.records;
      seconds.push((between - started) / 1000);
      nanoseconds.push(((user + system) * 1000) / records);
      alone.push((performance.now() - between) / 1000);
    }
    const elapsed = median(seconds);
    rows.push([
      name,
      (records / 1e6).toFixed(1),
      (records / elapsed / 1e6).toFixed(1),
      median(nanoseconds).toFixed(0),
      (elapsed / median(alone)).toFixed(0),
    ]);
  }
  publish('record', [
    {
      name: 'bench-record',
      caption: `From a program under qemu-user to the container, medians of ${ROUNDS} rounds`,
      head: [
        'program',
        'M records',
        'M records/s',
        'ns of CPU time here, a record',
        'times as long as the emulator alone',
      ],
      align: 'lrrrr',
      rows,
    },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
