import { plural } from '../../report/text/words.ts';
import { redisUrl, shownUrl } from '../../sweep/engines/redis/connection.ts';
import { startWorker } from '../../sweep/engines/redis/worker.ts';
import { modelVersion } from '../../sweep/store/keys.ts';
import { STORE } from '../../sweep/sweep.ts';
import { say } from '../../terminal.ts';
import type { WorkerCommandOptions } from './options.ts';

/** `disco worker`: works until SIGINT or SIGTERM, then finishes what it has begun; a second one ends it at once. */
export async function runWorker(options: WorkerCommandOptions): Promise<void> {
  const { redis, traces, workers, memory, store = STORE, cache, patience } = options;
  const url = redisUrl(redis);
  const tell = (text: string): void => say(`disco worker: ${text}`);
  const onJob = (id: string, error: Error | undefined): void =>
    tell(`${id.slice(0, 12)} ${error === undefined ? 'done' : `failed: ${error.message}`}`);
  const worker = await startWorker({
    url, traces, cache, store, patience, onJob,
    workers, memoryBytes: memory, onNote: tell,
  }); // biome-ignore format: short
  tell(`${plural(worker.threads, 'thread')} for ${shownUrl(url)}, program ${modelVersion()}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143));
  tell('finishing what was begun; once more ends it at once, and other workers take over');
  await worker.close();
}
