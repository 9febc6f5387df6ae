import fc from 'fast-check';
import { afterAll } from 'vitest';
import { noteCpuTime } from './cpu-time.ts';
import { draws } from './pace.ts';
import { removeTemporaryFolders } from './temporary.ts';

/** Property tests draw the same cases in every run; `FC_SEED=$RANDOM npm test` looks at others. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1997), numRuns: draws(100) });

afterAll(() => {
  removeTemporaryFolders();
  noteCpuTime(process.env.DISCO_TESTS_FOLDER!);
});
