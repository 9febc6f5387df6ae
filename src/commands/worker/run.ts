import { modelVersion } from '../../model-version.ts';
import { plural } from '../../report/text/words.ts';
import { redisUrl, shownUrl } from '../../sweep/engines/redis/connection.ts';
import { startWorker } from '../../sweep/engines/redis/worker.ts';
import { STORE } from '../../sweep/sweep.ts';
import { say } from '../../terminal.ts';
import type { WorkerCommandOptions } from './options.ts';

/** `disco worker`: works until SIGINT or SIGTERM, then finishes what it has begun; a second one ends it at once. */
export async function runWorker(options: WorkerCommandOptions): Promise<void> {
  const { redis, traces, workers, memory, store = STORE, cache, patience } = options;
  const { connectTimeout: connect, answerTimeout: answer, silenceTimeout: silence, largestTrace: mostBytes } = options;
  const url = redisUrl(redis);
  const tell = (text: string): void => say(`disco worker: ${text}`);
  const worker = await startWorker({
    url, traces, cache, store, patience, mostBytes,
    waiting: { connect, answer, silence },
    workers, memoryBytes: memory, onNote: tell, onJob: jobLog(tell),
  }); // biome-ignore format: short
  tell(`${plural(worker.threads, 'thread')} for ${shownUrl(url)}, program ${modelVersion()}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143));
  tell('finishing what was begun; once more ends it at once, and other workers take over');
  await worker.close();
}

/** Says how jobs ended. Of jobs that fail one after another for the same reason, the first says it, and how many followed is said when that ends. */
export function jobLog(say: (text: string) => void): (id: string, error: Error | undefined) => void {
  let fault: string | undefined;
  let more = 0;
  return (id, error) => {
    if (error !== undefined && error.message === fault) {
      more++;
      return;
    }
    if (more > 0) say(`${plural(more, 'attempt')} more failed for the same reason`);
    fault = error?.message;
    more = 0;
    say(`${id.slice(0, 12)} ${error === undefined ? 'done' : `failed: ${error.message}`}`);
  };
}
