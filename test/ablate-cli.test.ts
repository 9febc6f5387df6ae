import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { disco } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('ablate');
const TRACE = 'traces/shell-mips.arrow';

/** Exit code 2, nothing printed, and one line that says why. */
async function fails(args: string[], why: RegExp): Promise<void> {
  const { code, stdout, stderr } = await disco(args);
  expect(stdout).toBe('');
  expect(stderr).toMatch(why);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect(code).toBe(2);
}

describe('disco ablate', () => {
  test('prints a table, and writes it with its chart', async () => {
    const out = join(folder, 'ablation');
    const { code, stdout, stderr } = await disco(['ablate', TRACE, '-o', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^second-level TLB +4\.2\.2 /m);
    expect(stderr).toMatch(
      /^replaying through \d+ structures in one reading of the trace\n[\d,]+ MB of memory at most\n/,
    );
    expect(readdirSync(out).sort()).toEqual(
      ['arrow', 'csv', 'html', 'json', 'parquet', 'png', 'svg', 'vl.json'].map((format) => `ablation.${format}`),
    );
    expect(readFileSync(join(out, 'ablation.csv'), 'utf8')).toMatch(/^name,setting,switched,overhead,worth\n/);
  });

  test('takes standard input, which is read once, and gives the worths that were written of the file', async () => {
    const worths = ({ stdout }: { stdout: string }) => {
      const { mechanisms, whatIfs } = JSON.parse(stdout);
      return [...mechanisms, ...whatIfs].filter(({ worth, worthInFull }) => (worth ?? worthInFull) !== 0);
    };
    const file = worths({ stdout: readFileSync(join(folder, 'ablation', 'ablation.json'), 'utf8') });
    expect(file.length).toBeGreaterThan(5);
    expect(worths(await disco(['ablate', '-', '--json'], [readFileSync(TRACE)]))).toEqual(file);
  });

  test('says in one line what is wrong', async () => {
    await fails(['ablate', 'nowhere.arrow'], /^disco: nowhere\.arrow: there is no such file/);
    await fails(['ablate', TRACE, '-s', 'irix'], /--structures: found "irix", expected two names/);
    await fails(['ablate', TRACE, '-s', 'irix,disco,uma'], /expected two names/);
    await fails(['ablate', TRACE, '-s', 'irix,uma'], /uma has no monitor; the second must have one, such as disco/);
    await fails(['ablate', TRACE, '-s', 'disco,disco'], /disco has a monitor; the first is the bare machine/);
    await fails(['ablate', TRACE, '--json', '--markdown'], /--json and --markdown: expected one of them/);
    await fails(['ablate', TRACE, '-o', 'no/such/folder'], /no\/such\/folder/);
  });
});

describe('disco services', () => {
  test('prints Table 2, and writes it with its chart', async () => {
    const out = join(folder, 'services');
    const { code, stdout } = await disco(['services', TRACE, '-o', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^total +100\.0 /m);
    expect(readdirSync(out).sort()).toEqual(
      ['arrow', 'csv', 'html', 'json', 'parquet', 'png', 'svg', 'vl.json'].map((format) => `services.${format}`),
    );
  });

  test('prints the rows as JSON, the total last', async () => {
    const rows = JSON.parse((await disco(['services', TRACE, '--json'])).stdout);
    expect(rows.at(-1)).toMatchObject({ configuration: 'disco', service: 'total', percentOfSystemTime: 100 });
  });

  test('says in one line what is wrong', async () => {
    await fails(['services', TRACE, '-s', 'irix'], /expected at least two names/);
    await fails(['services', TRACE, '--vm', 'one'], /--vm: found "one", expected the number of a virtual machine/);
    await fails(['services', TRACE, '--vm', '7'], /--vm 7: no such virtual machine ran; there is 0/);
    await fails(['services', TRACE, '--pape'], /unknown option '--pape'; did you mean --paper\?/);
  });
});
