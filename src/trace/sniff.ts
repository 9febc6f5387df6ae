import { excerpt, UserError } from '../errors.ts';
import { TABLE_OF_ADDRESSES, type TraceFormat } from './bytes/format.ts';
import { isBinary } from './foreign/binary.ts';
import { FOREIGN_FORMATS, type ForeignFormat } from './foreign/formats.ts';
import { recognised } from './formats.ts';
import { asArgument, proposedLayout } from './layout/guess/propose.ts';

/**
 * What a content was told to be; `guess`: a sentence, where something else fits it as well; `isSure`: it fits by more than its name, or a
 * column's.
 */
export interface Told {
  format: TraceFormat;
  isSure: boolean;
  guess?: string;
}

/** A format has to fit this share of a content's head, or more of it than all others where it is exactly this. */
const HALF = 0.5;

/** Endings of compressed files. */
const COMPRESSED = /\.(?:gz|zst|xz|bz2|lz4)$/i;

interface Candidate<F> {
  format: F;
  share: number;
}

/** The best first, in the order of the list where some are equal. */
const candidates = <F extends { sniff?(head: Buffer): boolean | number }>(
  formats: readonly F[],
  head: Buffer,
): Candidate<F>[] =>
  formats
    .map((format) => ({ format, share: Number(format.sniff?.(head) ?? 0) }))
    .filter(({ share }) => share >= HALF)
    .sort((a, b) => b.share - a.share);

/**
 * Tells a format by the first bytes of a content: the one that most lines fit, so that its reader names the first that does not; or, where
 * none fits, by the name. Throws a
 * UserError that names what it is, where that is known and not read, or what was found.
 */
export function tellFormat(name: string, head: Buffer, formats: readonly TraceFormat[]): Told {
  const [best, second] = candidates(formats, head);
  const [foreign] = candidates(FOREIGN_FORMATS, head);
  if (foreign !== undefined && (foreign.format.goesFirst || !(best?.share >= foreign.share)))
    throw known(name, foreign.format, head);
  const named = formats.find((format) => format.named?.test(name.replace(COMPRESSED, '')));
  if (best === undefined && named !== undefined) return { format: named, isSure: false };
  if (best === undefined || (best.share === HALF && second?.share === HALF)) throw unknown(name, head, formats);
  const { format, share } = best;
  const others = [second, foreign].filter((other) => other?.share === share && other.format.called !== format.called);
  const isSure = share > TABLE_OF_ADDRESSES;
  if (others.length === 0) return { format, isSure };
  const guess = `taken for ${format.called}; its lines fit ${others.map((other) => other?.format.called).join(' and ')} as well: --format ${format.name} says which`;
  return { format, isSure, guess };
}

const known = (name: string, { called, advice, isText }: ForeignFormat, head: Buffer): UserError =>
  new UserError(`${name}: this is ${called}, which is not read; ${advice}${isText ? proposal(head) : ''}`);

/** What to add to a refusal of a text that looks like columns: the layout that says so, to be copied. */
function proposal(head: Buffer): string {
  const layout = proposedLayout(head);
  return layout === undefined ? '' : `; if its columns are what they look like: ${asArgument(layout)}`;
}

function unknown(name: string, head: Buffer, formats: readonly TraceFormat[]): UserError {
  const expected = `expected a trace: ${recognised(formats)} (name the format with --format, or describe its lines with --layout)`;
  if (isBinary(head)) {
    const first = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
    return new UserError(`${name}: found binary data that begins with the bytes ${first.join(' ')}, ${expected}`);
  }
  const text = head.toString('utf8', 0, 256).replace(/^\ufeff/, '');
  return new UserError(`${name}:1:1: found ${excerpt(text.split(/\r?\n/, 1)[0])}, ${expected}${proposal(head)}`);
}
