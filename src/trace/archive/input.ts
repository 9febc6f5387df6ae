import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { type Ending, outputOf, type Program } from '../bytes/compression/program.ts';
import { type Input, type InputOptions, notEmpty, RepeatableInput, type Source } from '../bytes/input.ts';
import { ARCHIVE_KINDS, type ArchiveKind } from './kinds.ts';

/** Bytes of a content looked at to tell whether it is an archive. */
const HEAD_BYTES = 512;
/** Bytes of the longest list of members. */
const MAX_LIST_BYTES = 1 << 24;

/** A file that holds files: a zip, or a tar through whatever it is compressed by. */
export class Archive {
  readonly input: Input;
  private readonly kind: ArchiveKind;
  private readonly options: InputOptions;

  constructor(input: Input, kind: ArchiveKind, options: InputOptions) {
    this.input = input;
    this.kind = kind;
    this.options = options;
  }

  /** Names of its files, in its order. Throws a UserError on an archive that is cut off or corrupt. */
  async members(): Promise<string[]> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const ending = await this.run(this.kind.list(this.path), (piece) => {
      bytes += piece.length;
      if (bytes > MAX_LIST_BYTES) throw new UserError(`${this.input.name}: the list of its files is longer than 16 MB`);
      pieces.push(piece);
    });
    const names = Buffer.concat(pieces).toString().split('\n');
    const files = names.filter((name) => name !== '' && !name.endsWith('/') && !/(?:^|\/)\._|^__MACOSX\//.test(name));
    if (!this.kind.wentWell(ending) && files.length === 0) throw this.failure(ending);
    return files;
  }

  /** One of its files as an input; or all of them, one behind the other, as one. Throws a UserError if there is nothing in it. */
  async open(member: string | undefined): Promise<Input> {
    const { input, kind } = this;
    const name = member === undefined ? (input.origin ?? input.name) : `${input.origin ?? input.name}:${member}`;
    const program = kind.extract(this.path, member === undefined ? undefined : [member]);
    const archive = this;
    const source: Source = async function* (findings, onProgress) {
      const output = outputOf(program, archive.reading, kind.seeks ? undefined : input.chunks);
      let delivered = 0;
      try {
        for (;;) {
          const { done, value } = await output.next();
          if (done) {
            if (kind.wentWell(value)) return;
            if (!kind.endsEarly(value.said) && input.truncated === undefined)
              throw archive.failure(value, ` after ${delivered} bytes of ${member ?? 'its files'}`);
            findings.truncated ??= `the ${kind.name} archive ends early; what came before it was read`;
            return;
          }
          archive.options.signal?.throwIfAborted();
          delivered += value.length;
          if (kind.seeks) onProgress?.(delivered, undefined);
          yield value;
        }
      } finally {
        await output.return({ code: null, said: '' });
      }
    };
    return notEmpty(new RepeatableInput(name, source, this.options));
  }

  /** What a program that reads the archive itself is given; names that begin with a dash are no options. */
  private get path(): string | undefined {
    if (!this.kind.seeks) return undefined;
    const { path, name } = this.input;
    if (path !== undefined) return resolve(path);
    throw new UserError(
      `${name} is a ${this.kind.name} archive in a stream, whose end has to be read first; save it to a file, uncompressed`,
    );
  }

  private get reading(): string {
    return `${this.input.name} is a ${this.kind.name} archive: reading it`;
  }

  private async run(program: Program, take: (piece: Buffer) => void): Promise<Ending> {
    const output = outputOf(program, this.reading, this.kind.seeks ? undefined : this.input.chunks);
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

  private failure({ code, said }: Ending, where = ''): UserError {
    const why = this.kind.endsEarly(said)
      ? 'its end is missing'
      : said
          .split('\n')
          .find((line) => line.trim() !== '')
          ?.trim() || `exit code ${code}`;
    return new UserError(`${this.input.name}: the ${this.kind.name} archive is cut off or corrupt${where}: ${why}`);
  }
}

/** The input as an archive, if its content begins as one. */
export async function asArchive(input: Input, options: InputOptions): Promise<Archive | undefined> {
  const head = await input.peek(HEAD_BYTES);
  const kind = ARCHIVE_KINDS.find(({ begins }) => begins(head));
  return kind === undefined ? undefined : new Archive(input, kind, options);
}
