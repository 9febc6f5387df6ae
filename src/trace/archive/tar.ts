import { printable } from '../../printable.ts';
import type { Findings } from '../bytes/compression/decompress.ts';
import { type Ending, outputOf, type Program } from '../bytes/compression/program.ts';
import type { Input } from '../bytes/input.ts';
import { isTar } from '../bytes/magic.ts';
import { type ArchiveKind, archiveEndsEarly, corruptArchive, type Member } from './kind.ts';

/** A file of a tar: the so-manieth of its name, from 1. */
interface TarMember extends Member {
  readonly occurrence: number;
}

/** Bytes of the longest list of members. */
const MAX_LIST_BYTES = 1 << 24;

const tar = (...args: string[]): Program => ({ name: 'tar', args: [...args, '-f', '-'], package: 'tar' });

/** A tar through whatever it is compressed by, read from its beginning by GNU tar. */
export const TAR: ArchiveKind<TarMember> = {
  name: 'tar',
  begins: isTar,
  async members(input) {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const ending = await run(input, tar('-t', '--quoting-style=escape'), (piece) => {
      bytes += piece.length;
      if (bytes > MAX_LIST_BYTES) throw corruptArchive(input, 'tar', ': the list of its files is longer than 16 MB');
      pieces.push(piece);
    });
    const names = Buffer.concat(pieces).toString().split('\n').filter((line) => line !== '').map(unescaped); // biome-ignore format: a line
    if (ending.code !== 0 && names.length === 0) throw failure(input, ending);
    const seen = new Map<string, number>();
    return names.map((name) => {
      const occurrence = (seen.get(name) ?? 0) + 1;
      seen.set(name, occurrence);
      return { name, occurrence };
    });
  },
  async *content(input, members, findings) {
    yield* contentOf(input, members, findings);
  },
  seeks: false,
};

async function* contentOf(
  input: Input,
  members: readonly TarMember[],
  findings: Findings,
): AsyncGenerator<Buffer, void> {
  let delivered = 0;
  const names = members.map(({ name }) => name);
  const which = members.length === 1 ? [`--occurrence=${members[0].occurrence}`] : [];
  const program = tar('-x', '-O', ...which, '--no-wildcards', '--no-unquote');
  const output = outputOf({ ...program, args: [...program.args, '--', ...names] }, reading(input), input.chunks);
  try {
    for (;;) {
      const { done, value } = await output.next();
      if (done) {
        if (value.code === 0) return;
        if (!endsEarly(value) && input.truncated === undefined)
          throw failure(
            input,
            value,
            ` after ${delivered} bytes of ${names.length === 1 ? printable(names[0]) : 'its files'}`,
          );
        findings.truncated ??= archiveEndsEarly('tar');
        return;
      }
      delivered += value.length;
      yield value;
    }
  } finally {
    await output.return({ code: null, said: '' });
  }
}

async function run(input: Input, program: Program, take: (piece: Buffer) => void): Promise<Ending> {
  const output = outputOf(program, reading(input), input.chunks);
  try {
    for (;;) {
      const { done, value } = await output.next();
      if (done) return value;
      take(value);
    }
  } finally {
    await output.return({ code: null, said: '' });
  }
}

const reading = ({ name }: Input): string => `${name} is a tar archive: reading it`;

const endsEarly = ({ said }: Ending): boolean => /Unexpected EOF/.test(said);

function failure(input: Input, ending: Ending, where = ''): Error {
  const first = ending.said.split('\n').find((line) => line.trim() !== '')?.trim(); // biome-ignore format: a line
  const why = endsEarly(ending) ? 'its end is missing' : first || `exit code ${ending.code}`;
  return corruptArchive(input, 'tar', `${where}: ${why}`);
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A name as GNU tar's `--quoting-style=escape` prints it: `\n`, `\\`, `\033`. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );
