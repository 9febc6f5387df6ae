import type { TraceFormat } from '../bytes/format.ts';
import { BRANCH_TAKEN, type ChampSimLayout, CLOUDSUITE_INSTR, INPUT_INSTR, IS_BRANCH, isCanonical } from './layout.ts';

/** Records without which a remainder of the first bytes is no sign of a file that was cut off, but of another format. */
const FEW = 16;

/**
 * Whether the first bytes of a file can be such records: nothing marks them, but flags are 0 or 1, a branch is taken only where there is
 * one, padding is 0 and addresses have 48 bits.
 */
function sniff(head: Buffer, { recordBytes, stores, loadsEnd, padding }: ChampSimLayout): boolean {
  const records = Math.floor(head.length / recordBytes);
  if (records === 0 || (head.length % recordBytes !== 0 && records < FEW)) return false;
  const canonical = (at: number): boolean => isCanonical(head.readInt32LE(at + 4));
  let instructions = 0;
  for (let p = 0; p + recordBytes <= head.length; p += recordBytes) {
    if (head[p + IS_BRANCH] > 1 || head[p + BRANCH_TAKEN] > head[p + IS_BRANCH] || !canonical(p)) return false;
    for (const at of padding) if (head[p + at] !== 0) return false;
    for (let slot = p + stores; slot < p + loadsEnd; slot += 8) if (!canonical(slot)) return false;
    if (head.readBigUInt64LE(p) > 0xfffn) instructions++;
  }
  return instructions * 2 > records; // text and pictures have no zeroes in these places; a file of zeroes has no addresses
}

export const sniffChampSim = (head: Buffer): boolean => sniff(head, INPUT_INSTR);

const open =
  (layout: ChampSimLayout): TraceFormat['open'] =>
  async (input, options) =>
    (await import('./open.ts')).openChampSim(input, layout, options);

export const CHAMPSIM = {
  name: 'champsim',
  called: "ChampSim's instructions",
  sniff: sniffChampSim,
  named: /\.champsim(?:trace)?$/i,
  open: open(INPUT_INSTR),
  written: {
    ending: 'champsim',
    async *bytes(trace) {
      yield* (await import('./write.ts')).champSimBytes(trace);
    },
  },
} as const satisfies TraceFormat;

export const CHAMPSIM_CLOUDSUITE = {
  name: 'champsim-cloudsuite',
  called: "ChampSim's instructions",
  sniff: (head) => sniff(head, CLOUDSUITE_INSTR) && !sniffChampSim(head),
  open: open(CLOUDSUITE_INSTR),
} as const satisfies TraceFormat;
