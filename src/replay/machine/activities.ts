import { Mode, Service } from '../../trace/words/vocabulary.ts';
import { MOST_AROUND, NO_LOCK } from '../counts/counts.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';

/** What one virtual CPU is doing, as the trace's markers tell. */
export interface Activity {
  mode: number;
  services: number[];
  /** Locks held, the last acquired last. */
  locks: number[];
  /** The fault just served, if the access that caused it is still to come when another takes the CPU. */
  fault: number;
  /** The warm-up of the present window is over for it. */
  isMeasured: boolean;
  /** By mode: what its open run did in the warm-up, as `Marker.measure` tells it; the run's tally tells it again. Null: nothing. */
  warmed: Float64Array[] | null;
}

/** What each virtual CPU is doing, and which of them each CPU runs. */
export class Activities {
  /** By virtual CPU. */
  private readonly activities: Activity[] = [];
  /** By CPU: the virtual CPU it runs; the one of its own number until another is put on it. */
  private readonly virtualCpu: number[] = [];

  /** What the virtual CPU is doing that a CPU runs. */
  on(cpu: Cpu): Activity {
    const virtualCpu = this.virtualCpuOn(cpu);
    this.activities[virtualCpu] ??= { mode: Mode.user, services: [], locks: [], fault: Service.none, isMeasured: false, warmed: null }; // biome-ignore format: a record
    return this.activities[virtualCpu];
  }

  /** The virtual CPU that a CPU runs. */
  virtualCpuOn({ number }: Cpu): number {
    return this.virtualCpu[number] ?? number;
  }

  /** A gap: no access is still to come, and which locks are held is not known. */
  forget(): void {
    for (const activity of this.activities) {
      if (activity === undefined) continue;
      activity.fault = Service.none;
      activity.locks.length = 0;
    }
  }

  /** A window begins, with a warm-up perhaps. */
  warmUp(): void {
    for (const activity of this.activities) {
      if (activity === undefined) continue;
      activity.isMeasured = false;
      activity.warmed = null;
    }
  }

  put(cpu: Cpu, virtualCpu: number): void {
    this.virtualCpu[cpu.number] = virtualCpu;
  }
}

/** The lock whose holding the work is counted under. */
export const lockOf = ({ locks }: Activity): number => locks.at(-1) ?? NO_LOCK;
/** The locks acquired before it and still held; of more than are told of, the last. */
export function aroundOf({ locks }: Activity): readonly number[] {
  const last = locks.length - 1;
  if (last < 1) return NONE;
  const around = locks.slice(Math.max(0, last - MOST_AROUND), last);
  return around.filter((lock, n) => lock !== locks[last] && around.indexOf(lock) === n);
}
const NONE: readonly number[] = [];
/** The service the work is part of. */
export const serviceOf = ({ services }: Activity): number => services.at(-1) ?? Service.none;
