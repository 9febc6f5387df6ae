import { firstLines, shareOf } from '../../bytes/format.ts';
import { hasDecimalAddresses } from '../../din/format.ts';

/** Ramulator's CPU traces: how many instructions access no memory, the address of a read, perhaps that of a write-back; all in decimal. */
const BUBBLES = /^[ \t]*\d+[ \t]+(?:0|[1-9]\d*)(?:[ \t]+\d+)?\s*$/;

/** A line whose second number is a flag rather than an address. */
const NO_ADDRESS = /^\s*\S+[ \t]+\d\s*$/;

/**
 * How well Ramulator's CPU traces fit. The same lines are DineroIV's traditional din where the first number is a label, 0 to 5, and then
 * only the addresses tell; where these do not, both fit equally if all lines do, and din is the likelier if not.
 */
export function bubblesShare(head: Buffer): number {
  const lines = firstLines(head).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const labelled = (line: string): boolean => /^\s*0*[0-5][ \t]/.test(line);
  if (lines.every((line) => NO_ADDRESS.test(line))) return 0;
  const sure = hasDecimalAddresses(lines) || lines.filter(labelled).length * 2 < lines.length;
  const share = shareOf(lines, (line) => BUBBLES.test(line) && (sure || labelled(line)));
  return sure || share === 1 ? share : 0;
}
