import fc from 'fast-check';

/** Property tests draw the same cases in every run; `FC_SEED=$RANDOM npm test` looks at others. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1997) });
