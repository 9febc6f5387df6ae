import type { HoldingUse } from '../replay/counts/dependence.ts';
import { PAGE_USE_NAMES } from '../replay/counts/page-use.ts';

/** What machine pages are used for, in the order of every list of them. */
export const HOLDING_USES: readonly HoldingUse[] = [...PAGE_USE_NAMES, 'log', 'cache'];
