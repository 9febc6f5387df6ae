import { describe, expect, test } from 'vitest';
import { openCsv } from '../../../src/trace/csv/open.ts';
import { errorOf, inputOf } from '../text.ts';

const USER = '0,1,u,I,400000,4,\n';
const KERNEL = '0,1,k,I,80003000,4,\n';
/** Rows of more than the megabyte that level and architecture are guessed from. */
const BEYOND = USER.repeat(Math.ceil((1 << 20) / USER.length));
const lineAfter = (text: string): number => text.split('\n').length;

const open = (text: string): ReturnType<typeof openCsv> => {
  const bytes = Buffer.from(text, 'latin1');
  return openCsv({ ...inputOf(text), peek: async (n: number) => bytes.subarray(0, n) } as Parameters<
    typeof openCsv
  >[0]);
};
const taken = async (text: string): Promise<string> => {
  const { level, architecture } = (await open(text)).header;
  return `${level} ${architecture}`;
};

describe('a recording whose header does not say its level', () => {
  test('has the kernel in it if its first megabyte has', async () => {
    expect(await taken(USER + KERNEL)).toBe('system mips32');
    expect(await taken(USER)).toBe('user flat');
  });

  test('is an error at the first kernel row beyond', async () => {
    expect(await taken(BEYOND + KERNEL)).toBe('user flat');
    expect(await errorOf(await open(BEYOND + KERNEL))).toBe(
      `in.txt:${lineAfter(BEYOND)}:5: found "k", expected u (user): the recording has no kernel row before, in its first 1 MB; write "# level=system architecture=mips32" (or mips64, or x86-64) as its first line if the kernel is in it`,
    );
  });

  test('may say it, with the same numbers wherever the first kernel row stands', async () => {
    const said = await open(`# level=system architecture=mips32\n${BEYOND}${KERNEL}`);
    for await (const _ of said.batches());
    expect(said.totals).toMatchObject({ instructions: lineAfter(BEYOND) });
  });
});

test('a kernel row of a recording whose header says level=user is an error', async () => {
  expect(await errorOf(await open(`# level=user\n${USER}${KERNEL}`))).toMatch(
    /^in\.txt:3:5: found "k", expected u \(user\): the header says level=user; write /,
  );
});

describe('the architecture that the first rows have', () => {
  test.each([
    ['mips32', ['k,I,80003000', 'u,L,7fff0000', 'k,L,c0000010']],
    ['mips32', ['k,I,80003000', 'u,L,ffffffff80000000']], // sign-extended
    ['mips64', ['k,I,ffffffff80003000', 'u,L,fff0000000']],
    ['mips64', ['k,I,80003000', 'k,L,9000000001000000']],
    ['x86-64', ['k,I,ffffffff81000000', 'u,L,7ffc12345678']], // a user's stack beyond 44 bits
    ['x86-64', ['k,I,ffffffff81000001']], // no MIPS instruction begins there
    ['x86-64', ['k,I,80003000', 'k,S,ffff888000000000']],
  ])('%s: %j', async (architecture, rows) => {
    expect(await taken(rows.map((row) => `0,1,${row},4,\n`).join(''))).toBe(`system ${architecture}`);
  });

  test.each([
    ['an address', 'u,L,7ffc12345678'],
    ['an instruction', 'k,I,80003002'],
  ])('is borne out by %s of every row after them, or that is an error at its place', async (_, row) => {
    const text = KERNEL.repeat(60_000);
    const message = await errorOf(await open(`${text}0,1,${row},4,\n`));
    expect(message).toMatch(
      new RegExp(
        `^in\\.txt:${lineAfter(text)}:9: found "${row.split(',')[2]}", expected an address of .*mips32, which the recording was taken for by its first 1 MB; write "# level=system architecture=`,
      ),
    );
  });

  test('is not asked for where the header says it', async () => {
    const said = await open(`# level=system architecture=mips32\n${KERNEL}0,1,u,L,7ffc12345678,4,\n`);
    for await (const _ of said.batches());
    expect(said.totals).toMatchObject({ loads: 1 });
  });
});
