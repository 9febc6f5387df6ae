import { describe, expect, test } from 'vitest';
import { TURN_INSTRUCTIONS } from '../../../src/trace/placement/cutter.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import type { Batch } from '../../../src/trace/words/trace.ts';
import { Sync } from '../../../src/trace/words/vocabulary.ts';
import { decode } from '../words/steps.ts';
import { placed } from './tools.ts';

const [READ, WRITE, CLONE, EXIT, FUTEX, GETPID, NANOSLEEP] = [0, 1, 56, 60, 202, 39, 35];

/** Recorded on one CPU: a line each, `task what`: a number of instructions, `>N` and `<N` a call and its return, `sc`. All tasks share memory. */
function recorded(text: string): Batch[] {
  const encoder = new TraceEncoder();
  let fetches = 0;
  for (const line of text.trim().split('\n')) {
    const [task, ...whats] = line.trim().split(/\s+/);
    encoder.task(task, 1);
    for (const what of whats) {
      if (what === 'sc') encoder.event(Marker.sync, Sync.storeConditional);
      else if (what.startsWith('>')) encoder.event(Marker.syscall, Number(what.slice(1)));
      else if (what.startsWith('<')) encoder.event(Marker.sysret, Number(what.slice(1)));
      else for (let n = 0; n < Number(what); n++) encoder.reference(Kind.fetch, 0, (fetches++ * 4) & 0x3fffc, 4, 1);
    }
  }
  return [encoder.finish()];
}

/** What went out, in the same language. */
function told(batches: Iterable<Batch>): string {
  const lines: string[] = [];
  let last = '';
  const add = (task: string, what: string): void => {
    const before = lines.at(-1) ?? '';
    const count = /^(.*?)(\d+)$/.exec(before);
    if (task !== last) lines.push(`${task} ${what}`);
    else if (what === '1' && count !== null && !/[<>]\d+$/.test(before))
      lines[lines.length - 1] = `${count[1]}${Number(count[2]) + 1}`;
    else lines[lines.length - 1] = `${before} ${what}`;
    last = task;
  };
  for (const line of decode(batches)) {
    const [, task, what] = /task (\S+) mode 0: (.*)$/.exec(line) ?? [];
    const event = /^event (syscall|sysret|sync) (\d+)/.exec(what);
    if (what === 'run') continue;
    if (event === null) add(task, '1');
    else add(task, event[1] === 'syscall' ? `>${event[2]}` : event[1] === 'sysret' ? `<${event[2]}` : 'sc');
  }
  return lines.join('\n');
}

const text = (lines: string): string => lines.trim().split('\n').map((line) => line.trim()).join('\n'); // biome-ignore format: a line
const run = (lines: string, cpus: number, more: { lookAhead?: number; slice?: number } = {}) => {
  const { batches, interleaver } = placed(recorded(lines), { cpus, several: false, ...more });
  return { told: told(batches), outcome: interleaver.outcome };
};

/** The order of some events of a result. */
const before = (result: string, first: string, second: string): boolean => {
  const flat = result.split('\n').flatMap((line) => { const [task, ...whats] = line.split(' '); return whats.map((what) => `${task} ${what}`); }); // biome-ignore format: a line
  return flat.indexOf(first) < flat.indexOf(second);
};

test('threads that do not wait for each other take turns, from where they were begun', () => {
  const { told, outcome } = run(`a 10 >${CLONE} <${CLONE} 400\nb 300`, 2);
  expect(told).toBe(text(`a 10 >${CLONE} <${CLONE} 200\nb 200\na 200\nb 100`));
  expect(outcome.synthetic).toBe(true);
});

test('a turn ends with the instruction that completes it', () => {
  const one = run(`a 10 >${CLONE} <${CLONE} ${TURN_INSTRUCTIONS - 10}\nb 1`, 2).told;
  expect(one).toBe(text(`a 10 >${CLONE} <${CLONE} 190\nb 1`));
});

test('nobody knows who began a thread: it begins after all that was before it', () => {
  expect(run('a 300\nb 300\na 300', 2).told).toBe(text('a 300\nb 200\na 200\nb 100\na 100'));
});

describe('a barrier', () => {
  const barrier = `
    a 5 >${CLONE} <${CLONE}
    a 300 >${FUTEX}
    b 500 >${FUTEX}
    a <${FUTEX} 300 >${FUTEX}
    b <${FUTEX} 300 >${FUTEX} <${FUTEX} >${EXIT}
    a <${FUTEX} >${EXIT}`;

  test('is passed by nobody before all are there, and those before it run beside each other', () => {
    const { told, outcome } = run(barrier, 2);
    expect(before(told, `b >${FUTEX}`, `a <${FUTEX}`)).toBe(true);
    expect(told.split('\n').length).toBeGreaterThan(6);
    expect(outcome.busy[2]).toBeGreaterThan(outcome.busy[1]);
  });

  test('has who came last pass only after those who wait had come', () => {
    // By its own clock b comes to the barrier long before a, whom it sets going.
    const { told } = run(`a 5 >${CLONE} <${CLONE} 900 >${FUTEX}\nb 10 >${FUTEX} <${FUTEX} 900\na <${FUTEX} 900`, 2);
    expect(before(told, `a >${FUTEX}`, `b >${FUTEX}`)).toBe(true);
    expect(before(told, `b >${FUTEX}`, `a <${FUTEX}`)).toBe(true);
  });
});

test('calls that concern their own thread hold up nobody', () => {
  const lines = `a 5 >${CLONE} <${CLONE} 395 >${FUTEX}\nb 1 >${GETPID} <${GETPID} 399 >${FUTEX} <${FUTEX}\na <${FUTEX}`;
  const { outcome } = run(lines, 2);
  expect(outcome.busy[2]).toBeGreaterThan(outcome.busy[1]);
});

test('what is read comes after what was written, where the reader waited', () => {
  const { told } = run(`a 5 >${CLONE} <${CLONE} 5 >${READ}\nb 700 >${WRITE} <${WRITE} 700\na <${READ} 300`, 2);
  expect(before(told, `b >${WRITE}`, `a <${READ}`)).toBe(true);
  // It goes on at the time of the write, not behind all that the writer did.
  expect(told).toMatch(/>1 <1 200\na <0 300\nb 500$/);
});

test('a pause ends after all calls that were before its end', () => {
  const { told } = run(`a 5 >${CLONE} <${CLONE} 5 >${NANOSLEEP}\nb 700 >${WRITE} <${WRITE} 700\na <${NANOSLEEP} 5`, 2);
  expect(before(told, `b >${WRITE}`, `a <${NANOSLEEP}`)).toBe(true);
});

test('a return that is not told is where the thread goes on', () => {
  const { told } = run(`a 5 >${CLONE} <${CLONE} 5 >${READ}\nb 700 >${WRITE} <${WRITE} 700\na 300`, 2);
  expect(told).toMatch(/>1 <1.*\n[\s\S]*a (2|3)00/);
});

test('instructions that synchronise stay in their order', () => {
  const { told } = run(`a 5 >${CLONE} <${CLONE} 995 sc 5\nb 5 sc 5`, 2);
  expect(before(told, 'a sc', 'b sc')).toBe(true);
});

describe('threads on one CPU', () => {
  const lines = `a 10 >${CLONE} <${CLONE} 3990\nb 4000\nc 4000`;

  test('share it in time slices', () => {
    const { told } = run(lines, 1, { slice: 1024 });
    expect(told).toBe(run(lines, 1, { slice: 1 << 20 }).told); // the CPU of the recording: nothing changes
    const two = run(lines, 2, { slice: 1024 }).told.split('\n');
    const onFirst = two.filter((line) => !line.startsWith('b')).map((line) => line[0]).join(''); // biome-ignore format: a line
    expect(onFirst).toMatch(/^a+c+a+c+a+c+/);
  });
});

describe('a thread whose next words are far ahead', () => {
  // a is displaced in the middle of its work, and its words go on behind all of b's.
  const lines = `a 10 >${CLONE} <${CLONE} 500\nb 3000\na 500`;

  test('is waited for up to the look-ahead', () => {
    const { outcome } = run(lines, 2, { lookAhead: 1 << 20 });
    expect(outcome.alone).toBe(0);
    expect(outcome.busy[2]).toBeGreaterThan(900);
  });

  test('is gone on without beyond it, which is told', () => {
    const { outcome } = run(lines, 2, { lookAhead: 1000 });
    expect(outcome.alone).toBeGreaterThan(1000);
  });
});
