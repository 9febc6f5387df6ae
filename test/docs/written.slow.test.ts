import { expect, test } from 'vitest';
import { documents } from '../../.ci/docs/documents.ts';
import { BLOCKS } from '../../.ci/docs/registry.ts';
import { changedBlocks } from '../../.ci/docs/written.ts';

test('documents have what commands print: npm run docs -- --outputs writes it', async () => {
  expect((await changedBlocks(documents(), BLOCKS, ['commands'])).flatMap(({ what }) => what)).toEqual([]);
});
