import type { Engine } from '../engine.ts';

/**
 * Workers on any number of machines, by a queue in Redis (BullMQ, loaded when it runs). `onNote` is told of what a person should know: no
 * worker yet, a lost server.
 *
 * @param url - of the server: `redis://HOST:PORT`, `rediss://` with TLS
 * @param onNote - told of notes. Default: nobody is
 * @returns an engine for `sweep`
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
