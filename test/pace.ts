/** Whether this is `npm run test:slow`, which runs what takes minutes; vitest.config.ts says so. */
const SLOW = process.env.DISCO_SUITE === 'slow';

/** What a test uses in `npm test`, and what in `npm run test:slow`: the same assertions on less and on all. */
export const paced = <T>(quick: T, full: T): T => (SLOW ? full : quick);

/** Cases that a property test draws: all of them when slow, else a tenth, and not less than eight where there are as many. */
export const draws = (full: number): number => paced(Math.min(full, Math.max(8, Math.ceil(full / 10))), full);
