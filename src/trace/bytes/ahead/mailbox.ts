/** Messages of another thread in their order, for whoever waits for the next. */
export class Mailbox<T> {
  private readonly messages: T[] = [];
  private failure: Error | undefined;
  private wake: () => void = () => {};

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  put(message: T): void {
    this.messages.push(message);
    this.wake();
  }

  /** Nothing more comes, for this reason; the first one counts. */
  fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  /** The next message. Throws why there will be none, once all that came are taken. */
  async next(): Promise<T> {
    while (this.messages.length === 0) {
      if (this.failure !== undefined) throw this.failure;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      await promise;
    }
    return this.messages.shift() as T;
  }
}
