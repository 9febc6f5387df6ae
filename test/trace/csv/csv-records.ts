import { eventName } from '../../../src/trace/csv/events.ts';
import type { CsvInput } from '../../../src/trace/csv/open.ts';
import { openCsv } from '../../../src/trace/csv/open.ts';
import { TraceDecoder } from '../../../src/trace/words/decoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import type { OpenOptions, Trace } from '../../../src/trace/words/trace.ts';
import { Mode } from '../../../src/trace/words/vocabulary.ts';

/** An input of the text, in chunks of `chunkBytes`. */
export function csvInput(text: string | Buffer, { chunkBytes = 1 << 16, truncated = false } = {}): CsvInput {
  const bytes = Buffer.from(text as string);
  return {
    name: 't.csv',
    chunks: {
      async *[Symbol.asyncIterator]() {
        for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
      },
    },
    truncated: truncated ? 'the gzip stream ends early' : undefined,
    peek: async (n) => bytes.subarray(0, n),
  };
}

const LETTERS = ['I', 'L', '', 'S'];
/** Markers that stand in the trace without a row of their own. */
const NAMES: Readonly<Record<number, string>> = { [Marker.mode]: 'mode', [Marker.run]: 'run', [Marker.frame]: 'frame' };

/** A trace's records as short texts: `cpu task/space mode kind address bytes instructions`, or the event's name. */
export async function recordsOf(trace: Trace): Promise<string[]> {
  const records: string[] = [];
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const who = (r: { cpu: number; task: string; mode: Mode }) =>
    `${r.cpu} ${r.task} ${r.mode === Mode.kernel ? 'k' : 'u'}`;
  for await (const batch of trace.batches())
    decoder.decode(batch, {
      reference(r) {
        const address = ((BigInt(r.high) << 32n) | BigInt(r.low)).toString(16);
        const count = r.instructions > 0 ? ` n${r.instructions}` : '';
        records.push(`${who(r)} ${LETTERS[r.kind]} ${r.space}:${address} ${r.bytes}${count}`);
      },
      event(e) {
        const name = NAMES[e.type];
        if (name === 'mode' || name === 'run') return;
        records.push(
          `${who(e)} ${name === undefined ? eventName(e.type, e.a, e.operands) : `${name} ${e.operands[0].toString(16)}`}`,
        );
      },
    });
  return records;
}

export const open = (text: string | Buffer, options: OpenOptions = {}): Promise<Trace> =>
  openCsv(csvInput(text), options);

export async function read(text: string | Buffer, options: OpenOptions = {}): Promise<string[]> {
  return recordsOf(await open(text, options));
}
