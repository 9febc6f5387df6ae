import { workerData } from 'node:worker_threads';
import { answering } from '../../sweep/engines/hand.ts';
import { type Order, progressOf, type Start } from './count-all.ts';
import { countExperiment } from './run.ts';

/** The thread that `count-all.ts` starts: replays whole plans, one after the other. */
const { done } = workerData as Start;

answering<Order>(({ place, plan, workers }) => {
  const onProgress = progressOf(plan, (instructions) => {
    done[place] = instructions;
  });
  return countExperiment(plan, { onProgress, workers });
});
