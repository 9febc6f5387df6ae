import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLines } from '../src/printable.ts';
import { laidOut } from '../src/report/text/message.ts';
import { layMessagesOut, say } from '../src/terminal.ts';
import { disco, type Outcome } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

/** One of every kind: a window's title, colour by C0 and C1, delete, directions, zero widths, separators, a tag. */
const HOSTILE =
  '\x1b]0;t\x07\x1b[31m\u009b1m\x7f\u0085\u200b\u200f\u202e\u2066\u2028\u2029\ufeff\u{e0041}ZÜrich測\x08\x0b\x00';
/** The same as a file can be called. */
const NAME = HOSTILE.replace('\x00', '');

const RAW = /[^\P{Cc}\n]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u;

test('what steers a terminal is shown escaped, text in any script as it is', () => {
  expect(printable('a\x1b[31mb\n\t\x7f\u009b\u202e\u2028\ufeff\ud800')).toBe(
    'a\\x1b[31mb\\x0a\\x09\\u007f\\u009b\\u202e\\u2028\\ufeff\\ud800',
  );
  expect(printable('\u{e0041}')).toBe('\\udb40\\udc41');
  expect(printable('Zürich 測試 😀 \\ "x"')).toBe('Zürich 測試 😀 \\ "x"');
  expect(printableLines('a\n\r\nb')).toBe('a\n\\x0d\nb');
});

test('text that is JSON stays JSON of the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (value) => {
      const json = JSON.stringify([value, { [value]: 1 }], null, 2);
      expect(printableLines(json)).not.toMatch(RAW);
      expect(JSON.parse(printableLines(json))).toEqual(JSON.parse(json));
    }),
  );
  const text = `\\\u202e${HOSTILE}\\`;
  expect(JSON.parse(printableLines(JSON.stringify(text)))).toBe(text);
});

test('a message fits the terminal that standard error is, commands as they are typed; elsewhere it is one line', () => {
  const words = 'so many words that they do not fit into one line of a terminal that is narrow';
  const command = `disco compare synthetic:pmake8 --structures irix-roundrobin,8vm-nfs --machine origin`;
  const stderr = Object.getOwnPropertyDescriptor(process, 'stderr')!;
  const told = (stream: object): string => {
    const chunks: string[] = [];
    const write = (chunk: string): number => chunks.push(chunk);
    Object.defineProperty(process, 'stderr', { configurable: true, value: { ...stream, write } });
    say(`disco: ${words}\n${command}`);
    return chunks.join('');
  };
  layMessagesOut(laidOut);
  try {
    expect(told({})).toBe(`disco: ${words}\n  ${command}\n`);
    expect(told({ isTTY: true, columns: 20 })).toBe(`disco: so many words that they do not fit into one line of
  a terminal that is narrow
  disco compare synthetic:pmake8 \\
    --structures irix-roundrobin,8vm-nfs --machine origin
`);
  } finally {
    Object.defineProperty(process, 'stderr', stderr);
    layMessagesOut((text) => text);
  }
});

test('nothing but the door writes to standard output and standard error', () => {
  // A guest has a console, too: what counts is a use of ours. Examples in docstrings are of those who use the library.
  const writes =
    /\bconsole(?:\.\w|\?\.|\[)|[=(,] ?console\b(?!=)|process\s*\.\s*std(?:out|err)|\bstd(?:out|err)\b[^;]*\} = process|fs\.writeSync\([12]\b/;
  const doors = ['src/terminal.ts', 'src/cli.ts']; // the latter has to run on a Node too old for anything else
  expect(globSync('src/**/*.ts').filter((file) => writes.test(readFileSync(file, 'utf8').replaceAll(/^ *\/\*\*.*?\*\//gms, '')) && !doors.includes(file))).toEqual([]); // biome-ignore format: a line
});

test('no command prints what its input would have a terminal do', async () => {
  const folder = temporaryFolder('terminal');
  const at = (name: string): string => join(folder, name);
  const rows = Array.from({ length: 40 }, (_, n) => `0,1,u,${'ILS'[n % 3]},${(0x4000 + 16 * n).toString(16)},4,\n`);
  const [csv, yaml, study, bad, odd] = [at(`${NAME}.csv`), at('s.yaml'), at('study.yaml'), at('bad.csv'), at('odd.yaml')]; // biome-ignore format: a line
  const header = `# cpus=1 level=user\n# ${HOSTILE}\n# source=${HOSTILE}\n# command=${HOSTILE}\ncpu,task,mode,kind,address,size,info\n`;
  writeFileSync(csv, header + rows.join(''));
  writeFileSync(yaml, `extends: irix\nname: ${JSON.stringify(HOSTILE)}\ndescription: ${JSON.stringify(HOSTILE)}\n`);
  writeFileSync(study, `name: x\ntraces: [${JSON.stringify(csv)}]\nstructures: [${JSON.stringify(yaml)}]\npoints:\n  ${JSON.stringify(HOSTILE)}: { remoteMemory: 500 }\n  b: { remoteMemory: 600 }\n`); // biome-ignore format: a line
  writeFileSync(bad, `${header}${HOSTILE}\n`);
  writeFileSync(odd, `extends: irix\n${JSON.stringify(HOSTILE)}: 1\n`);
  const commands: [code: number, ...args: string[]][] = [
    [0, 'trace', 'info', csv],
    [0, 'trace', 'info', csv, '--json'],
    [0, 'trace', 'head', csv],
    [0, 'trace', 'validate', csv],
    [0, 'trace', 'convert', csv, at('out.arrow')],
    [0, 'trace', 'info', at('out.arrow')],
    [0, 'trace', 'head', at('out.arrow')],
    [2, 'trace', 'info', bad],
    [2, 'trace', 'info', at(`${NAME}-missing`)],
    [2, 'trace', 'convert', csv, at(`out.${NAME}`)],
    [2, 'trace', 'info', csv, '--format', NAME],
    [2, 'trace', NAME],
    [2, NAME],
    [2, 'replay', csv, `--${NAME}`],
    [0, 'replay', csv, '--structure', yaml],
    [0, 'replay', csv, '--structure', yaml, '--json'],
    [2, 'replay', csv, '--structure', NAME],
    [2, 'replay', csv, '--structure', odd],
    [2, 'replay', csv, '--set', `${NAME}=${NAME}`],
    [2, 'replay', csv, '--costs', NAME],
    [0, 'compare', csv, '--structures', `irix,${yaml}`],
    [2, 'services', csv, '--structure', NAME],
    [2, 'ablate', csv, '--structure', NAME],
    [0, 'sweep', study, '--plan', '--store', at('store')],
    [0, 'sweep', study, '--engine', 'process', '--store', at(`store${NAME}`), '--out', at(`out${NAME}`), '--no-charts'],
    [2, 'sweep', csv, '--vary', `${NAME}=1`],
    [2, 'sweep', NAME],
    [2, 'worker', '--redis', NAME],
    [2, 'reproduce', NAME],
    [2, 'kernel', csv],
    [2, 'kernel', NAME],
    [2, 'record', '-o', NAME, '--', 'true'],
    [2, 'record', '-o', at('x.arrow'), '--', at(NAME)],
    [2, 'show', NAME],
    [2, 'show', 'structure', NAME],
    [0, 'show', 'structure', yaml],
  ]; // biome-ignore format: a table
  for (const [code, ...args] of commands) {
    const outcome: Outcome = await disco(args);
    const { stdout, stderr } = outcome;
    expect(`${stdout}${stderr}`, printable(args.join(' '))).not.toMatch(RAW);
    expect({ args, code: outcome.code, says: outcome.code === code || stderr }).toEqual({ args, code, says: true }); // biome-ignore format: a line
    if (args.includes('--json')) expect(JSON.stringify(JSON.parse(stdout))).toContain('\\u001b');
  }
});
