import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Journal } from './journal.ts';
import type { MovableScanner } from './movable.ts';
import { Station } from './station.ts';
import type { Outfit } from './thread.ts';

/** Begins the station of this thread, with a scanner made of what the thread was started with. */
export function begin<Make>(scanner: (journal: Journal, make: Make) => MovableScanner<unknown>): void {
  const { slots, make } = workerData as Outfit<Make>;
  new Station(parentPort as MessagePort, slots, (journal) => scanner(journal, make));
}
