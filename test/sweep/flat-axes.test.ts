import { join } from 'node:path';
import { expect, test } from 'vitest';
import { idleAxes } from '../../src/sweep/plan/idle-axes.ts';
import { planOf } from '../../src/sweep/plan/plan.ts';
import { planText } from '../../src/sweep/plan/plan-text.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../src/sweep/study/arguments.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('flat-axes');
const alone = writeTrace(join(folder, 'one.csv'), { cpus: 1, seed: 2 });
const several = writeTrace(join(folder, 'two.csv'), { cpus: 2, seed: 1 });

const warningsOf = async (traces: string[], vary: string[], zip: string[] = []) =>
  (await sweep(studyOfArguments(traces, { vary, zip, set: [] }), { store: join(folder, 'store') })).results.warnings;

test('an axis along which no number changes is told, with the reason where one is known', async () => {
  expect(await warningsOf([alone], ['remoteMemory=300,900', 'numa.banks=1,2', 'tlb.entries=4,16'])).toEqual([
    'remoteMemory cannot act here: one CPU: nothing is remote',
    'numa.banks cannot act here: one CPU: nobody queues for memory',
  ]);
});

test('a plan tells beforehand what the header of a trace tells', async () => {
  const vary = ['remoteMemory=300,900', 'numa.banks=1,2', 'tlb.entries=4,16', 'monitor.deviceCalls=true,false'];
  const located = (traces: string[]) => studyOfArguments(traces, { vary, zip: [], set: [] });
  const plan = await planOf(located([alone]), new Store(join(folder, 'store')));
  const idle = await idleAxes(plan);
  expect(idle).toEqual([
    'remoteMemory cannot act here: one CPU: nothing is remote',
    'numa.banks cannot act here: one CPU: nobody queues for memory',
  ]);
  expect(planText(plan, idle)).toContain('idle     remoteMemory cannot act here: one CPU: nothing is remote\n');
  expect(await idleAxes(await planOf(located([several]), new Store(join(folder, 'store'))))).toEqual([]);
});

test('of several traces each by itself, and of what goes together as a whole', async () => {
  expect(await warningsOf([alone, several], ['remoteMemory=300,900'])).toEqual([
    `${alone}: remoteMemory cannot act here: one CPU: nothing is remote`,
  ]);
  const zipped = ['remoteMemory=300,900', 'monitor.programmedAccesses=3,5'];
  expect(await warningsOf([alone], zipped, ['remoteMemory,monitor.programmedAccesses'])).toEqual([
    'remoteMemory with monitor.programmedAccesses cannot act here: one CPU: nothing is remote; a command for a device is one monitor call',
  ]);
  expect(await warningsOf([several], zipped, ['remoteMemory,monitor.programmedAccesses'])).toEqual([]);
});

test('where no reason is known it is said all the same', async () => {
  expect(await warningsOf([alone], ['cache.l2.sizeBytes=64MiB,128MiB'])).toEqual([
    'no number changes along cache.l2.sizeBytes',
  ]);
});
