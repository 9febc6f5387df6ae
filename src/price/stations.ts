import type { EventName } from '../replay/counts/event.ts';
import type { CostName } from './cost-table.ts';
import type { Bar } from './parts.ts';

/** A cost that multiplies no event by itself: the time of a service that somebody waits for. */
interface Station {
  /** What happens there. */
  events: readonly EventName[];
  /** The segments in which the waiting, or what it takes, is. */
  bars: readonly Bar[];
}

/** Costs that waiting is computed from: `form/contention.ts`, `form/locks.ts`, `form/idle.ts`. */
export const STATIONS = {
  memoryOccupancy: {
    events: ['localRead', 'remoteRead', 'dirtyRead', 'localUpgrade', 'remoteUpgrade', 'memoryWrite'],
    bars: ['user stall', 'kernel stall', 'monitor'],
  },
  processSwitch: { events: ['lockAcquired'], bars: ['kernel', 'sync', 'monitor', 'idle'] },
  diskAccess: { events: ['diskRequest'], bars: ['idle'] },
  diskSector: { events: ['diskSector'], bars: ['idle'] },
  nfsRequest: { events: ['nfsRequest'], bars: ['idle'] },
  nfsNameRequest: { events: ['nfsNameRequest'], bars: ['idle'] },
} as const satisfies Partial<Record<CostName, Station>>;

/** The station whose service a cost is; undefined: it is of none. */
export const stationOf = (cost: CostName): Station | undefined =>
  (STATIONS as Partial<Record<CostName, Station>>)[cost];
