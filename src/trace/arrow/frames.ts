import { promisify } from 'node:util';
import zlib from 'node:zlib';

const decompress = promisify(zlib.zstdDecompress);

/** Bytes by which memory grows: batches of a trace differ in length by less. */
const STEP_BYTES = 1 << 18;

/** Memory that frames are decompressed into, again and again: made when it is first needed, or too small. */
export class FrameMemory {
  private memory = Buffer.alloc(0);

  /** So many bytes and one to spare, without which zlib would allocate more to find that nothing is left. */
  of(bytes: number): Buffer {
    if (this.memory.length < bytes + 1)
      this.memory = Buffer.allocUnsafeSlow(Math.ceil((bytes + 1) / STEP_BYTES) * STEP_BYTES);
    return this.memory.subarray(0, bytes + 1);
  }
}

/**
 * Decompresses a zstd frame of so many bytes on the thread pool, into memory where it is given, which is then not to be touched meanwhile. Throws as
 * zlib does on a frame that is corrupt or has more bytes; one that has fewer gives fewer.
 */
export async function decompressFrame(frame: Buffer, bytes: number, memory?: FrameMemory): Promise<Buffer> {
  const given = memory?.of(bytes);
  if (given !== undefined && (await fills(given, frame))) return given.subarray(0, bytes);
  return decompress(frame, { chunkSize: Math.max(64, bytes + 1), maxOutputLength: Math.max(1, bytes) });
}

/**
 * Whether the frame filled the memory, all but its spare byte. zlib has no call that decompresses into given memory: each allocates its own, whose
 * pages the kernel clears and the garbage collector has to free. But a stream keeps the memory of its output in three properties, which have had
 * these names since Node 4. Where a Node has others, or anything else is unusual, the answer is no, and the call that has always done it says what.
 */
function fills(memory: Buffer, frame: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = zlib.createZstdDecompress({ chunkSize: 64 });
    Object.assign(stream, { _outBuffer: memory, _outOffset: 0, _chunkSize: memory.length });
    let bytes = 0;
    let isThere = true;
    const end = (): void => {
      resolve(isThere && bytes === memory.length - 1);
      stream.destroy();
    };
    stream.on('data', (piece: Buffer) => {
      isThere &&= piece.buffer === memory.buffer && piece.byteOffset === memory.byteOffset + bytes;
      bytes += piece.length;
      if (!isThere || bytes >= memory.length) end();
    });
    stream.on('end', end);
    stream.on('error', () => resolve(false));
    try {
      stream.end(frame);
    } catch {
      resolve(false);
    }
  });
}
