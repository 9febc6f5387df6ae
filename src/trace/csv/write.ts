import { formatAddress } from '../bytes/hex.ts';
import { type TextWriter, textOf } from '../bytes/text-writer.ts';
import type { Reference, TraceDecoder, TraceEvent } from '../words/decoder.ts';
import { KIND_LETTERS } from '../words/detail.ts';
import { Kind, PAGE_BITS, PAGES_PER_REGION_BITS } from '../words/layout.ts';
import { Marker } from '../words/markers.ts';
import type { Trace, TraceHeader } from '../words/trace.ts';
import { Mode } from '../words/vocabulary.ts';
import { eventName, PAGE_EVENTS } from './events.ts';
import { COLUMNS } from './head.ts';

/** Our CSV (see `open.ts`): comments with the header, a row of column names, the records. */
export const csvText = (trace: Trace): AsyncGenerator<string> =>
  textOf(trace, (decoder) => new CsvWriter(trace.header, decoder));

/** Rows of our CSV; `CsvScanner` reads them back to the same references, in the same tasks and modes. */
class CsvWriter implements TextWriter {
  text: string;
  private readonly decoder: TraceDecoder;
  /** Tasks by index whose space has been told. */
  private readonly told = new Set<number>();
  private readonly spaces = new Set<number>();
  private merged = 0;

  constructor(header: TraceHeader, decoder: TraceDecoder) {
    this.text = headOf(header);
    this.decoder = decoder;
  }

  reference({ cpu, task, mode, kind, high, low, bytes, instructions }: Reference): void {
    const info = kind === Kind.fetch && instructions !== 1 ? `n${instructions}` : '';
    const letter = KIND_LETTERS[kind];
    this.text += `${cpu},${task},${mode === Mode.user ? 'u' : 'k'},${letter},${formatAddress(high, low, 1)},${bytes},${info}\n`;
  }

  event(event: TraceEvent): void {
    const { type, a, operands } = event;
    if (type === Marker.run) this.introduce(event);
    else if (type === Marker.frame)
      this.row(event, 'P', this.pageAddress(a), formatAddress(operands[1], operands[0], 1));
    else if (type !== Marker.mode) {
      const address = PAGE_EVENTS.has(type) ? this.pageAddress(a) : '0';
      const target = type === Marker.remap ? this.pageHalves(operands[0]) : operands;
      this.row(event, 'X', address, eventName(type, a, target));
    }
  }

  end(): void {}

  notes(): string[] {
    if (this.merged === 0) return [];
    return [`CSV gives each task an address space or that of the first: ${this.merged} tasks lose the one they share`];
  }

  /** A task's first turn: a thread of the first task's space says so, all others get a space of their own. */
  private introduce(event: TraceEvent): void {
    const { task, taskIndex, taskSpace } = event;
    if (this.told.has(taskIndex)) return;
    this.told.add(taskIndex);
    if (taskSpace === 1 && taskIndex > 0) this.row(event, 'X', '0', `thread ${task}`);
    else if (this.spaces.has(taskSpace)) this.merged++;
    this.spaces.add(taskSpace);
  }

  private row({ cpu, task, mode }: TraceEvent, kind: string, address: string, info: string): void {
    this.text += `${cpu},${task},${mode === Mode.user ? 'u' : 'k'},${kind},${address},0,${quoted(info)}\n`;
  }

  private pageAddress(page: number): string {
    const [low, high] = this.pageHalves(page);
    return formatAddress(high, low, 1);
  }

  /** Address of a dense page, low half first. */
  private pageHalves(page: number): [number, number] {
    const { high, low } = this.decoder.regions[page >>> PAGES_PER_REGION_BITS];
    return [(low | ((page & ((1 << PAGES_PER_REGION_BITS) - 1)) << PAGE_BITS)) >>> 0, high];
  }
}

/** The comments and the row of column names. Services of a system's trace are in it, whatever it was read from. */
function headOf({ cpus, jobs, level, architecture, source, command }: TraceHeader): string {
  const services = level === 'system' ? ' services=recorded' : '';
  const waiting = jobs === undefined ? '' : ` jobs=${jobs}`;
  const comments = [
    `cpus=${cpus}${waiting} level=${level} architecture=${architecture}${services}`,
    `source=${value(source)}`,
  ];
  if (command !== undefined) comments.push(`command=${value(command)}`);
  return `${comments.map((comment) => `# ${oneLine(comment)}\n`).join('')}${COLUMNS.join(',')}\n`;
}

/** Free text of a comment: what would look like the next key gets a blank before its `=`. */
const value = (text: string): string =>
  text.replace(/(\s(?:cpus|jobs|level|architecture|source|command|services))=/g, '$1 =');

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');

const quoted = (info: string): string => {
  const text = oneLine(info);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
