import { parentPort, Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';

/** What a worker answers to an order: what became of it, or why nothing did. */
type Answer<Result> = { result: Result } | { error: { message: string; byUser: boolean } };

/** A worker thread that is given one order at a time. `Told`: what it may be told without an answer; `Result`: what it makes of an order. */
export class Hand<Order, Told = never, Result = void> {
  private readonly worker: Worker;
  private readonly signal: AbortSignal | undefined;

  /** `script`: a module that calls `answering`. */
  constructor(script: URL, workerData: unknown, signal: AbortSignal | undefined) {
    this.signal = signal;
    this.worker = new Worker(script, { workerData });
  }

  tell(message: Told): void {
    this.worker.postMessage({ told: message });
  }

  /** Takes orders from the front of a list until it is empty. */
  async work(orders: Order[], onDone: (order: Order) => void): Promise<void> {
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
      this.signal?.throwIfAborted();
      await this.ask(order);
      onDone(order);
    }
  }

  dismiss(): Promise<number> {
    return this.worker.terminate();
  }

  /** What the worker makes of an order. Throws what went wrong in it, or AbortError when the signal comes first. */
  ask(order: Order): Promise<Result> {
    const { worker, signal } = this;
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        signal?.removeEventListener('abort', onAbort);
        then();
      };
      const onMessage = (answer: Answer<Result>): void =>
        settle(() => {
          if ('result' in answer) resolve(answer.result);
          else {
            const { message, byUser } = answer.error;
            reject(byUser ? new UserError(message) : new Error(message));
          }
        });
      const onError = (error: Error): void => settle(() => reject(error));
      const onExit = (code: number): void => settle(() => reject(new Error(`a worker thread ended with ${code}`)));
      const onAbort = (): void => settle(() => reject(signal?.reason));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      signal?.addEventListener('abort', onAbort);
      worker.postMessage({ order });
    });
  }
}

/** Does some work with hands, and lets them go whatever happens. */
export async function withHands(
  hands: readonly { dismiss(): Promise<unknown> }[],
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } finally {
    await Promise.all(hands.map((hand) => hand.dismiss()));
  }
}

/** In a worker's script: does each order, and answers what became of it. */
export function answering<Order, Told = never>(
  act: (order: Order) => Promise<unknown>,
  onTold?: (message: Told) => void,
): void {
  parentPort?.on('message', async (message: { order: Order } | { told: Told }) => {
    if ('told' in message) {
      onTold?.(message.told);
      return;
    }
    const answer = await act(message.order).then(
      (result): Answer<unknown> => ({ result }),
      (error: Error): Answer<unknown> => {
        const byUser = error instanceof UserError;
        return { error: { message: byUser ? error.message : (error.stack ?? error.message), byUser } };
      },
    );
    parentPort?.postMessage(answer);
  });
}
