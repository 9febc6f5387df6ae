import { FIGURE6_BARS, PART_LABELS } from '../../price/parts.ts';

const [data, text, buffers, monitor] = FIGURE6_BARS;

/** What the exhibits call a segment or column that our reports have under another name. Their own words are the handles of `reproduce --json`. */
const OURS: Readonly<Record<string, string>> = {
  DISCO: monitor,
  data,
  text,
  buffers,
  'other privileged': PART_LABELS.otherPrivileged,
  'calls and page faults': PART_LABELS.monitorCalls,
};

/** An exhibit's segment under the name it has in our reports, its unit as people write it; of Figure 6's `V data`, the side stays before it. */
export function segmentName(segment: string): string {
  const [, side = '', name] = /^([VM] )?(.*)$/.exec(segment)!;
  return `${side}${OURS[name] ?? inWords(name)}`;
}

/** A name with `µs`, which is `us` where it is typed. */
export const inWords = (name: string): string => name.replace(/\bus\b/, 'µs');
