import type { Marker } from '../../../trace/words/markers.ts';
import type { Structure } from '../../structure/structure.ts';
import type { Account } from '../account.ts';
import type { Activities } from '../activities.ts';
import type { DependenceLog } from '../dependence/dependence-log.ts';
import type { FootprintLog } from '../footprint-log.ts';
import type { Hardware } from '../hardware.ts';
import type { Processors } from '../processors.ts';
import type { Sites } from '../sites.ts';
import type { TracePages } from '../trace-pages.ts';

/** What a marker does: `a` is its operand, and it begins at `words[i]`. */
export type Handler = (a: number, words: Uint32Array, i: number) => void;
/** What markers do, by marker; those that are left out do nothing. */
export type Handlers = Partial<Record<Marker, Handler>>;

/** What markers are taken apart for: the parts of the machine that they tell of events. */
export interface Parts {
  structure: Structure;
  granuleBits: number;
  hardware: Hardware;
  processors: Processors;
  activities: Activities;
  account: Account;
  footprint: FootprintLog;
  /** Null: nobody asks. */
  dependences: DependenceLog | null;
  sites: Sites;
  /** Whether a kernel's locks may have to be waited for. */
  contends: boolean;
  tracePages: TracePages;
}
