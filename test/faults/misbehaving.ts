import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that says, on each connection, what the test wants said; it never says more, and closes only if told to. */
export class Misbehaving {
  readonly port: number;
  private readonly close: () => void;
  private readonly sockets: Set<Socket>;

  private constructor(port: number, sockets: Set<Socket>, close: () => void) {
    this.port = port;
    this.sockets = sockets;
    this.close = close;
  }

  /** `behave` is called when the first bytes of a client have come, or, `atOnce`, when it connects. */
  static async start(behave: (socket: Socket) => void, atOnce = false): Promise<Misbehaving> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      if (atOnce) behave(socket);
      else socket.once('data', () => behave(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Misbehaving((server.address() as AddressInfo).port, sockets, () => server.close());
  }

  end(): void {
    for (const socket of this.sockets) socket.destroy();
    this.close();
  }
}

/** Says something again and again, until the other side has had enough. */
export function drip(socket: Socket, text: string | Uint8Array, everyMs: number): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** Says something as fast as it is read. */
export function flood(socket: Socket, text: string | Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', more);
  more();
}

/** The head of an answer. */
export const head = (status: string, ...fields: string[]): string =>
  `HTTP/1.1 ${status}\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;

/** A part of a body in chunked encoding. */
export const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
