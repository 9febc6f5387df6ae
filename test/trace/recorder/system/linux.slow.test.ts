import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTrace } from '../../../../src/trace/open.ts';
import { prepareMachine } from '../../../../src/trace/recorder/prepare/prepare.ts';
import { type Recorded, record } from '../../../../src/trace/recorder/record.ts';
import { TraceDecoder } from '../../../../src/trace/words/decoder.ts';
import { Marker } from '../../../../src/trace/words/markers.ts';
import { disco } from '../../../command-line.ts';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';

const NEEDS = ['qemu-system-mipsel', 'cc', 'dpkg-deb', 'apt-get', 'mke2fs'];
const COMMAND = 'ls -l /bin/ | wc -l';
/** Has the kernel say something at once, as it tells of what is critical. */
const SAID = 'echo "<2>what is critical" >/dev/kmsg';

let folder = '';
const file = (name: string): string => join(folder, `${name}.arrow`);

/** Records the command in the machine; `printed` is what it prints. */
async function recordCommand(name: string, cpus: number, command = COMMAND): Promise<Recorded & { printed: string }> {
  let printed = '';
  const recorded = await record({
    command: ['sh', '-c', command],
    with: 'qemu-system',
    machine: join(folder, 'malta'),
    cpus,
    out: file(name),
    onPrinted: (text) => {
      printed += text;
    },
  });
  return { ...recorded, printed };
}

/** Bytes that the trace's requests read from disks and wrote to them, and the references of each CPU. */
async function counted(name: string) {
  const trace = await openTrace(file(name), { details: true });
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const counts = { read: 0, written: 0, references: Array.from({ length: trace.header.cpus }, () => 0) };
  for await (const batch of trace.batches())
    decoder.decode(batch, {
      reference: ({ cpu }) => {
        counts.references[cpu]++;
      },
      event: ({ type, operands }) => {
        if (type === Marker.diskRead || type === Marker.diskReadSegment) counts.read += 512 * operands[2];
        if (type === Marker.diskWrite || type === Marker.diskWriteSegment) counts.written += 512 * operands[2];
      },
    });
  return counts;
}

const number = (n: number): string => n.toLocaleString('en-US');

describe.skipIf(lacks(...NEEDS))(`a command of Debian's busybox in its Linux (needs ${NEEDS.join(', ')})`, () => {
  beforeAll(async () => {
    folder = temporaryFolder('linux');
    await prepareMachine({ machine: 'malta', folder: join(folder, 'malta') });
  });

  test('on one CPU is recorded the same bit by bit, with the bytes that QEMU counts, and can be replayed', async () => {
    const [one, two] = [await recordCommand('one', 1), await recordCommand('two', 1)];
    expect([one.exit, one.printed]).toEqual([{ code: 0, signal: null }, expect.stringMatching(/^[2-9]\d\d\n$/)]); // applets
    expect(two.printed).toBe(one.printed);
    expect(readFileSync(file('one')).equals(readFileSync(file('two')))).toBe(true);
    const { read, written } = await counted('one');
    expect(read).toBeGreaterThan(1e6); // busybox itself
    expect(one.notes.map(({ text }) => text)).toContain(`disk 0: ${number(read)} bytes were read and ${number(written)} written, by its requests and by QEMU's count`); // biome-ignore format: a line

    for (const [says, ...args] of [
      [/whole and consistent/, 'trace', 'validate', file('one')],
      [/\nexecve /, 'kernel', file('one')],
      [/\ndisco costs /, 'compare', file('one'), '-s', 'irix,disco'],
    ] as const) {
      const { code, stdout, stderr } = await disco(args);
      expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(says), '']);
    }
  });

  test.each([1, 2])(
    'prints what it prints on %i CPUs, whatever the kernel says in the middle of a line, which is a note',
    async (cpus) => {
      const { exit, printed, notes } = await recordCommand(`said-${cpus}`, cpus, `printf one; ${SAID}; ${SAID}; echo ' line'`); // biome-ignore format: a line
      expect([exit, printed]).toEqual([{ code: 0, signal: null }, 'one line\n']);
      const said = notes.filter(({ text }) => text.startsWith("the guest's kernel said"));
      expect(said).toEqual([{ kind: 'warning', text: expect.stringContaining(': what is critical (2 times)') }]);
      expect(said[0].text.includes("the guest's clock is the host's")).toBe(cpus > 1);
    },
  );

  test('on two CPUs is recorded on both', async () => {
    const { exit, printed } = await recordCommand('both', 2);
    expect([exit, printed]).toEqual([{ code: 0, signal: null }, expect.stringMatching(/^[2-9]\d\d\n$/)]); // applets
    const { references } = await counted('both');
    expect(Math.min(...references)).toBeGreaterThan(1000);
    expect((await disco(['trace', 'validate', file('both')])).stdout).toMatch(/whole and consistent/);
    expect((await disco(['compare', file('both'), '-s', 'irix,disco'])).code).toBe(0);
  });
});
