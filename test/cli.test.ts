import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { disco, discoProcess } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('cli');
const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** A lackey trace: a loop over an array, `n` turns. */
const lackey = (n: number): string => {
  let text = '==1== Lackey, an example Valgrind tool\n';
  for (let i = 0; i < n; i++)
    text += `I  04000000,3\n L 1ffe${(i % 4096).toString(16).padStart(4, '0')}0,8\nI  04000003,4\n S 10${(i % 256).toString(16).padStart(2, '0')}000,4\n`;
  return text;
};
const small = put('small.lackey', lackey(2000));

/** Most tests below carry out commands in this process; these hold that a process of its own does the same. */
test.each([
  ['replays', () => ['replay', small, '--json'], []],
  ['reads a pipe', () => ['replay', '-', '--json'], [readFileSync(small)]],
  ['does not know the file', () => ['replay', join(folder, 'none')], []],
  ['does not know the option', () => ['replay', small, '--jsn'], []],
] as const)('a process %s as a command in this process does', async (_, args, input) => {
  expect(await discoProcess(args(), input)).toEqual(await disco(args(), input));
});

describe('disco replay', () => {
  test('prints counts and times as JSON under stable names', async () => {
    const { code, stdout } = await disco(['replay', small, '--json', '--structure', 'dinero']);
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(result.caches.l1d.load).toMatchObject({ references: 2000 });
    expect(result.caches.l1d.store).toMatchObject({ references: 2000 });
    expect(result.caches.l1i.fetch).toMatchObject({ references: 4000, misses: 1 });
    expect(result.tlbs.tlb.references).toBe(8000);
    expect(result.events.instruction).toBe(4000);
    expect(result.times.bars.user).toBe(10_000);
  });

  test('gives the same result from a pipe, through gzip and zstd, and from the container', async () => {
    const container = join(folder, 'small.arrow');
    expect((await disco(['trace', 'convert', small, container])).code).toBe(0);
    const { caches, tlbs, events } = JSON.parse((await disco(['replay', small, '--json'])).stdout);
    const same = async (args: string[], input?: Uint8Array[]): Promise<void> => {
      const { stdout, stderr } = await disco(['replay', ...args, '--json'], input);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({ caches, tlbs, events });
    };
    await same([container]);
    await same(['-'], [readFileSync(small)]);
    await same(['-'], [readFileSync(container)]);
    await same([put('small.gz', gzipSync(readFileSync(small)))]);
    await same([put('small.zst', zstdCompressSync(readFileSync(small)))]);
    await same([small, '--no-filter']);
  });

  test('changes the structure by --set', async () => {
    const { stdout } = await disco([
      'replay',
      small,
      '--json',
      '--set',
      'cache.l1d.sizeBytes=1024',
      '--set',
      'cache.l2=null',
    ]);
    const { structure, caches } = JSON.parse(stdout);
    expect(structure.cache.l1d.sizeBytes).toBe(1024);
    expect(caches.l2).toBeNull();
  });

  test('is deterministic: the same bytes out', async () => {
    const once = (await disco(['compare', small, '--json'])).stdout;
    expect((await disco(['compare', small, '--json'])).stdout).toBe(once);
  });

  test('keeps its table within 80 columns', async () => {
    for (const args of [
      ['replay', small],
      ['compare', small],
    ]) {
      const { stdout } = await disco(args);
      expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    }
  });
});

describe('disco trace', () => {
  test('converts there and back without loss', async () => {
    const [arrow, csv, din] = ['a.arrow', 'b.csv.zst', 'c.din'].map((name) => join(folder, name));
    await disco(['trace', 'convert', small, arrow]);
    await disco(['trace', 'convert', arrow, csv]);
    await disco(['trace', 'convert', csv, din]);
    const { code, stdout } = await disco(['replay', din, '--json', '--structure', 'dinero']);
    expect(code).toBe(0);
    const direct = JSON.parse((await disco(['replay', small, '--json', '--structure', 'dinero'])).stdout);
    expect(JSON.parse(stdout).caches).toEqual(direct.caches);
  });

  test('shows the first records', async () => {
    const { stdout } = await disco(['trace', 'head', '-n', '2', small]);
    expect(stdout.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(2);
  });

  test('validates', async () => {
    expect(await disco(['trace', 'validate', small])).toMatchObject({
      code: 0,
      stdout: `${small}: whole and consistent\n`,
    });
  });
});

/** Each is one clear message on standard error, exit code 2, and no stack. */
describe('bad input', () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 197 + 13 * (i >> 3)) & 255);
  const arrowBytes = async (): Promise<Uint8Array> => {
    const path = join(folder, 'whole.arrow');
    await disco(['trace', 'convert', small, path]);
    return readFileSync(path);
  };
  const refuse = async (args: string[], expected: RegExp): Promise<void> => {
    const { code, stderr, stdout } = await disco(args);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  };

  test.each<[string, () => string, RegExp]>([
    ['an empty file', () => put('empty', ''), /is empty; expected a trace/],
    ['binary noise', () => put('noise', noise), /noise: found binary data .* expected a trace/],
    ['a directory', () => folder, /is a directory; expected a trace file/],
    ['a file that is not there', () => join(folder, 'none'), /there is no such file/],
    ['a CSV without a column', () => put('c.csv', 'cpu,mode,kind,size\n0,u,L,4\n'), /c\.csv:1:\d+: .*address/],
    ['a negative size', () => put('n.csv', 'kind,address,size\nL,1000,-4\n'), /n\.csv:2:8: found "-4"/],
    ['an address above 64 bits', () => put('big.lackey', ' L 11fff0007600000000,8\n'), /big\.lackey:1:\d+: .*64 bits/],
    [
      'a CPU above the header’s',
      () => put('cpu.csv', '# cpus=2\ncpu,kind,address,size\n2,L,1000,4\n'),
      /cpu\.csv:3:1: found "2", expected .*0.*1/,
    ],
  ])('%s', async (_, file, expected) => {
    await refuse(['replay', file()], expected);
  });

  test('an unreadable path: a component that is a file', async () => {
    await refuse(['replay', join(small, 'x')], /small\.lackey.x/);
  });

  test('an unknown option, structure, key, format or command', async () => {
    await refuse(['replay', small, '--jsn'], /^disco: unknown option '--jsn'; did you mean --json\?\n$/);
    await refuse(['replay'], /^disco: missing required argument 'trace'; disco replay --help shows how\n$/);
    await refuse(['replay', small, '--structure', 'disko'], /did you mean "disco"/);
    await refuse(['replay', small, '--set', 'tlb.entrys=4'], /did you mean "tlb.entries"/);
    await refuse(['replay', small, '--format', 'dim'], /unknown trace format "dim"/);
    await refuse(['reply', small], /^disco: unknown command 'reply'; did you mean replay\?\n$/);
  });

  test.each([0.3, 0.9])('a gzip cut at %d of its length yields what was whole, and says so', async (share) => {
    const bytes = gzipSync(lackey(20_000));
    const { code, stdout, stderr } = await disco([
      'replay',
      put('cut.gz', bytes.subarray(0, bytes.length * share)),
      '--json',
    ]);
    const { trace, events } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(JSON.stringify(trace.notes)).toMatch(/gzip stream ends early/);
    expect(stderr).toMatch(/^disco: .*cut\.gz: the gzip stream ends early; what came before it was read\n$/);
    expect(events.instruction).toBeGreaterThan(0);
    expect(events.instruction).toBeLessThan(40_000);
  });

  test('a zstd file cut off yields what was whole, and says so', async () => {
    const bytes = zstdCompressSync(lackey(200_000));
    const { code, stdout } = await disco(['replay', put('cut.zst', bytes.subarray(0, bytes.length * 0.9)), '--json']);
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout).trace.notes)).toMatch(/zstd stream ends early/);
    await refuse(['trace', 'validate', join(folder, 'cut.zst')], /cut\.zst: 1 problem\n {2}the zstd stream ends early/);
    const info = await disco(['trace', 'info', join(folder, 'cut.zst')]);
    expect([info.code, info.stderr]).toEqual([0, expect.stringMatching(/cut\.zst: the zstd stream ends early/)]);
    const converted = await disco(['trace', 'convert', join(folder, 'cut.zst'), join(folder, 'cut.csv')]);
    expect([converted.code, converted.stderr.match(/ends early/g)?.length]).toEqual([0, 1]);
  });

  test('a container cut off yields its whole batches, and says so', async () => {
    const bytes = await arrowBytes();
    const { code, stdout } = await disco(['replay', put('cut.arrow', bytes.subarray(0, bytes.length - 100)), '--json']);
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout).trace.notes)).toMatch(/cut off/);
    await refuse(['trace', 'validate', join(folder, 'cut.arrow')], /cut\.arrow: \d problems?\n .*cut off/);
    await refuse(['replay', put('stub.arrow', bytes.subarray(0, 200))], /stub\.arrow/);
  });

  test('CRLF and a BOM are no mistakes', async () => {
    const plain = JSON.parse((await disco(['replay', small, '--json'])).stdout);
    const dos = put('dos.lackey', `\ufeff${lackey(2000).replaceAll('\n', '\r\n')}`);
    expect(JSON.parse((await disco(['replay', dos, '--json'])).stdout).caches).toEqual(plain.caches);
  });

  test('a line of 2 GB is refused in bounded memory', async () => {
    const chunk = Buffer.alloc(1 << 20, 'a');
    const endless = function* () {
      yield ' L ';
      for (let i = 0; i < 2048; i++) yield chunk;
    };
    const { code, stderr } = await discoProcess(['replay', '-', '--format', 'lackey'], endless());
    expect(code).toBe(2);
    expect(stderr).toMatch(/standard input:1:\d+: /);
  });

  test.each([
    ['in /proc', '/proc/x', /^disco: \/proc\/x cannot be written: nothing can be made there\n$/],
    ['with an empty name', '', /^disco: the name of the folder for the report is empty\n$/],
    ['that is a file', small, /is no folder; expected a folder to write into/],
    ['that is a device', '/dev/full', /\/dev\/full is no folder/],
    ['without a parent', join(folder, 'no', 'such'), /there is no folder .*no\n$/],
  ])('a report folder %s is refused before the replay', async (_, out, expected) => {
    await refuse(['compare', join(folder, 'not even looked at'), '-o', out], expected);
  });

  test('a report folder that could be made is not left behind when the trace is bad', async () => {
    await refuse(['compare', put('bad', 'hello'), '-o', join(folder, 'unmade')], /expected a trace/);
    expect(readdirSync(folder)).not.toContain('unmade');
  });

  test('values of options are checked, with the option named once', async () => {
    await refuse(
      ['replay', small, '--warmup', 'abc'],
      /^disco: --warmup: found "abc", expected a whole number such as/,
    );
    await refuse(
      ['replay', small, '--warmup', '10M'],
      /^disco: --warmup 10,000,000 instructions is longer than every window of the trace \(4,000 instructions in all\)/,
    );
    await refuse(
      ['compare', small, '-s', 'irix,,disco'],
      /^disco: --structures: found "irix,,disco", expected at least two/,
    );
    await refuse(['replay', small, '-s', ''], /^disco: the name of the structure is empty/);
    await refuse(['replay', ''], /^disco: the name of the trace is empty/);
    await refuse(['trace', 'convert', small, join(folder, 'x.csv'), '--level', '3'], /--level is for containers/);
    await refuse(
      ['trace', 'convert', small, 'x.csv.bz2'],
      /also with \.gz, \.xz or \.zst behind \(nothing else is written\)/,
    );
    await refuse(['trace', 'convert', small, 'x.arrow', '--windows', '1,a'], /^disco: --windows: found "1,a"/);
    await refuse(['record', '-o', 'a.txt', '--', 'true'], /^disco: --out a\.txt: expected a name that ends in \.arrow/);
  });

  test('a file of the kernel, whose size is told as 0, is read', async () => {
    await refuse(['replay', '/proc/self/status'], /status:1:1: found .*Name:.*expected a trace/);
  });

  test('a full disk behind standard output is one line', async () => {
    const full = openSync('/dev/full', 'w');
    for (const args of [
      ['show', 'structure', 'disco'],
      ['trace', 'convert', small, '-'],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, ['src/cli.ts', ...args], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([2, 'disco: standard output cannot be written: the disk is full\n']);
    }
    closeSync(full);
  });

  test('a full disk leaves the old report', async () => {
    const out = join(folder, 'report');
    expect((await disco(['compare', small, '-o', out])).code).toBe(0);
    const before = readFileSync(join(out, 'report.html'), 'utf8');
    await refuse(['trace', 'convert', small, '/dev/full/x.arrow'], /x\.arrow/);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toBe(before);
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('Ctrl-C in the middle stops with 130, and nothing half-written', async () => {
    const out = join(folder, 'interrupted.arrow');
    let interrupt = (): void => {};
    const endless = function* () {
      const text = lackey(1000);
      for (let i = 0; i < 100_000; i++) {
        if (i === 300) interrupt(); // some 15 MB have been read
        yield text;
      }
    };
    const { code, stderr } = await discoProcess(['trace', 'convert', '-', out], endless(), (kill) => {
      interrupt = () => kill('SIGINT');
    });
    expect(stderr).toMatch(/interrupted/);
    expect(code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
  });
});
