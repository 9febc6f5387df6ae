import { UserError } from '../../errors.ts';
import { WordChecker } from '../words/check/word-checker.ts';
import type { Batch, TraceHeader } from '../words/trace.ts';
import { CHECKSUM_KEY, Checksum } from './checksum.ts';
import type { Footer, RecordBatchLayout } from './metadata.ts';
import type { Encapsulated } from './stream.ts';

/**
 * Lets no wrong words out of a container. Those of batches whose checksum matches were checked when they were written; a container without
 * checksums of its batches (of another program, or of before) has its words checked as they are read. Calls in order: `stored` for each batch as it is
 * read, `plain` for each as it is decompressed, `end` after the last.
 */
export class Guard {
  private readonly checksum: Checksum;
  private readonly checker: WordChecker;
  private readonly problem: (text: string) => void;
  /** Whether the batches have checksums; undefined before the first. */
  private isSummed: boolean | undefined;
  private batches = 0;

  /** `text`: of the header. `problem`, if given, is told of checksums that do not match, and words are let out as they are. */
  constructor(name: string, header: TraceHeader, text: string, problem?: (text: string) => void) {
    const refuse = (why: string): never => {
      throw new UserError(`${name}: ${why}; disco trace validate ${name} lists what is wrong`);
    };
    this.checksum = new Checksum(text);
    this.problem = problem ?? refuse;
    this.checker = new WordChecker(header, problem === undefined ? refuse : () => {});
  }

  /** Whether the words are checked one by one, which needs their details. */
  get checksWords(): boolean {
    return this.isSummed !== true;
  }

  /** Compares a batch's checksum, if it has one. */
  stored({ message, body }: Encapsulated, { rows, columns }: RecordBatchLayout): void {
    const said = message.metadata.get(CHECKSUM_KEY);
    const found = this.checksum.batch(rows, columns, body);
    const number = this.batches++;
    this.isSummed ??= said !== undefined;
    if (this.isSummed && said === undefined)
      this.problem(`batch ${number} has no checksum, though others have: its words were wrong when it was written`);
    else if (!this.isSummed && said !== undefined) this.problem(`batch ${number} has a checksum, though others have none`);
    else if (said !== undefined && said !== found)
      this.problem(`batch ${number} has the checksum ${said}, but was written with another (${found}): it was changed`);
  } // biome-ignore format: messages

  /** Checks a batch's words, unless its checksum vouches for them. */
  plain(batch: Batch): void {
    if (this.checksWords) this.checker.check(batch);
  }

  /** The end was reached: checks what it says of the whole. */
  end(footer: Footer | undefined): void {
    if (this.checksWords) this.checker.end(footer?.totals);
    else if (footer === undefined) this.problem('the file has no totals, though its batches have checksums');
    else if (footer.checksum === undefined) this.problem('its totals were wrong when it was written');
    else if (footer.checksum !== this.checksum.end(footer.text))
      this.problem('the checksum of the whole does not match: a batch was left out, or the totals were changed');
  }
}
