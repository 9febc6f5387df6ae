import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { paced } from '../pace.ts';
import { type Found, fuzz } from './fuzz.ts';
import { TURNS } from './subjects.ts';
import { Victim } from './victims.ts';

/** Inputs of `npm test`; `npm run fuzz -- --inputs N` tries any number. FUZZ_SEED looks at others. */
const INPUTS = paced(200, 2000);
const SEED = Number(process.env.FUZZ_SEED ?? 1997);

test(`${INPUTS} fuzzed inputs get numbers or one message`, async () => {
  const found: string[] = [];
  const onFault = ({ subject, number, fault }: Found): void => void found.push(`${subject} ${number}: ${fault}`);
  expect(await fuzz({ subjects: TURNS, seed: SEED, inputs: INPUTS, onFault })).toBe(INPUTS);
  expect(found).toEqual([]);
});

/** An input that once failed: its files as text (or base64), the commands, and what they must end in. */
interface Once {
  why: string;
  files: Record<string, string | { base64: string }>;
  commands: string[][];
  /** Exit codes of the commands, in order. */
  codes: number[];
  /** A regular expression that the standard error of the last must match. */
  says?: string;
}

describe('what once failed', () => {
  const victim = new Victim();
  afterAll(() => victim.stop());

  test.each(
    globSync(fileURLToPath(new URL('corpus/*.json', import.meta.url)))
      .sort()
      .map((file) => [file.replace(/.*\//, ''), file]),
  )('%s', async (_, file) => {
    const { files, commands, codes, says } = JSON.parse(readFileSync(file, 'utf8')) as Once;
    let ended: unknown;
    const fault = await victim.try({
      files: Object.fromEntries(
        Object.entries(files).map(([name, content]) => [
          name,
          typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64'),
        ]),
      ),
      commands,
      judge(outcomes) {
        ended = { codes: outcomes.map(({ code }) => code), says: outcomes.at(-1)!.stderr };
        return undefined;
      },
    });
    expect(fault).toBeUndefined();
    expect(ended).toEqual({ codes, says: expect.stringMatching(says ?? '') });
  });
});
