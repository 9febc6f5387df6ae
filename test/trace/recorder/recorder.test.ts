import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { openArrow } from '../../../src/trace/arrow/index.ts';
import { openInput } from '../../../src/trace/bytes/input.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { type Recorded, type RecordOptions, record } from '../../../src/trace/recorder/index.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../../src/trace/words/markers.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { lacks } from '../../needs.ts';
import { noneRuns } from '../../none-runs.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder('recorder');
const file = (name: string): string => join(folder, name);

function compile(name: string, source: string, ...options: string[]): void {
  writeFileSync(file(`${name}.c`), source);
  execFileSync('cc', ['-O1', '-o', file(name), file(`${name}.c`), ...options]);
}

const FORK = `
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int status;
  if (fork() == 0) { char *argv[] = { "true", 0 }; execv("/bin/true", argv); _exit(9); }
  wait(&status);
  return status == 0 ? 3 : 4;
}`;
const THREADS = `
#include <pthread.h>
#include <unistd.h>
static void *body(void *unused) { getppid(); return unused; }
int main(void) {
  pthread_t t[3];
  for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, body, 0);
  for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
  return 0;
}`;
const LOOP = 'int main(void) { for (volatile unsigned i = 0; ; i++) ; }';
const GETPPID = 110;
const EXECVE = 59;

/** What a trace holds: tasks as [pid, space], and for each the system calls, references and turns. */
interface Found {
  tasks: [number, number][];
  calls: number[][];
  references: number[];
  windowSizes: number[];
}

const open = async (path: string): Promise<Trace> => openArrow(await openInput(path), { details: true });

async function look(path: string): Promise<Found> {
  const found: Found = { tasks: [], calls: [], references: [], windowSizes: [0] };
  let task = -1;
  for await (const { words } of (await open(path)).batches())
    for (let i = 0; i < words.length; ) {
      const word = words[i];
      const type = (word & 3) === Kind.marker ? markerType(word) : undefined;
      if (type === undefined || type === Marker.wide) {
        found.references[task]++;
        found.windowSizes[found.windowSizes.length - 1]++;
      } else if (type === Marker.continued) {
        found.references[task]--; // its second part is no access of its own
        found.windowSizes[found.windowSizes.length - 1]--;
      } else if (type === Marker.task) {
        found.tasks.push([words[i + 1], words[i + 3]]);
        found.calls.push([]);
        found.references.push(0);
      } else if (type === Marker.run) task = markerOperand(word);
      else if (type === Marker.syscall) found.calls[task].push(markerOperand(word));
      else if (type === Marker.window) found.windowSizes.push(0);
      i += type === undefined ? 1 : markerLength(word);
    }
  return found;
}

async function recorded(
  name: string,
  command: string[],
  options: Partial<RecordOptions> = {},
): Promise<Recorded & Found> {
  const out = file(`${name}.arrow`);
  const result = await record({ command, out, ...options });
  const trace = await open(out);
  expect(await validate(trace)).toEqual([]);
  expect(trace.totals).toEqual(result.totals);
  expect(trace.notes).toEqual(result.notes);
  return { ...result, ...(await look(out)) };
}

describe.skipIf(lacks('valgrind', 'cc'))('disco record (needs valgrind and cc)', () => {
  beforeAll(() => {
    compile('fork', FORK);
    compile('threads', THREADS, '-pthread');
    compile('loop', LOOP);
  });

  test('records every reference of a small command, one task in one address space', async () => {
    const r = await recorded('true', ['/bin/true']);
    expect(r.totals.references).toBeGreaterThan(50_000);
    expect(r.seen).toEqual({
      records: r.totals.references,
      instructions: r.totals.instructions,
      systemCalls: r.calls[0].length,
      processes: 1,
      addressSpaces: 1,
      threads: 1,
    });
    expect(r.tasks.map(([, space]) => space)).toEqual([1]);
    expect(r.calls[0].at(-1)).toBe(231); // exit_group
    expect([r.exit, r.interrupted]).toEqual([{ code: 0, signal: null }, false]);
    const { header } = await open(file('true.arrow'));
    expect(header).toMatchObject({ command: '/bin/true', cpus: 1, level: 'user', architecture: 'flat' });
    expect(r.notes.filter(({ text }) => text.includes('not understood'))).toEqual([]);
  });

  test('records as many references as lackey prints by itself', async () => {
    const r = await recorded('again', ['/bin/true']);
    const log = file('lackey.txt');
    execFileSync('valgrind', [
      '--tool=lackey',
      '--trace-mem=yes',
      '--basic-counts=no',
      `--log-file=${log}`,
      '/bin/true',
    ]);
    const lines = execFileSync('awk', ['/^I  /{i++} /^ [LS]/{d++} /^ M/{d+=2} END{print i, i+d}', log], {
      encoding: 'utf8',
    });
    const [instructions, references] = lines.split(' ').map(Number);
    // The environment and the auxiliary vector move by some bytes from run to run.
    expect(Math.abs(r.totals.instructions / instructions - 1)).toBeLessThan(0.01);
    expect(Math.abs(r.totals.references / references - 1)).toBeLessThan(0.01);
  });

  test('threads are tasks of one address space', async () => {
    const r = await recorded('threads', [file('threads')]);
    expect(r.seen).toMatchObject({ processes: 1, threads: 4 });
    expect(r.tasks.map(([, space]) => space)).toEqual([1, 1, 1, 1]);
    const callers = r.calls.map((calls) => calls.filter((number) => number === GETPPID).length);
    expect(callers).toEqual([0, 1, 1, 1]);
    expect(new Set(r.tasks.map(([pid]) => pid)).size).toBe(1);
  });

  test('a forked process and the program it executes have address spaces of their own', async () => {
    const r = await recorded('fork', [file('fork')]);
    expect(r.seen).toMatchObject({ processes: 2, addressSpaces: 3, threads: 3 });
    expect(r.tasks.map(([, space]) => space)).toEqual([1, 2, 3]);
    const [[parent], [child], [program]] = r.tasks;
    expect([child === parent, program === child]).toEqual([false, true]);
    expect(r.calls[1].at(-1)).toBe(EXECVE);
    expect(r.calls[2].at(-1)).toBe(231);
    expect(r.references[2]).toBeGreaterThan(50_000);
    expect(r.exit).toEqual({ code: 3, signal: null });
    expect(r.notes.map(({ text }) => text)).toContain('the command ended with exit code 3');
    const name = file('fork');
    const shown = name.length > 60 ? `${name.slice(0, 59)}…` : name;
    expect(r.notes.map(({ text }) => text)).toContain(`process ${child}: forked from ${shown}`);
    expect(r.notes.map(({ text }) => text)).toContain(`process ${child}: /bin/true`);
  });

  test('processes side by side take turns of a slice', async () => {
    const r = await recorded('side', ['/bin/sh', '-c', '/bin/true & /bin/true & wait'], { slice: 10_000 });
    expect(r.seen).toMatchObject({ processes: 3, addressSpaces: 5 });
    expect(r.references.reduce((a, b) => a + b)).toBe(r.totals.references);
    expect(r.totals.events).toBeGreaterThan(20);
  });

  test('windows keep exactly as many records of each period as asked, across processes', async () => {
    const r = await recorded('windows', [file('fork')], { window: { records: 1000, every: 25_000 } });
    const { records } = r.seen;
    const whole = Math.floor(records / 25_000);
    const last = Math.min(1000, records % 25_000);
    expect(r.windowSizes).toEqual([0, ...Array(whole).fill(1000), ...(last > 0 ? [last] : [])]);
    expect(r.totals.references).toBe(1000 * whole + last);
    expect(r.totals.windows).toBe(r.windowSizes.length - 1); // each has a marker, the first too
    expect(r.notes.find(({ text }) => text.startsWith('windows:'))?.text).toContain(
      'the first 1,000 of every 25,000 records',
    );
    const inside = r.calls.flat().length;
    expect(r.notes.map(({ text }) => text).join()).toContain(`${r.seen.systemCalls - inside} of them between windows`);
  });

  test('a window as long as its period is no window', async () => {
    const r = await recorded('all', ['/bin/true'], { window: { records: 500, every: 500 } });
    expect([r.totals.windows, r.totals.references]).toEqual([0, r.seen.records]);
  });

  test('an interrupt leaves a whole container with what was recorded, and no process', async () => {
    const stop = new AbortController();
    let told = 0;
    const r = await recorded('loop', ['/bin/sh', '-c', `${file('loop')} & wait`], {
      signal: stop.signal,
      onProgress: ({ records, processes }) => {
        told++;
        if (records > 300_000 && processes === 2) stop.abort();
      },
    });
    expect(r.interrupted).toBe(true);
    expect(told).toBeGreaterThan(0);
    expect(r.totals.references).toBeGreaterThan(300_000);
    expect(r.notes.map(({ text }) => text).join()).toContain('the recording was interrupted, and the command stopped');
    await noneRuns(file('loop'));
  });

  test('a trace that can hold no more ends as by an interrupt, with what came before', async () => {
    const encoder = new TraceEncoder({ layout: { regions: 4, inOnePiece: 4 } });
    const r = await recorded('full', ['/bin/true'], { encoder });
    expect([r.interrupted, r.totals.regions]).toEqual([true, 4]);
    expect(r.totals.references).toBeGreaterThan(0);
    expect(r.full).toMatch(/^the trace touches memory in more than 4 places/);
    expect(r.notes.map(({ text }) => text)).toContain(`the recording is as long as it can be: ${r.full}`);
  });

  test('an interrupt that comes before the first record writes nothing', async () => {
    const out = file('early.arrow');
    await expect(record({ command: ['/bin/true'], out, signal: AbortSignal.abort() })).rejects.toThrow(UserError);
    expect(existsSync(out)).toBe(false);
  });

  test('a command killed by a signal is recorded up to there', async () => {
    const r = await recorded('killed', ['/bin/sh', '-c', 'kill -TERM $$']);
    expect(r.exit).toEqual({ code: null, signal: 'SIGTERM' });
    expect(r.notes.map(({ text }) => text)).toContain('the command ended with signal SIGTERM');
  });

  test.each([
    ['a name that is not in PATH', ['no-such-command'], 'no-such-command cannot be started: it is not in PATH'],
    ['a path that does not exist', ['./no/such/file'], './no/such/file cannot be started: it is no file'],
    ['a folder', ['/tmp'], '/tmp cannot be started: it is no file'],
    ['nothing', [], 'there is no command to record'],
  ])('%s is refused before anything starts', async (_, command, message) => {
    const attempt = record({ command, out: file('none.arrow') });
    await expect(attempt).rejects.toThrow(UserError);
    await expect(attempt).rejects.toThrow(message);
  });

  test('a file that may not be executed, or whose interpreter is missing, is an error that says so', async () => {
    writeFileSync(file('text'), 'no program');
    await expect(record({ command: [file('text')], out: file('none.arrow') })).rejects.toThrow('cannot be executed');
    chmodSync(file('text'), 0o755);
    writeFileSync(file('text'), '#!/no/such/interpreter\n');
    await expect(record({ command: [file('text')], out: file('none.arrow') })).rejects.toThrow('nothing was recorded');
  });

  test.each([
    [10, 5],
    [0, 5],
    [1.5, 5],
  ])('a window of %d of every %d is refused', async (records, every) => {
    const attempt = record({ command: ['/bin/true'], out: file('none.arrow'), window: { records, every } });
    await expect(attempt).rejects.toThrow(`a window of ${records} records of every ${every}`);
  });

  test('a folder that does not exist is an error, and the command is not left running', async () => {
    const out = file('no-folder/out.arrow');
    await expect(record({ command: [file('loop')], out })).rejects.toThrow('there is no folder');
    await noneRuns(file('loop'));
  });

  test('without Valgrind the error says how to get it', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      await expect(record({ command: ['/bin/true'], out: file('none.arrow') })).rejects.toThrow(
        'apt-get install valgrind',
      );
    } finally {
      process.env.PATH = path;
    }
  });

  test('nothing else is left behind', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name === 'none.arrow')).toEqual([]);
  });
});
