import { expect, test } from 'vitest';
import { documents } from '../../.ci/docs/documents.ts';
import { BLOCKS } from '../../.ci/docs/registry.ts';
import { changedBlocks, changedFiles, wrongMarks } from '../../.ci/docs/written.ts';

const all = documents();

test('documents have marks of blocks that there are, and every block stands in one', () => {
  expect(wrongMarks(all, BLOCKS)).toEqual([]);
});

test('documents have what code and committed data say: npm run docs writes it', async () => {
  expect((await changedBlocks(all, BLOCKS, ['data'])).flatMap(({ what }) => what)).toEqual([]);
});

test('files written as a whole are as they are to be: npm run docs writes them', async () => {
  expect((await changedFiles()).flatMap(({ what }) => what)).toEqual([]);
});
