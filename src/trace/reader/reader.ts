import module from 'node:module';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Mailbox } from '../bytes/ahead/mailbox.ts';
import type { Message, ReadOptions, Task } from './messages.ts';

type Said = Exclude<Message, { kind: 'progress' }>;

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** One reading of a trace by a thread of its own, which begins at once. */
export class Reader {
  /** Told of progress from here on. */
  onProgress: ((bytes: number, total: number | undefined) => void) | undefined;
  private readonly worker: Worker;
  private readonly mailbox = new Mailbox<Said>();

  constructor(path: string, options: ReadOptions) {
    const task: Task = { path, options, compiled: module.getCompileCacheDir() };
    this.worker = new Worker(WORKER, { workerData: task });
    this.worker.on('message', (message: Message) => {
      if (message.kind === 'progress') this.onProgress?.(message.bytes, message.total);
      else this.mailbox.put(message);
    });
    this.worker.on('error', (error) => this.mailbox.fail(error));
    this.worker.on('exit', () => this.mailbox.fail(new Error('the thread that reads the trace has ended')));
  }

  /** What it says next, in its order. */
  next(): Promise<Said> {
    return this.mailbox.next();
  }

  /** The batch's memory may be used again. */
  giveBack(slot: number): void {
    this.worker.postMessage(slot);
  }

  /** Nothing more is asked of it. */
  close(): void {
    void this.worker.terminate();
  }
}
