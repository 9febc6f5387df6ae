import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { BEGINS, ENDED, GUEST_FAILED } from './init-script.ts';

/** Lines that a message about a guest quotes. */
const QUOTED = 8;
/** Characters of a line that has not ended yet after which it is taken as one. */
const LONGEST_LINE = 1 << 16;

/** Follows what a guest prints on its console: what its first program says there, and the command's output between. */
export class GuestConsole {
  /** Whether the command has begun. */
  begun = false;
  /** Whether the first program said that it cannot begin. */
  failed = false;
  /** The command's exit code, once it has ended. */
  exitCode: number | undefined;
  private readonly last: string[] = [];
  private rest = '';
  /** There was an empty line: the first program prints one before it tells of the command's end. */
  private isBlank = false;

  /** Takes more of the console's text. Returns the lines that the command has printed in it. */
  push(text: string): string {
    const lines = (this.rest + text.replaceAll('\r', '')).split('\n');
    this.rest = lines.pop() ?? '';
    let printed = '';
    for (const line of lines) printed += this.line(line);
    return this.rest.length > LONGEST_LINE ? printed + this.lastLine() : printed;
  }

  /** At the console's end. Returns what else the command has printed. */
  end(): string {
    if (this.rest.startsWith(ENDED)) return '';
    const printed = this.rest === '' ? '' : this.lastLine();
    return this.isBlank ? `${printed}\n` : printed;
  }

  /** The last lines, for a message about a guest that did not do what it should. */
  get lastLines(): string {
    return [...this.last, this.rest].join('\n').trimEnd();
  }

  private lastLine(): string {
    const { rest } = this;
    this.rest = '';
    return this.line(rest);
  }

  private line(line: string): string {
    this.last.push(line);
    if (this.last.length > QUOTED) this.last.shift();
    if (!this.begun) {
      this.failed ||= line.startsWith(GUEST_FAILED);
      this.begun = line.endsWith(BEGINS);
      return '';
    }
    if (this.exitCode !== undefined) return '';
    const code = line.startsWith(ENDED) ? /^\d{1,3}$/.exec(line.slice(ENDED.length))?.[0] : undefined;
    if (code !== undefined) {
      this.exitCode = Number(code);
      this.isBlank = false;
      return '';
    }
    const before = this.isBlank ? '\n' : '';
    this.isBlank = line === '';
    return this.isBlank ? before : `${before}${line}\n`;
  }
}

/** Milliseconds without a byte after which a guest that has not begun counts as hung. */
const PATIENCE = 300_000;

/** A console that an emulator writes to a file. */
export class ConsoleFile {
  readonly guest = new GuestConsole();
  private readonly file: number;
  private heard = performance.now();
  private readonly buffer = Buffer.alloc(1 << 16);
  private readonly decoder = new StringDecoder('utf8');

  constructor(path: string) {
    this.file = openSync(path, 'r');
  }

  /** What the command has printed since the last time, in whole lines; with `ended` all of it. */
  read(ended: boolean): string {
    let printed = '';
    for (let bytes = this.next(); bytes > 0; bytes = this.next())
      printed += this.guest.push(this.decoder.write(this.buffer.subarray(0, bytes)));
    return ended ? printed + this.guest.end() : printed;
  }

  close(): void {
    closeSync(this.file);
  }

  /** Whether the command will not begin. */
  get isStuck(): boolean {
    return !this.guest.begun && (this.guest.failed || performance.now() - this.heard > PATIENCE);
  }

  private next(): number {
    const bytes = readSync(this.file, this.buffer);
    if (bytes > 0) this.heard = performance.now();
    return bytes;
  }
}
