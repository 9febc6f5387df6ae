import { expect, test } from 'vitest';
import { kept, numbersOf, REPLAYS } from './numbers.ts';

/** Counts and times of the traces that come with the program: none moves without a commit that says so. */
test.each(REPLAYS)('the numbers of %s are those that were kept', async (replay) => {
  expect(await numbersOf(replay)).toEqual(kept()[replay]);
});
