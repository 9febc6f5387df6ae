import { MovableScanner } from '../bytes/ahead/movable.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';
import type { Layout } from './layout.ts';
import { type Context, newState, type ReaderState, Stop } from './reader.ts';

const TAB = 9;
const CR = 13;
const SPACE = 32;
const NO_COMMENTS = new Uint8Array(256);
/** Lines after which a layout that none of them fit is not looked at further. */
const TRIED_LINES = 20;

/** Told of what the lines say, in their order. The block is the scanner's and used again. */
export interface LayoutSink {
  accesses(block: AccessBlock): void;
  /** Who what follows is of. */
  context(context: Context): void;
}

/** What a layout's scanner carries from chunk to chunk. */
export interface LayoutPlace {
  readonly headLines: number;
  readonly which: number;
  readonly now: Context;
  readonly leftOut: number;
  readonly instructions: number;
}

/** Reads lines of a layout. One that does not fit is, in this order: a comment, a line of another alternative of the layout, an error. */
export class LayoutScanner extends MovableScanner<LayoutPlace> {
  readonly state: ReaderState = newState();
  private readonly layout: Layout;
  private readonly sink: LayoutSink;
  /** The first bytes of comments. */
  private readonly comments = new Uint8Array(256);
  private headLines: number;
  /** The alternative that the lines fit. */
  private which = 0;

  constructor(name: string, layout: Layout, sink: LayoutSink) {
    super(name);
    this.layout = layout;
    this.sink = sink;
    this.headLines = layout.skipLines;
    for (const comment of layout.comments) this.comments[comment.charCodeAt(0)] = 1;
  }

  protected override own(): LayoutPlace {
    const { headLines, which, state } = this;
    const { now, leftOut, instructions } = state;
    return { headLines, which, now: { ...now }, leftOut, instructions };
  }

  protected override resumeOwn({ headLines, which, now, leftOut, instructions }: LayoutPlace): void {
    this.headLines = headLines;
    this.which = which;
    Object.assign(this.state.now, now);
    Object.assign(this.state, { leftOut, instructions });
  }

  protected override scan(b: Buffer, from: number, to: number): void {
    const view = new DataView(b.buffer, b.byteOffset, b.length);
    let p = from;
    for (; this.headLines > 0 && p < to; this.headLines--, this.line++) p = this.lineEnd(b, p) + 1;
    while (p < to) {
      p = this.read(this.which, view, b, p, to, this.comments);
      if (this.state.stop === Stop.mismatch) p = this.other(view, b, p);
    }
    this.flush();
  }

  /** Reads lines by an alternative, to the first that does not fit it; returns its start. */
  private read(which: number, view: DataView, b: Buffer, from: number, to: number, comments: Uint8Array): number {
    const { state } = this;
    const before = state.lines;
    const p = this.layout.alternatives[which].read(state, view, b, from, to, comments);
    this.line += state.lines - before;
    if (state.stop === Stop.context) {
      this.flush();
      Object.assign(state.now, state.coming);
      this.sink.context(state.now);
    } else if (state.stop === Stop.full) this.flush();
    return p;
  }

  private flush(): void {
    const { block } = this.state;
    if (block.count > 0) this.sink.accesses(block);
    block.count = 0;
  }

  /** Reads the line at `start`, which the present alternative does not; returns the start of the next. */
  private other(view: DataView, b: Buffer, start: number): number {
    const { alternatives, comments } = this.layout;
    const { state } = this;
    const end = this.lineEnd(b, start);
    let p = start;
    while (b[p] === SPACE || b[p] === TAB) p++;
    const text = b.toString('utf8', p, Math.min(end, p + 16));
    if (comments.some((comment) => text.startsWith(comment))) {
      this.line++;
      return end + 1;
    }
    let furthest = { at: -1, expected: '', part: '' };
    for (let n = 0; n < alternatives.length; n++) {
      const which = (this.which + n) % alternatives.length;
      let q = start;
      do q = this.read(which, view, b, q, end + 1, NO_COMMENTS);
      while (q <= end && state.stop !== Stop.mismatch);
      if (q > end) {
        this.which = which;
        return q;
      }
      const { failedAt: at, failedStep: step } = state;
      if (at > furthest.at)
        furthest = { at, expected: alternatives[which].program.expected[step], part: alternatives[which].program.text };
    }
    return this.wrong(b, start, end, furthest);
  }

  /** Malformed: the word at `at`. */
  private wrong(
    b: Buffer,
    start: number,
    end: number,
    { at, expected, part }: { at: number; expected: string; part: string },
  ): never {
    let from = at;
    while (from < end && (b[from] === SPACE || b[from] === TAB)) from++;
    let to = from;
    while (to < end && b[to] !== SPACE && b[to] !== TAB && b[to] !== CR) to++;
    const { name } = this.layout;
    this.malformed(b, start, from, to, `${expected} (${name === undefined ? '' : `${name}: `}${part})`);
  }
}

/** The share of lines that fit a layout, of those that are neither blank nor comments; 0 where there is no access. */
export function shareOfLines(lines: readonly string[], { alternatives, comments, skipLines }: Layout): number {
  const records = lines.slice(skipLines).filter((line) => {
    const text = line.trimStart();
    return text !== '' && !comments.some((comment) => text.startsWith(comment));
  });
  const bytes = Buffer.from(records.map((line) => `${line}\n`).join(''), 'latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const state = newState();
  /** Whether one alternative reads the line `[from, to)`. */
  const isRead = (from: number, to: number): boolean =>
    alternatives.some(({ read }) => {
      let p = from;
      do {
        Object.assign(state.now, state.coming);
        p = read(state, view, bytes, p, to, NO_COMMENTS);
      } while (p < to && state.stop !== Stop.mismatch);
      return p === to;
    });
  let accesses = 0;
  let fitting = 0;
  let from = 0;
  for (const [n, { length }] of records.entries()) {
    if (n === TRIED_LINES && fitting === 0) return 0;
    if (isRead(from, from + length + 1)) fitting++;
    from += length + 1;
    accesses += state.block.count;
    state.block.count = 0;
  }
  return accesses === 0 ? 0 : fitting / records.length;
}
