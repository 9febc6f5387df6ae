import type { TraceFormat } from '../bytes/format.ts';
import { BRANCH_TAKEN, type ChampSimLayout, CLOUDSUITE_INSTR, INPUT_INSTR, IS_BRANCH, isCanonical } from './layout.ts';

/** Records without which a remainder of the first bytes is no sign of a file that was cut off, but of another format. */
const FEW = 16;
/** How well a file fits at least whose first records do. */
const DAMAGED = 0.6;

/**
 * How well the first bytes of a file fit such records: nothing marks them, but flags are 0 or 1, a branch is taken only where there is
 * one, padding is 0 and addresses have 48 bits. All but few do where the first ones do: the file is damaged behind them, which its reader names.
 */
function sniff(head: Buffer, layout: ChampSimLayout): number {
  const { recordBytes } = layout;
  const records = Math.floor(head.length / recordBytes);
  if (records === 0 || (head.length % recordBytes !== 0 && records < FEW)) return 0;
  let plausible = 0;
  let instructions = 0;
  while (plausible < records && isPlausible(head, plausible * recordBytes, layout)) {
    if (head.readBigUInt64LE(plausible * recordBytes) > 0xfffn) instructions++;
    plausible++;
  }
  // Text and pictures have no zeroes in these places; a file of zeroes has no addresses.
  if (instructions * 2 <= plausible) return 0;
  return plausible === records ? 1 : plausible >= FEW ? Math.max(DAMAGED, plausible / records) : 0;
}

function isPlausible(head: Buffer, p: number, { stores, loadsEnd, padding }: ChampSimLayout): boolean {
  if (head[p + IS_BRANCH] > 1 || head[p + BRANCH_TAKEN] > head[p + IS_BRANCH]) return false;
  if (!isCanonical(head.readInt32LE(p + 4)) || padding.some((at) => head[p + at] !== 0)) return false;
  for (let slot = p + stores; slot < p + loadsEnd; slot += 8)
    if (!isCanonical(head.readInt32LE(slot + 4))) return false;
  return true;
}

export const sniffChampSim = (head: Buffer): number => sniff(head, INPUT_INSTR);

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
  sniff(head) {
    const share = sniff(head, CLOUDSUITE_INSTR);
    return share > sniffChampSim(head) ? share : 0;
  },
  open: open(CLOUDSUITE_INSTR),
} as const satisfies TraceFormat;
