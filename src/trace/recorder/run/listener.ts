import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { LogStream } from './log-stream.ts';

/** Listens on a loopback port for the logs of Valgrind's processes: a connection for each program that is executed. */
export class Listener {
  private readonly server: Server;
  private readonly streams = new Set<LogStream>();

  private constructor(onStream: (stream: LogStream) => void, wake: () => void) {
    this.server = createServer((socket) => {
      const stream = new LogStream(socket, wake);
      this.streams.add(stream);
      socket.on('close', () => this.streams.delete(stream));
      onStream(stream);
    });
  }

  /** `wake` is called whenever something arrives on a stream. */
  static async open(onStream: (stream: LogStream) => void, wake: () => void): Promise<Listener> {
    const listener = new Listener(onStream, wake);
    listener.server.listen(0, '127.0.0.1');
    await once(listener.server, 'listening');
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Throws away what still arrives, so that the processes are not held up while they end. */
  discard(): void {
    for (const stream of this.streams) stream.discard();
  }

  close(): void {
    for (const stream of this.streams) stream.destroy();
    this.server.close();
  }
}
