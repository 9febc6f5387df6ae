import { expect, test } from 'vitest';
import { answer, RECORDINGS } from '../.ci/real-kernel-recordings.ts';

test('what is asked of every recording has an answer', () => {
  for (const name of Object.keys(RECORDINGS))
    for (const question of ['kernel', 'compare']) expect(answer(name, question), `${name}, ${question}`).toBeDefined();
});
