import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A limit of a test or a hook, an option of what it calls, or the limit of a child process. */
const LIMIT = /\btimeout: ?[\d_]{2,}|\}, [\d_]{4,}\);|\bAbortSignal\.timeout\(/;

test('no test has a time limit of its own: vitest.config.ts has one against hangs', () => {
  const limits = globSync('test/**/*.ts').filter((file) => LIMIT.test(readFileSync(file, 'utf8')));
  // While a program compiles it is interrupted: the sooner the better.
  expect(limits).toEqual(['test/catalogue/make.test.ts']);
});
