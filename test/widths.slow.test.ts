import { afterEach, expect, test } from 'vitest';
import { layOutFor } from '../src/report/text/width.ts';
import { disco } from './command-line.ts';
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
  'sweep radix8 --vary tlb.entries=32,128 --vary remoteMemory=600..3000:1200 --no-charts',
];

afterEach(() => layOutFor(undefined));

test.each([60, 80, 120])('in a terminal of %i columns every line fits, and reads as before', async (columns) => {
  layOutFor(columns);
  const store = temporaryFolder('widths');
  const texts: string[] = [];
  for (const command of COMMANDS) {
    const written = command.startsWith('sweep') ? ['--store', store, '-o', `${store}/sweep`] : [];
    const { code, stdout } = await disco([...command.split(' '), ...written]);
    expect(code, command).toBe(0);
    expect(
      stdout.split('\n').filter(({ length }) => length > columns),
      command,
    ).toEqual([]);
    texts.push(`$ disco ${command}\n\n${stdout}`);
  }
  await expect(texts.join('\n')).toMatchFileSnapshot(`golden/terminal/${columns}.txt`);
});
