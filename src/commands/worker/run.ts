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
  const told = firstSignal(); // which may come as soon as it says that it works
  tell(`${plural(worker.threads, 'thread')} for ${shownUrl(url)}, program ${modelVersion()}`);
  await told;
  tell('finishing what was begun; once more ends it at once, and other workers take over');
  await worker.close();
}

/** Resolves at the first SIGINT or SIGTERM; the next one ends the process. */
const firstSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let isFirst = true;
    for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const)
      process.on(signal, () => {
        if (!isFirst) process.exit(code);
        isFirst = false;
        resolve();
      });
  }); // biome-ignore format: a list

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
