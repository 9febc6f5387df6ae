import type { TraceEncoder } from '../../words/encoder/encoder.ts';
import { PAGE_BYTES, REGION_BYTES } from '../../words/layout.ts';
import { RegionFlag } from '../../words/vocabulary.ts';

/** Where the kernel's code is: the address of its first byte, and the one behind its last. */
export interface KernelText {
  from: number;
  to: number;
}

/** From lines `address type name`, as /proc/kallsyms; undefined where these do not have Linux's names for both ends. */
export function kernelTextOf(symbols: string): KernelText | undefined {
  const addressOf = (name: string): number | undefined => {
    const match = new RegExp(`^([0-9a-f]{8,16}) [tT] ${name}$`, 'm').exec(symbols);
    return match === null ? undefined : Number.parseInt(match[1].slice(-8), 16);
  };
  const [from, to] = [addressOf('_stext'), addressOf('_etext')];
  return from === undefined || to === undefined || to <= from ? undefined : { from, to };
}

const FLAGS = RegionFlag.kernel | RegionFlag.unmapped | RegionFlag.kernelText;

/**
 * Regions of which every page has code are the kernel's text, which virtual machines that booted from one disk have in common. The region in
 * which code ends has data, too, and stays the kernel's data.
 */
export function tellKernelText(encoder: TraceEncoder, { from, to }: KernelText): void {
  const first = Math.floor(from / PAGE_BYTES) * PAGE_BYTES;
  for (let region = Math.ceil(first / REGION_BYTES) * REGION_BYTES; region + REGION_BYTES <= to; region += REGION_BYTES)
    encoder.segment(0, region, FLAGS);
}
