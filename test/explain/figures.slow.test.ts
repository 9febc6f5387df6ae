import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SHOWN, slideFile } from '../../.ci/explain.ts';
import { explain, sentenceOf } from '../../src/explain/explain.ts';
import { slideOf, slideSvg } from '../../src/explain/kit/slide.ts';
import { ALL, ROWS } from './rows.ts';

test.each(ALL)(
  '%s counts on its own trace what the tests and the documents say',
  async (key, explanation) => {
    const explained = await explain(key);
    expect(explained.rows).toEqual(ROWS[key]);
    expect(explained.sentence).toBe(sentenceOf(explanation, explained.trace, ROWS[key]));
    if (SHOWN.includes(key))
      expect(await slideSvg(await slideOf(explained))).toBe(readFileSync(slideFile(key), 'utf8'));
    expect(explained.replayed.every(({ ns }) => ns > 0)).toBe(true);
  },
  120_000,
);
