import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('messages');
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const TRACE = put('good.csv', 'kind,address,size\nL,1000,4\n');

/** The one line with which a command refuses. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await disco(args);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^disco: [^\n]+\n$/)]);
  return stderr.slice('disco: '.length, -1);
}

test.each([
  ['structure', 'tlb: { entries: VALUE }'],
  ['costs', 'trap: { value: VALUE }'],
])(
  'each wrong value of a %s is one message with place, key, what was found and what is expected',
  async (flag, text) => {
    const values = [
      '[1]',
      '{x: 1}',
      'text',
      "''",
      '-1',
      '1e400',
      '.nan',
      '.inf',
      'true',
      '1e308',
      '{}',
      '[]',
      '[[{}]]',
      '1 parsec',
    ];
    for (const value of values) {
      const file = put(
        'wrong.yaml',
        `extends: ${flag === 'costs' ? 'flash' : 'disco'}\n${text.replace('VALUE', value)}\n`,
      );
      const message = await refusal('replay', TRACE, `--${flag}`, file);
      expect(message).toMatch(/wrong\.yaml:2:\d+: .*(tlb|trap)/);
      expect(message).toMatch(/found .*expected|found .*: |unknown key/);
      expect(message).not.toMatch(/\[object|undefined|Invalid|Unrecognized|Too (big|small)/);
      const path = flag === 'costs' ? 'costs.trap.value' : 'tlb.entries';
      const set = await refusal('replay', TRACE, '--set', `${path}=${value}`);
      expect(set).toMatch(/^--set .*(found .*(expected|: )|unknown key)/);
      expect(set).not.toMatch(/\[object|undefined|Invalid|Unrecognized|Too (big|small)/);
    }
  },
);

test('a line break in a file name stays within its line, wherever the name is told', async () => {
  const name = 'two\nlines';
  const shown = 'two\\x0alines';
  const none = join(folder, name, 'none');
  expect(await refusal('replay', none)).toContain(shown);
  expect(await refusal('replay', put(`${name}.csv`, 'kind,address,size\nL,zz,4\n'))).toContain(`${shown}.csv:2:3`);
  expect(await refusal('replay', put(`${name}.bin`, '\0\u0001\u0002'.repeat(30)))).toContain(`${shown}.bin`);
  expect(await refusal('replay', put(`${name}.empty`, ''))).toContain(`${shown}.empty is empty`);
  expect(await refusal('replay', TRACE, '--structure', put(`${name}.yaml`, 'extends: flash\ntlb: 3\n'))).toContain(
    `${shown}.yaml:2:6`,
  );
  expect(await refusal('replay', TRACE, '--out', join(folder, name, 'out'))).toContain(shown);
  expect(await refusal('trace', 'convert', TRACE, join(folder, name, 'x.csv'))).toContain(shown);
});

test('a folder in place of the file to write is told to be one, whatever it is called', async () => {
  for (const name of ['plain', 'with.csv', 'with.arrow', 'with.gz']) {
    mkdirSync(join(folder, name));
    const message = await refusal('trace', 'convert', TRACE, join(folder, name));
    expect(message).toBe(`${join(folder, name)} is a directory; expected a file to write`);
  }
});

test('the note on further notes names the trace, as a shell takes it', async () => {
  const odd = put("it's odd.csv", 'kind,address,size\nL,1000,4\n');
  const { stdout } = await disco(['replay', odd]);
  // A long path is broken where a line ends.
  const without = (text: string): string => text.replaceAll(/\s+/g, '');
  expect(without(stdout)).toContain(without(`disco trace info '${odd.replace("'", "'\\''")}'`));
});
