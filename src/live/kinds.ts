import type { LiveKind } from '../report/page/live.ts';
import { reportLive } from '../report/page/report-live.ts';

/** Every kind of page that is made again where it is read. */
export const KINDS = [reportLive] as const satisfies readonly LiveKind<never>[];
