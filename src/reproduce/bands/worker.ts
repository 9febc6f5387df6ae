import { workerData } from 'node:worker_threads';
import { answering } from '../../sweep/engines/hand.ts';
import { Store } from '../../sweep/store/store.ts';
import { countExperiment } from '../experiments/run.ts';
import { type Job, planOfJob, specsOf } from './counts.ts';

/** The thread that `counts.ts` starts: replays an experiment as a draw makes it, and keeps the counts of its bars. */
const store = new Store((workerData as { store: string }).store);

answering<Job>(async (job) => {
  const plan = planOfJob(job);
  const counts = await countExperiment(plan);
  for (const [n, spec] of specsOf(plan).entries()) await store.put(spec, { counts: counts[n], truncated: null });
});
