import { afterEach, expect, test } from 'vitest';
import { laidOut } from '../src/report/text/message.ts';
import { layOutFor } from '../src/report/text/width.ts';
import { layMessagesOut } from '../src/terminal.ts';
import { disco } from './command-line.ts';
import { everyCommand } from './examples.ts';
import { temporaryFolder } from './temporary.ts';

/** What people read in a terminal: looked at, and kept in `test/golden/terminal`. `npx vitest run --mode slow test/widths -u` writes them anew. */
const COMMANDS = [
  'replay make',
  'compare radix8 --structures irix,disco,uma --set monitor.hotPages.trigger=16',
  'services make --paper',
  'ablate synthetic:pmake --set workload.instructions=2M',
  'failures synthetic:pmake8 --set workload.instructions=2M --structures irix,8vm-nfs --cells one,4,1',
  'failures shell-mips --lose node=0 --lose memory=0:0-1MB --at 40%',
  'failures synthetic:pmake8 --set workload.instructions=2M --structures 8vm --cells one,1 --lose node=0',
  'kernel shell-mips --beside irix-5.3',
  'trace profile radix8',
  'trace info shell-mips',
  'reproduce table2 --all --inputs',
  'reproduce table3 --bands',
  'explain',
  'explain second-level-tlb --trace padded',
  'explain hot-pages --trace padded',
  'sweep radix8 --vary tlb.entries=32,128 --vary remoteMemory=600..3000:1200 --no-charts',
];

/** Looked at in a terminal by the same test, but not kept: what they print hangs on this machine or on where they write. */
const UNKEPT = [
  'start -o OUT/start',
  'compare padded --set machine.tlb.entrees=1',
  'compare padded --bands 2 -o OUT/report',
  'explain hot-pages ready-entries --trace padded -o OUT/kit',
  'trace validate padded',
  'trace convert padded OUT/padded.arrow',
  'trace convert padded OUT/padded.champsim.xz',
  'trace fetch',
  'diff OUT/report OUT/report',
  'sweep radix8 --vary tlb.entries=32,128 --plan --store OUT/store',
  'doctor',
  'completion fish --help',
  'help sweep',
];

/** Of these no width is asked, each for its reason. */
const UNASKED: Readonly<Record<string, string>> = {
  worker: 'waits for Redis; test/workers-cli.test.ts',
  record: 'needs other programs',
  show: 'test/show/show.test.ts',
  'trace head': 'prints data: CSV',
};

const isLong = (columns: number) => (line: string) => line.length > columns && !/^ *\S+$/.test(line); // a path stays whole

afterEach(() => {
  layOutFor(undefined);
  layMessagesOut((text) => text);
});

test('every command is looked at in a terminal', async () => {
  const asked = [...COMMANDS, ...UNKEPT, ...Object.keys(UNASKED)];
  const named = (name: string): boolean => asked.some((each) => `${each} `.startsWith(`${name} `));
  const all = (await everyCommand()).filter(({ command }) => command.commands.length === 0);
  expect(all.map(({ name }) => name.replace(/^disco /, '')).filter((name) => !named(name))).toEqual([]);
});

test.each([60, 80])('in a terminal of %i columns every message fits, and names nothing that only a clone has', async (columns) => {
  layOutFor(columns);
  layMessagesOut((text) => laidOut(text, columns));
  const folder = temporaryFolder('messages');
  for (const command of UNKEPT) {
    const { stdout, stderr } = await disco(command.replaceAll('OUT', folder).split(' '));
    const text = `${stdout}${stderr}`;
    expect(text.length, command).toBeGreaterThan(0);
    expect(text.split('\n').filter(isLong(columns)), command).toEqual([]);
    expect(text, command).not.toMatch(/\bnode \.ci\//);
  }
}); // biome-ignore format: a line

test.each([60, 80, 120])('in a terminal of %i columns every line fits, and reads as before', async (columns) => {
  layOutFor(columns);
  layMessagesOut((text) => laidOut(text, columns));
  const store = temporaryFolder('widths');
  const texts: string[] = [];
  for (const command of COMMANDS) {
    const written = command.startsWith('sweep') ? ['--store', store, '-o', `${store}/sweep`] : [];
    const { code, stdout, stderr } = await disco([...command.split(' '), ...written]);
    expect(code, `${command}: ${stderr}`).toBe(0);
    expect(
      stdout.split('\n').filter(({ length }) => length > columns),
      command,
    ).toEqual([]);
    expect(stderr.split('\n').filter(isLong(columns)), command).toEqual([]);
    expect(stderr, command).not.toMatch(/\bnode \.ci\//);
    texts.push(`$ disco ${command}\n\n${stdout}`);
  }
  await expect(texts.join('\n')).toMatchFileSnapshot(`golden/terminal/${columns}.txt`);
});
