import { type Input, type InputOptions, notEmpty, RepeatableInput, type Source } from '../bytes/input.ts';
import type { ArchiveKind, Member } from './kind.ts';
import { TAR } from './tar.ts';
import { ZIP } from './zip.ts';

const ARCHIVE_KINDS = [ZIP, TAR] as readonly ArchiveKind[];

/** Bytes of a content looked at to tell whether it is an archive. */
const HEAD_BYTES = 512;

/** Folders, and what macOS adds to files. */
const NO_FILE = /\/$|(?:^|\/)\._|^__MACOSX\//;

/** A file that holds files: a zip, or a tar through whatever it is compressed by. */
export class Archive {
  readonly input: Input;
  readonly kind: ArchiveKind;
  private readonly options: InputOptions;

  constructor(input: Input, kind: ArchiveKind, options: InputOptions) {
    this.input = input;
    this.kind = kind;
    this.options = options;
  }

  /** Its files, in its order. Throws a UserError on an archive that is corrupt. */
  async members(): Promise<Member[]> {
    return (await this.kind.members(this.input)).filter(({ name }) => !NO_FILE.test(name));
  }

  /** Some of its files, one behind the other, as an input of this name behind the archive's. Throws a UserError if there is nothing in them. */
  async open(members: readonly Member[], named: string | undefined): Promise<Input> {
    const { input, kind, options } = this;
    const own = input.origin ?? input.name;
    const source: Source = async function* (findings, onProgress) {
      let delivered = 0;
      for await (const piece of kind.content(input, members, findings)) {
        options.signal?.throwIfAborted();
        delivered += piece.length;
        if (kind.seeks) onProgress?.(delivered, undefined);
        yield piece;
      }
    };
    return notEmpty(new RepeatableInput(named === undefined ? own : `${own}:${named}`, source, options));
  }
}

/** The input as an archive, if its content begins as one. */
export async function asArchive(input: Input, options: InputOptions): Promise<Archive | undefined> {
  const head = await input.peek(HEAD_BYTES);
  const kind = ARCHIVE_KINDS.find(({ begins }) => begins(head));
  return kind === undefined ? undefined : new Archive(input, kind, options);
}
