import { describe, expect, test } from 'vitest';
import { typeAll } from '../../.ci/docs/commands/outputs.ts';
import { stepsOf } from '../../.ci/docs/commands/steps.ts';
import { documents } from '../../.ci/docs/documents.ts';
import { lacks } from '../needs.ts';

describe('the commands of a document run, and print what it shows (npm run docs -- --outputs)', () => {
  for (const document of documents()) {
    const { steps, needs } = stepsOf(document);
    if (steps.every(({ notRun }) => notRun !== undefined)) continue;
    const what = needs.length > 0 ? ` (needs ${needs.join(', ')})` : '';
    test.skipIf(lacks('bash', ...needs))(`${document.path}${what}`, async () => {
      const { failed, difference } = await typeAll(document);
      expect([...failed, ...(difference?.what ?? [])]).toEqual([]);
    });
  }
});
