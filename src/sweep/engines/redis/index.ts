import type { Engine } from '../engine.ts';

/**
 * Workers on any number of machines, by a queue in Redis (BullMQ, loaded when it runs). `onNote` is told of what a person should know: no
 * worker yet, a lost server.
 *
 * @param url - of the server: `redis://HOST:PORT`, `rediss://` with TLS
 * @param onNote - told of notes. Default: nobody is
 * @returns an engine for `sweep`
 * @example
 * ```ts
 * // Not run here: it needs a Redis server, and workers: disco worker --redis redis://localhost:6379
 * import { redis, sweep } from 'disco-replay';
 *
 * const study = { traces: ['padded'], vary: { 'tlb.entries': [48, 64, 96] } };
 * const { table } = await sweep(study, { engine: redis('redis://localhost:6379', console.error) });
 * table.print();
 * ```
 */
export function redis(url: string, onNote: (text: string) => void = () => {}): Engine {
  return {
    name: 'redis',
    async run(tasks, host) {
      const { submit } = await import('./submit.ts');
      await submit(tasks, host, url, onNote);
    },
  };
}
