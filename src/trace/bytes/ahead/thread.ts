import os from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Mailbox } from './mailbox.ts';
import type { Answer, Order } from './station.ts';

/** A link to a station: orders go there, and as many answers come back, in order. */
export interface Link {
  /** Settles once the station is there, or is not going to be. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  readonly hasAnswer: boolean;
  send(order: Order): void;
  answer(): Promise<Answer>;
  close(): void;
}

/** Opens a link to a new station, which is given the slots. */
export type Connect = (slots: readonly SharedArrayBuffer[]) => Link;

/** What a station's thread begins with. */
export interface Outfit<Make> {
  readonly slots: readonly SharedArrayBuffer[];
  /** What its scanner is made of. */
  readonly make: Make;
}

/** Stations in threads of their own, whose file stands beside `beside` as `NAME.ts`, or compiled; `undefined` where there is one core alone. */
export function threadOf<Make>(name: string, beside: string, make: Make): Connect | undefined {
  if (os.availableParallelism() < 2) return undefined;
  return (slots) => {
    const outfit: Outfit<Make> = { slots, make };
    const worker = new Worker(new URL(`./${name}${extname(beside)}`, beside), { workerData: outfit });
    const link = new PortLink(worker, () => void worker.terminate());
    worker.on('error', (error) => link.fail(error));
    worker.on('exit', (code) => link.fail(new Error(`the thread that scans ended with ${code}`)));
    return link;
  };
}

/** What of a port, or of a worker, a link uses. */
interface Port {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  postMessage(message: unknown): void;
}

/** A link by way of a port. */
export class PortLink implements Link {
  readonly ready: Promise<void>;
  isReady = false;
  readonly close: () => void;
  private readonly port: Port;
  private readonly answers = new Mailbox<Answer>();
  private readonly settle: () => void;

  constructor(port: Port, close: () => void) {
    this.port = port;
    this.close = close;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.settle = resolve;
    port.on('message', (message) => {
      if (this.isReady) this.answers.put(message as Answer);
      this.isReady = true;
      this.settle();
    });
  }

  get hasAnswer(): boolean {
    return !this.answers.isEmpty;
  }

  send(order: Order): void {
    this.port.postMessage(order);
  }

  /** No answer comes any more. */
  fail(error: Error): void {
    this.answers.fail(error);
    this.settle();
  }

  answer(): Promise<Answer> {
    return this.answers.next();
  }
}
