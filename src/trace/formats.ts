import { suggestion } from '../config/suggestion.ts';
import { UserError } from '../errors.ts';
import { printable } from '../printable.ts';
import { ARROW } from './arrow/format.ts';
import type { TraceFormat, WrittenBytes, WrittenFile, WrittenText } from './bytes/format.ts';
import { CHAMPSIM, CHAMPSIM_CLOUDSUITE } from './champsim/format.ts';
import { CSV } from './csv/format.ts';
import { DIN_BINARY, DIN_EXTENDED, DIN_TRADITIONAL } from './din/format.ts';
import { DRMEMTRACE } from './drmemtrace/format.ts';
import { LACKEY } from './lackey/format.ts';
import { LAYOUTS } from './layout/format.ts';

/** Every format that is read, in the order in which a content is tried; opening, conversion, help and errors derive from it. */
export const TRACE_FORMATS = [
  ARROW,
  CSV,
  LACKEY,
  DIN_TRADITIONAL,
  DIN_EXTENDED,
  DIN_BINARY,
  DRMEMTRACE,
  CHAMPSIM,
  CHAMPSIM_CLOUDSUITE,
  ...LAYOUTS,
] as const satisfies readonly TraceFormat[];

export type Format = (typeof TRACE_FORMATS)[number]['name'];
/** Names for `--format`. */
export const FORMATS: readonly Format[] = TRACE_FORMATS.map(({ name }) => name);

/** The format of this name. Throws a UserError if there is none. */
export function formatNamed(name: string, formats: readonly TraceFormat[]): TraceFormat {
  const names = formats.map((format) => format.name);
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `unknown trace format ${JSON.stringify(name)}${suggestion(name, names)}; known: ${names.join(', ')}`,
  );
}

/** What can be told by its content, for people: `an Arrow container, CSV or ...`. */
export const recognised = (formats: readonly TraceFormat[]): string =>
  or([...new Set(formats.filter(({ sniff }) => sniff !== undefined).map(({ called }) => called))]);

/** Compressions that the name of what is written may end in. */
export const COMPRESSIONS = ['gz', 'xz', 'zst'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** How to write the file of this name. */
export type Target = { written: WrittenFile } | { written: WrittenText | WrittenBytes; compression?: Compression };

const isStream = (written: WrittenText | WrittenBytes | WrittenFile): written is WrittenText | WrittenBytes =>
  !('file' in written);

const COMPRESSED = new RegExp(`^(.*?)(?:\\.(${COMPRESSIONS.join('|')}))?$`, 's');

/** How a name says it is to be written, by its ending. Throws a UserError on an ending that none has. */
export function targetOf(name: string, formats: readonly TraceFormat[] = TRACE_FORMATS): Target {
  const [, before, compression] = COMPRESSED.exec(name) as RegExpExecArray;
  const ending = /\.([^./]+)$/.exec(before)?.[1];
  const written = formats.find((format) => format.written?.ending === ending)?.written;
  if (written === undefined || (compression !== undefined && !isStream(written))) {
    const last = /\.([^./]+)$/.exec(name)?.[1] ?? '';
    const endings = formats.flatMap((format) => format.written?.ending ?? []);
    throw new UserError(
      `${printable(name) || 'the name of the output is empty'}: the ending tells the format; expected ${endingsOf(formats)} (nothing else is written)${suggestion(last, endings)}`,
    );
  }
  if (!isStream(written)) return { written };
  return compression === undefined ? { written } : { written, compression: compression as Compression };
}

/** The endings of what is written, for people: `.arrow, or .csv or .din, these also with .gz, .xz or .zst behind`. */
export function endingsOf(formats: readonly TraceFormat[] = TRACE_FORMATS): string {
  const all = formats.flatMap(({ written }) => (written === undefined ? [] : [written]));
  const named = (streamed: boolean): string =>
    or(
      all
        .filter((each) => isStream(each) === streamed)
        .map(({ ending }) => `.${ending}`)
        .sort(),
    );
  return `${named(false)}, or ${named(true)}, these also with ${or(COMPRESSIONS.map((ending) => `.${ending}`))} behind`;
}

/** `a, b or c`. */
const or = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
