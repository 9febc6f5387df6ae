import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appletsOf } from '../../../../src/trace/recorder/prepare/applets.ts';
import { archivesIn, filesIn } from '../../../../src/trace/recorder/prepare/apt.ts';
import { modulesIn } from '../../../../src/trace/recorder/prepare/modules.ts';
import { readAnswers, readNote } from '../../../../src/trace/recorder/prepare/symbols.ts';
import { toolPath } from '../../../../src/trace/recorder/prepare/tools.ts';
import { cpioArchive, joinArchives } from '../../../../src/trace/recorder/system/cpio.ts';
import { GuestConsole } from '../../../../src/trace/recorder/system/guest-output.ts';
import { commandArchive } from '../../../../src/trace/recorder/system/init-script.ts';
import { markerProgram, START_MARKER } from '../../../../src/trace/recorder/system/markers.ts';
import { kernelSaid } from '../../../../src/trace/recorder/system/notes.ts';
import { lacks } from '../../../needs.ts';
import { refusal } from '../../../refusal.ts';
import { temporaryFolder } from '../../../temporary.ts';

test.skipIf(lacks('cpio'))('an archive is what cpio unpacks (needs cpio)', () => {
  const folder = temporaryFolder('cpio');
  const archive = cpioArchive([
    { name: 'bin', kind: 'folder' },
    { name: 'bin/a', kind: 'file', mode: 0o755, content: Buffer.from('12345') },
    { name: 'bin/b', kind: 'link', target: 'a' },
  ]);
  execFileSync('cpio', ['-i', '--quiet'], { cwd: folder, input: archive });
  expect(readFileSync(join(folder, 'bin/b'), 'utf8')).toBe('12345');
});

test('archives behind each other begin at multiples of 4 bytes', () => {
  const joined = joinArchives([Buffer.from('a'), Buffer.from('bcde'), Buffer.from('f')]);
  expect(joined.toString('latin1')).toBe('a\0\0\0bcdef\0\0\0');
  for (const content of ['', 'a', 'ab', 'abc', 'abcd'])
    expect(cpioArchive([{ name: content, kind: 'file', mode: 0, content: Buffer.from(content) }]).length % 4).toBe(0);
});

test('the program of a marker is 104 bytes of ELF that end in the marker, exit(0) and a nop', () => {
  const program = markerProgram(START_MARKER);
  expect(program.length).toBe(104);
  expect(program.toString('hex', 0, 28)).toBe('7f454c46010101000000000000000000020008000100000054004000');
  expect(program.toString('hex', 84)).toBe('51d10034a10f0224212000000c00000000000000');
});

test('the guest gets the command and its variables as they are, whatever is in them', () => {
  const word = fc.string({ unit: 'grapheme-ascii' }).filter((text) => text !== '');
  fc.assert(
    fc.property(fc.array(word), word, (args, value) => {
      const archive = commandArchive(['printf', '%s\\n', ...args], { VALUE: value }).toString('utf8');
      const script = /\0+(export [\s\S]*?\n)\0*070701/
        .exec(archive)?.[1]
        .replace(/^cd .*$/m, 'printf "%s\\n" "$VALUE"');
      const printed = execFileSync('/bin/sh', ['-c', script ?? 'false'], { encoding: 'utf8' });
      expect(printed).toBe(`${value}\n${args.length === 0 ? '\n' : args.map((arg) => `${arg}\n`).join('')}`);
    }),
    { numRuns: 30 },
  );
});

describe('what a guest says', () => {
  const begins = 'noise\r\ndisco: the command begins\n';
  const ended = '\ndisco: the command ended with exit code ';
  test.each([
    ['noise', false, '', undefined],
    [begins, true, '', undefined],
    [`${begins}half`, true, 'half\n', undefined],
    [`${begins}all\n${ended}0\nreboot`, true, 'all\n', 0],
    [`${begins}all${ended}0\nreboot`, true, 'all\n', 0],
    [`${begins}\n\na\n\n${ended}3\n`, true, '\n\na\n\n', 3],
    [`${begins}a\n\n`, true, 'a\n\n', undefined],
    [`${begins}${ended}127\n`, true, '', 127],
    [`${begins}${ended}12`, true, '', undefined],
    [`${begins}${ended.trim()}\n`, true, `${ended.trim()}\n`, undefined],
  ])(
    'of %j tells what was printed, and how it ended, in whatever pieces it comes',
    (text, begun, printed, exitCode) => {
      for (const size of [1, 2, 7, 1000]) {
        const seen = new GuestConsole();
        let lines = '';
        for (let at = 0; at < text.length; at += size) lines += seen.push(text.slice(at, at + size));
        expect([seen.begun, lines + seen.end(), seen.exitCode]).toEqual([begun, printed, exitCode]);
      }
    },
  );

  test('tells that the first program cannot begin, which a command that says so does not', () => {
    const failed = 'disco: the guest cannot begin: the disk cannot be mounted\n';
    for (const [text, expected] of [[failed, true], [`${begins}${failed}`, false]] as const) {
      const seen = new GuestConsole();
      seen.push(text);
      expect(seen.failed).toBe(expected);
    } // biome-ignore format: a loop
  });

  test('is quoted by its last eight lines', () => {
    const seen = new GuestConsole();
    seen.push(`${Array.from({ length: 20 }, (_, n) => `line ${n}\r\n`).join('')}rest`);
    expect(seen.lastLines.split('\n')).toEqual([...Array.from({ length: 8 }, (_, n) => `line ${n + 12}`), 'rest']);
    seen.pushKernel('[    1.5] Kernel panic\r\n[    1.6] ---');
    expect(seen.lastLines.split('\n').slice(-4)).toEqual([
      'line 19',
      '[    1.5] Kernel panic',
      '[    1.6] ---',
      'rest',
    ]);
  });

  test('is the command’s or the kernel’s, in whatever pieces they come between each other', () => {
    const booted = '[    0.1] Linux\r\n[    7.6] disco: the command begins\r\n';
    const lockUp = 'watchdog: BUG: soft lockup - CPU#1 stuck for 29s! [kworker/u4:1:27]';
    const others = Array.from({ length: 5 }, (_, n) => `[  41.${n}] other ${n}\r\n`).join('');
    const kernel = `${booted}[   40.190493] ${lockUp}\r\n\r\n[  140.190493] ${lockUp}\r\n${others}[  142.000000] the last`;
    const command = `${begins}2\n70\n${ended}0\n`;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 40 }))), (pieces) => {
        const seen = new GuestConsole();
        const left = { kernel, command };
        let printed = '';
        const take = (isKernel: boolean, length: number): void => {
          const which = isKernel ? 'kernel' : 'command';
          const text = left[which].slice(0, length);
          left[which] = left[which].slice(length);
          if (isKernel) seen.pushKernel(text);
          else printed += seen.push(text);
        };
        for (const [isKernel, length] of pieces) take(isKernel, length);
        for (const isKernel of [true, false]) take(isKernel, Number.POSITIVE_INFINITY);
        expect([printed + seen.end(), seen.exitCode, seen.kernelLines]).toEqual(['2\n70\n', 0, 8]);
        expect(kernelSaid(seen, 1)).toBe(`the guest's kernel said on its console while the command ran: ${lockUp} (2 times); other 0; other 1; other 2; other 3; and 2 other lines`); // biome-ignore format: a line
      }),
      { numRuns: 50 },
    );
  });

  test('of the kernel before the command begins is quoted only', () => {
    const seen = new GuestConsole();
    seen.pushKernel('[    0.5] i8042: No controller found\r\n');
    seen.push(begins);
    expect([seen.kernelLines, seen.kernelMessages.size, seen.begun]).toEqual([0, 0, true]);
  });
});

test('applets are read from a busybox, and none from another program', () => {
  expect(appletsOf(Buffer.from('xx[\0[[\0ash\0[.x\0\0more\0', 'latin1'))).toEqual(['[', '[[', 'ash', '[.x']);
  expect(appletsOf(Buffer.from('nothing'))).toEqual([]);
});

test('what apt prints tells files', () => {
  expect(archivesIn('Reading…\nInst gcc (4:12.2.0-3 Debian:12.14/oldstable [mipsel])\nInst a [1] (2 x, y [all]) []\nConf gcc (1)\n')).toEqual(['gcc_4%3a12.2.0-3_mipsel.deb', 'a_2_all.deb']); // biome-ignore format: a line
  expect(filesIn("'http://a/b%2b.deb' b+.deb 17 SHA256:00\nother\n'http://a/c' c 0 \n")).toEqual([
    { name: 'b+.deb', bytes: 17 },
    { name: 'c', bytes: 0 },
  ]);
});

test('modules come behind those that they depend on, each once; what has no file is built in', async () => {
  const folder = temporaryFolder('modules');
  mkdirSync(join(folder, 'kernel/fs'), { recursive: true });
  const module = (name: string, depends: string): void =>
    writeFileSync(join(folder, 'kernel/fs', `${name}.ko`), `\x7fELF\0license=GPL\0depends=${depends}\0name=${name}\0`);
  module('ext4', 'jbd2,mb-cache');
  module('jbd2', '');
  module('mb-cache', 'ext4,jbd2'); // a circle
  const names = async (...wanted: string[]) => (await modulesIn(folder, wanted)).map(({ name }) => name);
  expect(await names('built_in', 'ext4', 'jbd2')).toEqual(['jbd2', 'mb_cache', 'ext4']);
  expect(await modulesIn(join(folder, 'none'), ['ext4'])).toEqual([]);
});

describe('the answers of the first boot', () => {
  const CERTAIN = '80100400 T kernel_entry\n80200000 T schedule\n80300000 T handle_sys\n';
  test('are symbols of the kernel without modules, and where its note is', () => {
    const answers = Buffer.from(`0x01580000 1024\n${CERTAIN}c0000000 t init\t[ext4]\n\0\0`);
    expect(readAnswers(answers)).toEqual({ symbols: CERTAIN, count: 3, note: { address: 0x1580000, bytes: 0x1024 } });
  });

  test.each([
    ['', /did not tell where/],
    [`${CERTAIN}`, /did not tell where/],
    ['0x10 10\n80100400 T kernel_entry\n', /told 1 symbols of its kernel, without an address of schedule, handle_sys/],
    [`0x10 10\n${CERTAIN.replaceAll(/^8\d+/gm, '00000000')}`, /told 3 symbols .* kernel_entry, schedule, handle_sys/],
  ])('%j are refused', (text, message) => {
    expect(refusal(() => readAnswers(Buffer.from(text)))).toMatch(message);
  });

  test('lead to a note in memory, or to none', async () => {
    const text = 'OSRELEASE=6.1\nSYMBOL(mem_map)=8111fd24\n';
    const head = Buffer.alloc(12);
    head.writeUInt32LE(11, 0);
    head.writeUInt32LE(text.length, 4);
    const ram = join(temporaryFolder('ram'), 'ram');
    writeFileSync(
      ram,
      Buffer.concat([Buffer.alloc(4096), head, Buffer.from('VMCOREINFO\0\0'), Buffer.from(`${text}\0\0`)]),
    );
    expect(await readNote(ram, { address: 4096, bytes: 0x1000 })).toBe(text);
    await expect(readNote(ram, { address: 4100, bytes: 0x1000 })).rejects.toThrow(/has no note VMCOREINFO at 1004/);
    await expect(readNote(ram, { address: 1 << 20, bytes: 0x1000 })).rejects.toThrow(/has no note/);
  });
});

test("tools are looked for in administrators' folders, too", () => {
  expect(toolPath('/usr/bin:/opt/x:/bin/')).toBe('/usr/bin:/opt/x:/bin/:/usr/sbin:/sbin');
  expect(toolPath('/tmp/cabin')).toBe('/tmp/cabin');
});
