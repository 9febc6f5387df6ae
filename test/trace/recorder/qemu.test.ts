import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { type Recorded, type RecordOptions, record } from '../../../src/trace/recorder/index.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../../src/trace/words/markers.ts';
import { lacks } from '../../needs.ts';
import { noneRuns } from '../../none-runs.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder('qemu');
const file = (name: string): string => join(folder, name);

function build(name: string, source: string, ...options: string[]): void {
  writeFileSync(file(name), source);
  execFileSync('cc', ['-static', '-o', file(name.replace(/\..*/, '')), file(name), ...options]);
}

/** Without a library: what it does is what is written here. */
const KNOWN = `
.globl _start
.data
.balign 64
area: .fill 4096
.text
_start:
  lea area(%rip), %rsi
  mov $1000, %ecx
1: mov (%rsi), %rax
  mov %rax, 8(%rsi)
  addl $1, 16(%rsi)
  push %rax
  pop %rbx
  lock incl 24(%rsi)
  xchg %ebx, 28(%rsi)
  movdqa 32(%rsi), %xmm0
  movdqa %xmm0, 48(%rsi)
  movw %ax, 65(%rsi)
  movb %al, 70(%rsi)
  mfence
  dec %ecx
  jnz 1b
  lea 1024(%rsi), %rdi
  mov $100, %ecx
  cld
  rep movsq
  mov $10, %ecx
  rep stosb
  call f
  mov $3, %ebx
2: mov $110, %eax
  syscall
  dec %ebx
  jnz 2b
  mov $231, %eax
  mov $7, %edi
  syscall
f: ret
`;
/** Four workers, which wait at a pipe until all of them are there, and ten threads one after the other. */
const THREADS = `
#include <pthread.h>
#include <unistd.h>
static int n[64], pipes[2];
static long done;
static void *body(void *p) {
  char go;
  read(pipes[0], &go, 1);
  int *q = &n[(long)p];
  for (int i = 0; i < 2000; i++) *(volatile int *)q += i;
  __sync_fetch_and_add(&done, 1);
  return 0;
}
int main(void) {
  pthread_t t[4];
  pipe(pipes);
  for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, body, (void *)i);
  write(pipes[1], "abcd", 4);
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  write(pipes[1], "abcdefghij", 10);
  for (int i = 0; i < 10; i++) { pthread_create(&t[0], 0, body, 0); pthread_join(t[0], 0); }
  return 0;
}`;
const FORK = `
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int status;
  if (fork() == 0) { char *argv[] = { "true", 0 }; execv("/bin/true", argv); _exit(9); }
  wait(&status);
  if (fork() == 0) _exit(2);
  wait(&status);
  return 3;
}`;
const LOOP = 'int main(void) { for (volatile unsigned i = 0; ; i++) ; }';

/** A program of one segment at 0x400000, 512 bytes, from these instructions. */
function program(
  name: string,
  bits: 32 | 64,
  big: boolean,
  machine: number,
  flags: number,
  code: readonly number[],
): void {
  const b = Buffer.alloc(512);
  const u16 = (at: number, n: number): unknown => (big ? b.writeUInt16BE(n, at) : b.writeUInt16LE(n, at));
  const u32 = (at: number, n: number): unknown => (big ? b.writeUInt32BE(n, at) : b.writeUInt32LE(n, at));
  const word = bits / 8;
  /** An address-sized field. */
  const field = (at: number, n: number): unknown => u32(word === 8 && big ? at + 4 : at, n);
  const head = bits === 64 ? 64 : 52;
  const start = head + (bits === 64 ? 56 : 32);
  b.write('\x7fELF', 'latin1');
  b.set([bits / 32, big ? 2 : 1, 1], 4);
  for (const [at, n] of [[16, 2], [18, machine]]) u16(at, n); // biome-ignore format: pairs
  u32(20, 1);
  field(24, 0x400000 + start);
  field(24 + word, head);
  u32(24 + 3 * word, flags);
  for (const [i, n] of [head, start - head, 1].entries()) u16(28 + 3 * word + 2 * i, n);
  u32(head, 1); // PT_LOAD
  if (bits === 64) u32(head + 4, 7);
  else u32(head + 24, 7);
  const first = head + word;
  for (const [i, n] of [0, 0x400000, 0x400000, 512, 512].entries()) field(first + i * word, n);
  field(bits === 64 ? head + 48 : head + 28, 0x1000);
  for (const [i, instruction] of code.entries()) u32(start + 4 * i, instruction);
  writeFileSync(file(name), b, { mode: 0o755 });
}

/** Each loads from 0x400100, stores, loads linked, stores conditionally, waits for memory, and exits with 5. */
const FOREIGN = [
  {
    target: 'mips', bits: 32, big: true, machine: 8, flags: 0x70001000, exit: 4001, bytes: 4,
    code: [0x3c080040, 0x8d090100, 0xad090108, 0xc10a0110, 0xe10a0110, 0x0000000f, 0x24020fa1, 0x24040005, 0x0000000c],
    syncs: [1, 2, 0],
  },
  {
    target: 'aarch64', bits: 64, big: false, machine: 183, flags: 0, exit: 60, bytes: 8,
    code: [0xd2a00808, 0xf9408109, 0xf9008509, 0x91044108, 0xc85f7d0a, 0xc80b7d0a, 0xd5033bbf, 0xd2800ba8, 0xd28000a0, 0xd4000001],
    syncs: [1, 2, 0],
  },
  {
    target: 'riscv64', bits: 64, big: false, machine: 243, flags: 0, exit: 60, bytes: 8,
    code: [0x004002b7, 0x1002b303, 0x1062b423, 0x11028293, 0x1002b32f, 0x1862b3af, 0x0062b3af, 0x0ff0000f, 0x05d00893, 0x00500513, 0x00000073],
    syncs: [1, 2, 0, 0],
  },
] as const; // biome-ignore format: words

interface Found {
  /** By task's id: its CPU, and what it did. */
  tasks: Map<number, { cpu: number; space: number; did: string[] }>;
  cpus: number;
}

/** What each task did, a line each. */
async function look(path: string): Promise<Found> {
  const ids: number[] = [];
  const regions: bigint[] = [];
  const found: Found = { tasks: new Map(), cpus: 1 };
  const running: number[] = [];
  let cpu = 0;
  const trace = await openTrace(path, { details: true });
  for await (const { words, details } of trace.batches())
    for (let i = 0; i < words.length; ) {
      const word = words[i];
      const kind = word & 3;
      const type = markerType(word);
      if (kind !== Kind.marker) {
        const address = regions[word >>> 18] + BigInt(((word >>> 4) & 0x3fff) << 4) + BigInt(details[i] & 15);
        found.tasks
          .get(ids[running[cpu]])!
          .did.push(`${'IL?S'[kind]} ${address.toString(16)},${((details[i] >>> 4) & 63) + 1}`);
        i++;
        continue;
      }
      if (type === Marker.region) regions.push(((BigInt(words[i + 3]) << 32n) | BigInt(words[i + 2])) << 18n);
      else if (type === Marker.cpu) cpu = markerOperand(word);
      else if (type === Marker.task) {
        const id = words[i + 1] + words[i + 2] * 2 ** 32;
        ids.push(id);
        found.tasks.set(id, { cpu, space: words[i + 3], did: [] });
      } else if (type === Marker.run) running[cpu] = markerOperand(word);
      else if (type === Marker.syscall || type === Marker.sync)
        found.tasks
          .get(ids[running[cpu]])!
          .did.push(`${type === Marker.sync ? 'sync' : 'call'} ${markerOperand(word)}`);
      i += markerLength(word);
    }
  found.cpus = trace.totals!.cpus;
  return found;
}

async function recorded(
  name: string,
  command: string[],
  options: Partial<RecordOptions> = {},
): Promise<Recorded & Found> {
  const out = file(`${name}.arrow`);
  const result = await record({ command, out, with: 'qemu-user', ...options });
  const trace = await openTrace(out, { details: true });
  expect(await validate(trace)).toEqual([]);
  expect(trace.totals).toEqual(result.totals);
  return { ...result, ...(await look(out)) };
}

const texts = ({ notes }: Recorded): string => notes.map(({ text }) => text).join('\n');

describe.skipIf(lacks('qemu-x86_64', 'cc'))('disco record --with qemu-user (needs qemu-user and cc)', () => {
  const { XDG_CACHE_HOME: usual } = process.env;
  afterAll(() => {
    if (usual === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = usual;
  });
  beforeAll(() => {
    process.env.XDG_CACHE_HOME = file('kept');
    build('known.s', KNOWN, '-nostdlib');
    build('threads.c', THREADS, '-O1', '-pthread');
    build('fork.c', FORK);
    build('loop.c', LOOP);
  });

  test('counts what a program does, by arithmetic', async () => {
    const r = await recorded('known', [file('known')]);
    const instructions = 2 + 1000 * 14 + 3 + 100 + 1 + 10 + 3 + 3 * 4 + 3 + 2;
    expect(r.totals).toMatchObject({
      instructions,
      fetches: instructions,
      loads: 1000 * 6 + 100 + 1,
      stores: 1000 * 8 + 100 + 10 + 1,
      cpus: 1,
      tasks: 1,
    });
    expect(r.seen).toMatchObject({ systemCalls: 4, processes: 1, threads: 1 });
    const [{ did }] = r.tasks.values();
    expect(did.filter((line) => line.startsWith('call'))).toEqual(['call 110', 'call 110', 'call 110', 'call 231']);
    expect(did.filter((line) => line === 'sync 0')).toHaveLength(3000);
    expect(did.filter((line) => line.endsWith(',16'))).toHaveLength(2000);
    expect(r.exit).toEqual({ code: 7, signal: null });
    expect(texts(r)).toMatch(/^recorded with qemu-x86_64 \d/);
  });

  test.skipIf(lacks('valgrind'))(
    'agrees with lackey (needs valgrind) in every reference but lackey’s second load of an atomic instruction',
    async () => {
      const { tasks: mine } = await recorded('known', [file('known')]);
      await record({ command: [file('known')], out: file('lackey.arrow') });
      const { tasks: lackeys } = await look(file('lackey.arrow'));
      const stack = (did: readonly string[]): string => /^S ([0-9a-f]{7,}),8$/m.exec(did.join('\n'))![1];
      const [here, there] = [mine, lackeys].map((tasks) => {
        const [{ did }] = tasks.values();
        const base = stack(did);
        return did.filter((line) => !line.startsWith('sync')).map((line) => line.replace(base, 'stack'));
      });
      const twice = there.filter((line, i) => !(line.startsWith('L') && there[i + 1] === line));
      expect(there).toHaveLength(here.length + 2000);
      expect(twice).toEqual(here);
    },
  );

  test('threads are tasks on CPUs of their own, which do the same from run to run, whatever the turns', async () => {
    const runs = [];
    for (const quantum of [200, 200, 31]) runs.push(await recorded('threads', [file('threads')], { quantum }));
    const ofWorkers = runs.map(({ tasks }) =>
      [...tasks]
        .filter(([id]) => id >= 2 ** 32)
        .map(([id, { cpu, space, did }]) => ({
          thread: Math.floor(id / 2 ** 32),
          cpu,
          space,
          did,
        }))
        .sort((a, b) => a.thread - b.thread)
        .slice(0, 4),
    );
    for (const run of runs) {
      expect(run.seen).toMatchObject({ processes: 1, addressSpaces: 1, threads: 15 });
      expect(run.cpus).toBe(5);
    }
    expect(ofWorkers[0].map(({ thread, cpu, space }) => [thread, cpu, space])).toEqual([
      [1, 1, 1],
      [2, 2, 1],
      [3, 3, 1],
      [4, 4, 1],
    ]);
    expect(ofWorkers[0].every(({ did }) => did.length > 2000)).toBe(true);
    expect(ofWorkers[1]).toEqual(ofWorkers[0]);
    expect(ofWorkers[2]).toEqual(ofWorkers[0]);
  });

  test('a forked process is recorded; the program that it executes is not, and the notes say so', async () => {
    const r = await recorded('fork', [file('fork')]);
    expect(r.seen).toMatchObject({ processes: 3, addressSpaces: 3, threads: 3 });
    expect([...r.tasks.values()].map(({ space }) => space)).toEqual([1, 2, 3]);
    const calls = [...r.tasks.values()].map(({ did }) => did.filter((line) => line.startsWith('call')).at(-1));
    expect(calls).toEqual(['call 231', 'call 59', 'call 231']);
    expect(r.exit).toEqual({ code: 3, signal: null });
    expect(texts(r)).toContain('1 process went on to execute a program that the emulator does not run');
    expect(texts(r)).toMatch(/process \d+: forked from process \d+/);
  });

  test.each(FOREIGN)('programs of other architectures are recorded: $target', async (each) => {
    const { target, bits, big, machine, flags, code, syncs, exit, bytes } = each;
    program(target, bits, big, machine, flags, code);
    const r = await recorded(target, [file(target)]);
    expect(r.exit).toEqual({ code: 5, signal: null });
    expect(r.notes[0].text).toContain(`recorded with qemu-${target} `);
    const [{ did }] = r.tasks.values();
    const start = 0x400000 + (bits === 64 ? 120 : 84);
    const fetches = code.map((_, i) => `I ${(start + 4 * i).toString(16)},4`);
    expect(did.filter((line) => line.startsWith('I'))).toEqual(fetches);
    expect(did.filter((line) => line.startsWith('sync'))).toEqual(syncs.map((kind) => `sync ${kind}`));
    const amo = syncs.length > 3 ? [`L 400110,${bytes}`, `S 400110,${bytes}`] : [];
    const data = [`L 400100,${bytes}`, `S 400108,${bytes}`, `L 400110,${bytes}`, `S 400110,${bytes}`, ...amo];
    expect(did.filter((line) => /^[LS]/.test(line))).toEqual(data);
    expect(did.at(-1)).toBe(`call ${exit}`);
  });

  test('windows keep exactly as many records of each period as asked', async () => {
    const whole = await recorded('known', [file('known')]);
    const r = await recorded('windows', [file('threads')], { window: { records: 100, every: 10_000 } });
    const { records } = r.seen;
    expect(records).toBeGreaterThan(whole.seen.records);
    expect(r.totals.references).toBe(100 * Math.floor(records / 10_000) + Math.min(100, records % 10_000));
    expect(texts(r)).toContain('windows: the first 100 of every 10,000 records are kept');
  });

  test('an interrupt leaves a whole container with what was recorded, and no process', async () => {
    const stop = new AbortController();
    const onProgress = ({ records }: { records: number }): void => {
      if (records > 300_000) stop.abort();
    };
    const r = await recorded('loop', [file('loop')], { signal: stop.signal, onProgress });
    expect(r.interrupted).toBe(true);
    expect(r.totals.references).toBeGreaterThan(300_000);
    expect(texts(r)).toContain('the recording was interrupted, and the command stopped');
    await noneRuns(file('loop'));
  });

  test('an emulator that is killed leaves what was recorded, and the notes say so', async () => {
    let killed = false;
    const onProgress = ({ records }: { records: number }): void => {
      if (records < 300_000 || killed) return;
      killed = true;
      const [pid] = execFileSync('pgrep', ['-f', `^qemu-x86_64 .*${file('loop')}`], { encoding: 'utf8' }).split('\n');
      process.kill(Number(pid), 'SIGKILL');
    };
    const r = await recorded('killed', [file('loop')], { onProgress });
    expect(r.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(r.totals.references).toBeGreaterThan(300_000);
    expect(texts(r)).toContain('the command ended with signal SIGKILL');
    expect(texts(r)).toContain('1 process ended without a word');
  });

  test('a trace that can hold no more ends as by an interrupt, with what came before', async () => {
    const encoder = new TraceEncoder({ layout: { regions: 2, inOnePiece: 2 } });
    const r = await recorded('full', [file('threads')], { encoder });
    expect([r.interrupted, r.totals.regions]).toEqual([true, 2]);
    expect(texts(r)).toContain(`the recording is as long as it can be: ${r.full}`);
  });

  /** Attempts to record, and the message. */
  async function refused(options: Partial<RecordOptions>): Promise<string> {
    const out = file('none.arrow');
    const error = await record({ command: [file('known')], out, with: 'qemu-user', ...options }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(existsSync(out)).toBe(false);
    return (error as Error).message;
  }

  test('what cannot be recorded is an error that says what to do', async () => {
    writeFileSync(file('script'), '#!/bin/sh\ntrue\n', { mode: 0o755 });
    expect(await refused({ command: [file('script')] })).toContain(
      'is a script (#!/bin/sh), and qemu-user records one program',
    );
    writeFileSync(file('text'), 'no program', { mode: 0o755 });
    expect(await refused({ command: [file('text')] })).toContain(
      'found "no program", expected a program (an ELF file)',
    );
    expect(await refused({ command: ['no-such-command'] })).toContain('it is not in PATH');
    expect(await refused({ emulator: 'qemu-none' })).toContain(
      'the emulator qemu-none is not installed; install the package qemu-user',
    );
    expect(await refused({ emulator: 'true' })).toContain('true is no user emulator of QEMU');
    expect(await refused({ emulator: 'qemu-mips' })).toContain('nothing was recorded: qemu-mips could not run');
    writeFileSync(file('qemu-static'), '#!/bin/sh\necho usage: qemu-x86_64 version 7.2, -g port\n', { mode: 0o755 });
    expect(await refused({ emulator: file('qemu-static') })).toContain('takes no plugins');
    expect(await refused({ out: file('no-folder/a.arrow') })).toContain('there is no folder');
  });

  test('the plugin is compiled once, and where nothing can be kept; without a compiler the error says how to get one', async () => {
    const { XDG_CACHE_HOME, CC, PATH } = process.env;
    const restore = (): void => {
      for (const [name, value] of Object.entries({ XDG_CACHE_HOME, CC, PATH }))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    };
    try {
      process.env.XDG_CACHE_HOME = file('empty');
      process.env.CC = 'no-such-cc';
      expect(await refused({})).toContain(
        'the C compiler no-such-cc is not installed; install one (apt-get install gcc libc6-dev)',
      );
      process.env.CC = 'false';
      expect(await refused({})).toContain('the C compiler false cannot compile the plugin');
      delete process.env.CC;
      await recorded('known', [file('known')]);
      expect(readdirSync(file('empty/disco-replay'))).toEqual([
        expect.stringMatching(/^qemu-user-plugin-[0-9a-f]{16}\.so$/),
      ]);
      process.env.CC = 'false';
      await recorded('known', [file('known')]);
      delete process.env.CC;
      process.env.XDG_CACHE_HOME = file('known'); // no folder
      await recorded('known', [file('known')]);
      process.env.PATH = file('bin');
      expect(await refused({})).toContain('the emulator qemu-x86_64 is not installed');
    } finally {
      restore();
    }
  });

  test('without Valgrind, the error names what is there', async () => {
    const { PATH } = process.env;
    execFileSync('mkdir', ['-p', file('only-qemu')]);
    symlinkSync('/bin/true', file('only-qemu/qemu-x86_64'));
    process.env.PATH = file('only-qemu');
    try {
      expect(await refused({ with: 'valgrind' })).toMatch(
        /apt-get install valgrind\); --with qemu-user, which is installed, records one program/,
      );
    } finally {
      process.env.PATH = PATH;
    }
  });
});
