import type { Redis } from 'ioredis';
import { modelVersion } from '../../../model-version.ts';

/** Sorted sets in Redis: versions of the program, by the second in which one of them was last there. */
const SETS = { sweeps: 'disco-sweep:sweeps', workers: 'disco-sweep:workers' } as const;
export type Role = keyof typeof SETS;

/** Seconds between signs of life, and after which who gave none counts as gone. */
const BEAT = 10;
const GONE = 3 * BEAT;
/** Versions that are looked at, at most. */
const MOST = 20;

/**
 * Tells others on this Redis that a sweep or worker of this version is here, and is told which other versions there are in the other role, at
 * once and every ten seconds. Stops when the signal comes. What goes wrong is not told: it is for information alone.
 */
export function bePresent(client: Redis, role: Role, onOthers: (versions: readonly string[]) => void, signal: AbortSignal): void {
  const other = SETS[role === 'sweeps' ? 'workers' : 'sweeps'];
  const beat = async (): Promise<void> => {
    const now = Number((await client.time())[0]);
    await client.zadd(SETS[role], now, modelVersion());
    await client.expire(SETS[role], 100 * GONE);
    const versions = await client.zrevrangebyscore(other, '+inf', now - GONE, 'LIMIT', 0, MOST);
    if (!signal.aborted) onOthers(versions.filter((version) => /^[\w.+-]{1,80}$/.test(version) && version !== modelVersion()));
  };
  const timer = setInterval(() => beat().catch(() => {}), 1000 * BEAT);
  timer.unref();
  beat().catch(() => {});
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
} // biome-ignore format: lines
