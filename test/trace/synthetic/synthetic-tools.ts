import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TraceDecoder, type TraceEvent } from '../../../src/trace/words/decoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { temporaryFolder } from '../../temporary.ts';

/** The text in a file of its own; Q(n) stands for an assumed number. */
export function workloadFile(text: string): string {
  const file = join(temporaryFolder('workload'), 'some.workload.yaml');
  writeFileSync(file, text.replaceAll(/Q\(([\d.]+)\)/g, '{ value: $1, kind: assumed, source: test }'));
  return file;
}

/** One thing a process did, addresses and physical pages as numbers. */
export type Happening =
  | { what: 'access'; task: string; space: number; kind: number; page: number }
  | { what: 'call'; task: string; number: number }
  | { what: 'disk'; task: string; write: boolean; operands: number[] }
  | { what: 'frame'; task: string; page: number; frame: number }
  | { what: 'exec'; task: string; text: string };

/** A trace of user programs, told. Pages are 4 KB pages of the process's own address space. */
export async function told(trace: Trace): Promise<Happening[]> {
  const all: Happening[] = [];
  const decoder = new TraceDecoder();
  const addressPage = (dense: number): number => (decoder.regions[dense >>> 6].low >>> 12) | (dense & 63);
  const event = ({ type, a, operands, task }: TraceEvent): void => {
    if (type === Marker.syscall) all.push({ what: 'call', task, number: a });
    else if (type === Marker.diskRead || type === Marker.diskWrite)
      all.push({ what: 'disk', task, write: type === Marker.diskWrite, operands: [...operands] });
    else if (type === Marker.frame) all.push({ what: 'frame', task, page: addressPage(a), frame: operands[0] });
    else if (type === Marker.note)
      all.push({
        what: 'exec',
        task,
        text: new TextDecoder().decode(new Uint8Array(operands.slice().buffer)).replaceAll('\0', ''),
      });
  };
  for await (const batch of trace.batches())
    decoder.decode(batch, {
      reference: ({ task, space, kind, low }) => all.push({ what: 'access', task, space, kind, page: low >>> 12 }),
      event,
    });
  return all;
}
