import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { BEGINS, ENDED, GUEST_FAILED } from './init-script.ts';
import type { SerialFiles } from './serial-lines.ts';

/** Lines that a message about a guest quotes. */
const QUOTED = 8;
/** Characters of a line that has not ended yet after which it is taken as one. */
const LONGEST_LINE = 1 << 16;
/** Different messages of the kernel that are kept. */
const KEPT = 5;

/** When the kernel says something, in seconds since it was started. */
const TIME = /^\[ *\d+\.\d+\] /;

/** Text that comes piece by piece, as lines. */
class Lines {
  /** The line that has not ended yet. */
  rest = '';

  /** Takes more text. Returns the lines that are whole now. */
  push(text: string): string[] {
    const lines = (this.rest + text.replaceAll('\r', '')).split('\n');
    this.rest = lines.pop() ?? '';
    return this.rest.length > LONGEST_LINE ? [...lines, ...this.end()] : lines;
  }

  /** What is left is a line, too, if there is something. */
  end(): string[] {
    const { rest } = this;
    this.rest = '';
    return rest === '' ? [] : [rest];
  }
}

/** Follows what a guest says: on the one line its kernel, on the other its first program and, between what that says, the command. */
export class GuestConsole {
  /** Whether the command has begun. */
  begun = false;
  /** Whether the first program said that it cannot begin. */
  failed = false;
  /** The command's exit code, once it has ended. */
  exitCode: number | undefined;
  /** Lines that the kernel has said since the command began, and the first different ones, with how often each was said. */
  kernelLines = 0;
  readonly kernelMessages = new Map<string, number>();
  private kernelBegun = false;
  private readonly kernel = new Lines();
  private readonly command = new Lines();
  /** The last whole lines of both, as they came. */
  private readonly last: string[] = [];
  /** There was an empty line: the first program prints one before it tells of the command's end. */
  private isBlank = false;

  /** Takes more of what the first program and the command print. Returns the lines that are the command's. */
  push(text: string): string {
    return this.printed(this.command.push(text));
  }

  /** Takes more of what the kernel says. */
  pushKernel(text: string): void {
    for (const line of this.kernel.push(text)) this.kernelLine(line);
  }

  /** At the end of both. Returns what else the command has printed. */
  end(): string {
    for (const line of this.kernel.end()) this.kernelLine(line);
    if (this.command.rest.startsWith(ENDED)) return '';
    const printed = this.printed(this.command.end());
    return this.isBlank ? `${printed}\n` : printed;
  }

  /** The last lines, for a message about a guest that did not do what it should. */
  get lastLines(): string {
    const rests = [this.kernel.rest, this.command.rest].filter((rest) => rest !== '');
    return [...this.last, ...rests].join('\n').trimEnd();
  }

  private printed(lines: readonly string[]): string {
    return lines.map((line) => this.commandLine(line)).join('');
  }

  private commandLine(line: string): string {
    this.quote(line);
    if (!this.begun) {
      this.failed ||= line.startsWith(GUEST_FAILED);
      this.begun = line === BEGINS;
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

  private kernelLine(line: string): void {
    this.quote(line);
    if (!this.kernelBegun) {
      this.kernelBegun = line.endsWith(BEGINS);
      return;
    }
    const message = line.replace(TIME, '').trim();
    if (message === '') return;
    this.kernelLines++;
    const times = this.kernelMessages.get(message) ?? 0;
    if (times > 0 || this.kernelMessages.size < KEPT) this.kernelMessages.set(message, times + 1);
  }

  private quote(line: string): void {
    this.last.push(line);
    if (this.last.length > QUOTED) this.last.shift();
  }
}

/** Seconds without a byte after which a guest that has not begun counts as hung. */
export const PATIENCE = 300;

/** What an emulator writes to a file, as text. */
class TextFile {
  private readonly file: number;
  private readonly buffer = Buffer.alloc(1 << 16);
  private readonly decoder = new StringDecoder('utf8');

  constructor(path: string) {
    writeFileSync(path, '');
    this.file = openSync(path, 'r');
  }

  /** What has been written since the last time, in pieces. */
  *more(): Generator<string, void> {
    for (let bytes = this.next(); bytes > 0; bytes = this.next())
      yield this.decoder.write(this.buffer.subarray(0, bytes));
  }

  close(): void {
    closeSync(this.file);
  }

  private next(): number {
    return readSync(this.file, this.buffer);
  }
}

/** A guest whose emulator writes both of its serial lines to files, which are made here. */
export class GuestOutput {
  readonly guest = new GuestConsole();
  private readonly kernel: TextFile;
  private readonly command: TextFile;
  private heard = performance.now();

  constructor({ kernel, command }: SerialFiles) {
    this.kernel = new TextFile(kernel);
    this.command = new TextFile(command);
  }

  /** What the command has printed since the last time, in whole lines; with `ended` all of it. */
  read(ended: boolean): string {
    const { guest } = this;
    let printed = '';
    for (const text of this.kernel.more()) {
      this.heard = performance.now();
      guest.pushKernel(text);
    }
    for (const text of this.command.more()) {
      this.heard = performance.now();
      printed += guest.push(text);
    }
    return ended ? printed + guest.end() : printed;
  }

  close(): void {
    this.kernel.close();
    this.command.close();
  }

  /** Whether nothing was said for long. */
  get isSilent(): boolean {
    return performance.now() - this.heard > PATIENCE * 1000;
  }

  /** Whether the command will not begin. */
  get isStuck(): boolean {
    return !this.guest.begun && (this.guest.failed || this.isSilent);
  }
}
