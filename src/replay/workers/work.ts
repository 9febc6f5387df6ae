import { type MessagePort, parentPort } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import type { Counts } from '../counts/counts.ts';
import { BeyondTrace } from '../machine/dependence/moments.ts';
import type { Deployment } from '../machine/deployment.ts';
import type { Bare, Said, Task, Told } from './messages.ts';
import { made } from './team.ts';

/** Replays what it is told through its machines, in their order, for the thread that started this one. */
export function work({ orders }: Task): void {
  const port = parentPort as MessagePort;
  const say = (said: Said, transfer: ArrayBuffer[] = []): void => port.postMessage(said, transfer);
  const machines: Deployment[] = [];
  let batches = 0;
  let isWrong = false;
  /** Does something with each machine, unless one came upon a mistake. */
  const each = (act: (n: number, place: number) => void): void => {
    for (const [n, [place]] of orders.entries()) {
      if (isWrong) return;
      try {
        act(n, place);
      } catch (error) {
        isWrong = true;
        const byUser = error instanceof UserError;
        const end = error instanceof BeyondTrace ? error.end : undefined;
        say({ kind: 'wrong', mistake: { batches, place, error, byUser, end } });
      }
    }
  };
  each((n) => machines.push(made(orders[n][1])));
  say({ kind: 'done', slot: -1 });
  port.on('message', (told: Told) => {
    batches++;
    if (told.kind === 'finish') {
      each((n, place) => {
        const counts = machines[n].finish();
        say({ kind: 'counts', place, counts: counts.map(bare) }, buffersOf(counts));
      });
      say({ kind: 'done', slot: -1 });
    } else {
      each((n) => {
        if (orders[n][1].guest === told.guest) machines[n].run(told.words);
      });
      say({ kind: 'done', slot: told.slot });
    }
  });
}

const bare = ({ structure: _, ...counts }: Counts): Bare => counts;

/** The memory of the numbers by the thousand, which goes to the other thread instead of being copied. */
const buffersOf = (all: readonly Counts[]): ArrayBuffer[] => [
  ...new Set(
    all.flatMap(({ values, visits, disks }) => [values, visits, disks].map(({ buffer }) => buffer as ArrayBuffer)),
  ),
];
