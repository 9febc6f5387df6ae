import type { Socket } from 'node:net';

/** Bytes kept of a connection whose turn it is not; beyond, its process is held up. */
const HIGH_WATER = 4 << 20;
/** Milliseconds between small reads: Valgrind sends each line by itself, the kernel gathers them. */
const GATHER_MS = 2;
const SMALL = 1 << 14;
/** More bytes than anything says of itself at its beginning. */
const HEAD = 128;
const NOTHING = Buffer.alloc(0);

/** The text that arrives on a connection, waiting to be read. */
export class LogStream {
  /** Whether no more will arrive. */
  ended = false;
  private readonly socket: Socket;
  private chunks: Buffer[] = [];
  private bytes = 0;
  private discarding = false;

  /** `wake` is called when something arrived, or the end. */
  constructor(socket: Socket, wake: () => void) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (this.discarding) return;
      this.chunks.push(chunk);
      this.bytes += chunk.length;
      if (chunk.length < SMALL) {
        socket.pause();
        setTimeout(() => this.resume(), GATHER_MS);
      } else if (this.bytes >= HIGH_WATER) socket.pause();
      wake();
    });
    socket.on('error', () => {}); // a process that was killed; 'close' follows
    socket.on('close', () => {
      this.ended = true;
      wake();
    });
  }

  get waiting(): number {
    return this.bytes;
  }

  /** The first bytes that have arrived, which stay to be taken. */
  get head(): Buffer {
    if (this.chunks.length > 1 && this.chunks[0].length < HEAD) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]?.subarray(0, HEAD) ?? NOTHING;
  }

  /** All that has arrived, in one piece; undefined if nothing has. */
  take(): Buffer | undefined {
    const chunks = this.takeChunks();
    return chunks.length < 2 ? chunks[0] : Buffer.concat(chunks);
  }

  /** All that has arrived. */
  takeChunks(): readonly Buffer[] {
    const { chunks } = this;
    const held = this.bytes >= HIGH_WATER;
    this.chunks = [];
    this.bytes = 0;
    if (held) this.resume();
    return chunks;
  }

  /** From here on everything is thrown away, so that its process is not held up while it ends. */
  discard(): void {
    this.discarding = true;
    this.chunks = [];
    this.bytes = 0;
    this.socket.resume();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private resume(): void {
    if (this.bytes < HIGH_WATER) this.socket.resume();
  }
}
