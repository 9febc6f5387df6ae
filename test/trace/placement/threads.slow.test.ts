import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { totalsOf } from '../../../src/replay/counts/counts.ts';
import { replayAll } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { record } from '../../../src/trace/recorder/index.ts';
import type { Batch } from '../../../src/trace/words/trace.ts';
import { lacks } from '../../needs.ts';
import { temporaryFolder } from '../../temporary.ts';
import { byTask, cpusOfTasks } from './tools.ts';

const folder = temporaryFolder('threads');
const file = (name: string): string => join(folder, name);

/** Four threads that meet at a barrier eight times, each time having counted in a variable beside the others', under a mutex once. */
const PROGRAM = `
#include <pthread.h>
static volatile long n[4], sum;
static pthread_barrier_t all;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static void *run(void *p) {
  for (int round = 0; round < 8; round++) {
    for (int i = 0; i < 2000; i++) ++*(volatile long *)p;
    pthread_mutex_lock(&one); sum++; pthread_mutex_unlock(&one);
    pthread_barrier_wait(&all);
  }
  return p;
}
int main(void) {
  pthread_t t[4];
  pthread_barrier_init(&all, 0, 4);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, run, (void *)&n[i]);
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  return 0;
}`;

describe.skipIf(lacks('valgrind', 'cc'))('threads that Valgrind ran on one CPU (needs valgrind and cc)', () => {
  const recording = file('t.arrow');
  const batchesOn = async (cpus?: number): Promise<Batch[]> => {
    const trace = await openTrace(recording, { details: true, ...(cpus === undefined ? {} : { cpus }) });
    const all: Batch[] = [];
    for await (const { words, details } of trace.batches(true))
      all.push({ words: words.slice(), details: details.slice() });
    return all;
  };

  beforeAll(async () => {
    writeFileSync(file('t.c'), PROGRAM);
    execFileSync('cc', ['-O1', '-pthread', '-o', file('t'), file('t.c')]);
    await record({ command: [file('t')], out: recording });
  });

  test('do the same in the same order, on however many CPUs they are put', async () => {
    // A note before the first task is that task's afterwards.
    const tasks = (batches: Batch[]) =>
      new Map([...byTask(batches)].map(([name, its]) => [name, its.filter((line) => !line.startsWith('event note'))] as const).filter(([name]) => !name.endsWith('-'))); // biome-ignore format: a line
    const before = tasks(await batchesOn());
    expect(new Set([...before.keys()].map((name) => name.split(' ')[1])).size).toBe(5);
    for (const cpus of [2, 5]) {
      const batches = await batchesOn(cpus);
      expect(tasks(batches)).toEqual(before);
      const used = new Set([...cpusOfTasks(batches).values()].flatMap((each) => [...each]));
      expect(used.size).toBe(Math.min(cpus, 5));
      for (const each of cpusOfTasks(batches).values()) expect(each.size).toBe(1);
    }
  });

  test('miss each other’s lines on CPUs of their own, which one CPU does not show', async () => {
    const structures = ['irix', 'disco', 'uma'].map((name) => loadStructure(name));
    const communicationOn = async (cpus?: number): Promise<number[]> => {
      const trace = await openTrace(recording, cpus === undefined ? {} : { cpus });
      const counts = await replayAll(trace, structures);
      return counts.map((each) => {
        const { trueSharingMiss, falseSharingMiss } = totalsOf(each);
        return trueSharingMiss + falseSharingMiss;
      });
    };
    expect(await communicationOn()).toEqual([0, 0, 0]);
    for (const misses of await communicationOn(5)) expect(misses).toBeGreaterThan(1000);
  });
});
