import { type MessagePort, parentPort } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import type { Counts } from '../counts/counts.ts';
import { BeyondTrace } from '../machine/dependence/moments.ts';
import type { Deployment } from '../machine/deployment.ts';
import type { Bare, Places, Said, Told } from './messages.ts';
import { made } from './team.ts';

type Say = (said: Said, transfer?: ArrayBuffer[]) => void;

/** Replays what it is told, for the thread that started this one: one replay after the other. */
export function work(): void {
  const port = parentPort as MessagePort;
  const say: Say = (said, transfer = []) => port.postMessage(said, transfer);
  let replay: Replay | undefined;
  port.on('message', (told: Told) => {
    if (told.kind === 'begin') replay = new Replay(told.orders, say);
    else if (told.kind === 'run') replay?.run(told.guest, told.words);
    else {
      replay?.finish();
      replay = undefined; // what its machines take is free
    }
    say({ kind: 'done', slot: told.kind === 'run' ? told.slot : -1 });
  });
}

/** Some machines of a replay, in their order. */
class Replay {
  private readonly orders: Places;
  private readonly say: Say;
  private readonly machines: Deployment[] = [];
  private batches = 0;
  /** Whether one came upon a mistake, and nothing more is done. */
  private isWrong = false;

  constructor(orders: Places, say: Say) {
    this.orders = orders;
    this.say = say;
    this.each((n) => this.machines.push(made(orders[n][1])));
  }

  run(guest: string, words: Uint32Array): void {
    this.batches++;
    this.each((n) => {
      if (this.orders[n][1].guest === guest) this.machines[n].run(words);
    });
  }

  finish(): void {
    this.batches++;
    this.each((n, place) => {
      const counts = this.machines[n].finish();
      this.say({ kind: 'counts', place, counts: counts.map(bare) }, buffersOf(counts));
    });
  }

  private each(act: (n: number, place: number) => void): void {
    for (const [n, [place]] of this.orders.entries()) {
      if (this.isWrong) return;
      try {
        act(n, place);
      } catch (error) {
        this.isWrong = true;
        const byUser = error instanceof UserError;
        const end = error instanceof BeyondTrace ? error.end : undefined;
        this.say({ kind: 'wrong', mistake: { batches: this.batches, place, error, byUser, end } });
      }
    }
  }
}

const bare = ({ structure: _, ...counts }: Counts): Bare => counts;

/** The memory of the numbers by the thousand, which goes to the other thread instead of being copied. */
const buffersOf = (all: readonly Counts[]): ArrayBuffer[] => [
  ...new Set(
    all.flatMap(({ values, visits, disks }) => [values, visits, disks].map(({ buffer }) => buffer as ArrayBuffer)),
  ),
];
