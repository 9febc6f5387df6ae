import type { Origin } from '../../config/annotations/origin-kinds.ts';

/** An input of an exhibit that was chosen so that a published number comes out, or for want of one. */
export interface Input extends Origin {
  name: string;
  value: string | number | null;
}
