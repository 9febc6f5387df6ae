import { csvText } from '../../../../src/trace/csv/write.ts';
import { validate } from '../../../../src/trace/operations/validate.ts';
import { Recording, type Window } from '../../../../src/trace/recorder/run/recording.ts';
import { SystemDecoder } from '../../../../src/trace/recorder/system/decode/decoder.ts';
import { Guest } from '../../../../src/trace/recorder/system/decode/guest.ts';
import { TraceEncoder } from '../../../../src/trace/words/encoder/encoder.ts';
import type { TraceHeader } from '../../../../src/trace/words/trace.ts';
import { inMemory } from '../../words/steps.ts';

/** The plugin's side, written from the description in `stream.ts`. */
export const word = (kind: number, value: number | bigint = 0, extra = 0): bigint =>
  (BigInt((extra << 8) | kind) << 48n) | BigInt(value);
export const above = (upper: number, lower: number): bigint => (BigInt(upper) << 32n) | BigInt(lower);
const access = (store: boolean, index: number, address: number, logBytes: number): bigint =>
  (BigInt(0x8000 | (store ? 0x4000 : 0) | (logBytes << 11) | index) << 48n) | BigInt(address >>> 0);
export const load = (index: number, address: number, logBytes = 2): bigint => access(false, index, address, logBytes);
export const store = (index: number, address: number, logBytes = 2): bigint => access(true, index, address, logBytes);
export const K = {
  block: 0, turn: 1, define: 2, forget: 3, partial: 4, frame: 5, task: 6, name: 7, space: 8, syscall: 9, clear: 10, free: 11, lock: 12, unlock: 13,
  filePage: 14, idle: 15, resume: 16, disk: 17, send: 18, total: 19, start: 20, stop: 21, stolen: 22, copy: 23,
} as const; // biome-ignore format: a table

/** Instructions. */
export const I = {
  nop: 0, lw: 0x8c620000, sw: 0xac620000, beq: 0x10000002, jr: 0x03e00008, syscall: 0x0000000c, eret: 0x42000018, mfc0: 0x40026000, mtc0: 0x40826000,
  rdhwr: 0x7c03e83b, tlbwr: 0x42000006, ll: 0xc0620000, sc: 0xe0620000, sync: 0x0000000f, wait: 0x42000020, cache: 0xbc750000,
} as const; // biome-ignore format: a table

/** Parts of the kernel. */
export const Part = { other: 0, clearPage: 1, interrupt: 2 } as const;

export const NO_PAGE = 0xffffff;
export function define(
  number: number,
  address: number,
  code: readonly number[],
  firstPage = NO_PAGE,
  lastPage = firstPage,
  part = 0,
): bigint[] {
  const words = [word(K.define, above(code.length, number), part), BigInt(address >>> 0)];
  words.push(BigInt(firstPage) | (BigInt(lastPage) << 24n));
  for (let i = 0; i < code.length; i += 2) words.push((BigInt(code[i + 1] ?? 0) << 32n) | BigInt(code[i]));
  return words;
}
export const turn = (cpu: number, words: readonly bigint[], within = false): bigint[] => [
  word(K.turn, words.length, within ? 1 : 0),
  BigInt(cpu),
  ...words,
];
export const bytesOf = (words: readonly bigint[]): Buffer => Buffer.from(BigUint64Array.from(words).buffer);

export interface Decoded {
  /** `cpu,task,mode,kind,address,size,info` of each record. */
  rows: string[];
  left: string | undefined;
  wrong: string | undefined;
  guest: Guest;
  recording: Recording;
  /** What a check of the trace finds. */
  problems: string[];
}

/** What a stream is decoded to, as rows. */
export async function decode(
  bytes: Buffer,
  { cpus = 1, chunk = Math.max(1, bytes.length), window }: { cpus?: number; chunk?: number; window?: Window } = {},
): Promise<Decoded> {
  const recording = new Recording(window, new TraceEncoder({ architecture: 'mips32' }), cpus);
  const guest = new Guest(recording, cpus);
  const decoder = new SystemDecoder(guest, cpus);
  let left: string | undefined;
  let wrong: string | undefined;
  try {
    for (let at = 0; at < bytes.length; at += chunk) {
      decoder.push(bytes.subarray(at, at + chunk));
      while (decoder.decode());
    }
    left = decoder.end();
  } catch (error) {
    wrong = (error as Error).message;
  }
  decoder.close();
  const { queue } = recording;
  const batches = [...queue.drain(), queue.encoder.finish()];
  const header: TraceHeader = {
    source: 's',
    format: 'f',
    cpus,
    level: 'system',
    architecture: 'mips32',
    granuleBits: 4,
  };
  let text = '';
  for await (const part of csvText(inMemory(header, batches, queue.encoder.totals))) text += part;
  const rows = text.split('\n').filter((line) => line !== '' && line[0] !== '#' && !line.startsWith('cpu,'));
  const problems = await validate(inMemory(header, batches, queue.encoder.totals));
  return { rows, left, wrong, guest, recording, problems };
}
