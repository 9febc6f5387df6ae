import { failuresLive } from '../failures/shown/recovery/live.ts';
import type { LiveKind } from '../report/page/live.ts';
import { reportLive } from '../report/page/report-live.ts';
import { ablationLive } from '../report/studies/ablation/live.ts';
import { servicesLive } from '../report/studies/services/live.ts';
import { reproductionLive } from '../reproduce/page/live.ts';
import { sweepLive } from '../sweep/pictures/live.ts';

/** Every kind of page that is made again where it is read. */
export const KINDS = [
  reportLive,
  ablationLive,
  servicesLive,
  reproductionLive,
  sweepLive,
  failuresLive,
] as const satisfies readonly LiveKind<never, never>[];
