import { formatAddress } from '../bytes/hex.ts';
import { type TextWriter, textOf } from '../bytes/text-writer.ts';
import { type Architecture, regionFlags } from '../words/architecture.ts';
import type { Actor, Reference, Region, TraceDecoder, TraceEvent } from '../words/decoder.ts';
import { KIND_LETTERS } from '../words/detail.ts';
import { Kind } from '../words/layout.ts';
import { Marker, pageOffsets } from '../words/markers.ts';
import type { Note, Trace, TraceHeader } from '../words/trace.ts';
import { Mode } from '../words/vocabulary.ts';
import { COLUMNS, EVENT_COLUMNS } from './columns.ts';
import { withoutFormulas } from './comments.ts';
import { eventName, REGION_FLAGS, withAddresses } from './events.ts';

/** Our CSV (see `open.ts`): comments with the header, a row of column names, the records. */
export const csvText = (trace: Trace): AsyncGenerator<string> =>
  textOf(trace, (decoder) => new CsvWriter(trace.header, decoder));

/** Rows of our CSV; `CsvScanner` reads them back to the same references, in the same tasks and modes. */
class CsvWriter implements TextWriter {
  text: string;
  private readonly architecture: Architecture;
  private readonly decoder: TraceDecoder;
  /** Tasks by index that had a row, and the one that had the last. */
  private readonly seen = new Set<number>();
  private task = -1;
  /** Of a trace of events alone, by CPU: instructions so far; undefined of others. */
  private readonly executed: number[] | undefined;
  /** Who has executed instructions that no row has told yet. */
  private untold: Actor | undefined;

  constructor(header: TraceHeader, decoder: TraceDecoder) {
    this.text = headOf(header);
    this.architecture = header.architecture;
    this.decoder = decoder;
    this.executed = header.only === 'events' ? [] : undefined;
  }

  instructions(n: number, by: Readonly<Actor>): void {
    if (this.executed === undefined) return;
    this.tellBefore(by);
    this.executed[by.cpu] = (this.executed[by.cpu] ?? 0) + n;
    this.untold = { ...by };
  }

  reference(reference: Reference): void {
    const { cpu, task, mode, kind, high, low, bytes, instructions } = reference;
    this.turn(reference);
    const info = kind === Kind.fetch && instructions !== 1 ? `n${instructions}` : '';
    const letter = KIND_LETTERS[kind];
    this.text += `${cpu},${task},${mode === Mode.user ? 'u' : 'k'},${letter},${formatAddress(high, low, 1)},${bytes},${info}\n`;
  }

  event(event: TraceEvent): void {
    const { type, a, operands } = event;
    if (type === Marker.frame) this.row(event, 'P', this.pageAddress(a), formatAddress(operands[1], operands[0], 1));
    else if (type !== Marker.run && type !== Marker.mode) {
      const address = pageOffsets(type).includes(0) ? this.pageAddress(a) : '0';
      const given = withAddresses(type, operands, (page) => this.pageHalves(page));
      this.row(event, 'X', address, eventName(type, a, given));
    }
  }

  /** A region that is not what the architecture says of its address. */
  region({ high, low, flags }: Region, by: Readonly<Actor>): void {
    if (flags === regionFlags(this.architecture, high, low)) return;
    const names = [...REGION_FLAGS].filter(([, flag]) => (flags & flag) !== 0).map(([name]) => name);
    this.row(by, 'X', formatAddress(high, low, 1), ['segment', ...names].join(' '));
  }

  end(): void {
    this.tellBefore();
  }

  notes(): Note[] {
    return [];
  }

  /** Whose row comes next. A task's first row tells its address space, unless it is the next: that is what a reader gives it. */
  private turn(by: Readonly<Actor>): void {
    const { task, taskIndex, taskSpace } = by;
    if (taskIndex === this.task) return;
    this.task = taskIndex;
    if (taskIndex < 0 || this.seen.has(taskIndex)) return;
    this.seen.add(taskIndex);
    if (taskSpace !== this.seen.size) this.row(by, 'X', '0', taskSpace === 1 ? `thread ${task}` : `space ${taskSpace}`);
  }

  private row(by: Readonly<Actor>, kind: string, address: string, info: string): void {
    this.tellBefore(by);
    this.turn(by);
    this.untold = undefined;
    const { cpu, task, mode } = by;
    const who = `${task},${mode === Mode.user ? 'u' : 'k'}`;
    this.text +=
      this.executed === undefined
        ? `${cpu},${who},${kind},${address},0,${quoted(info)}\n`
        : `${cpu},${this.executed[cpu] ?? 0},${who},${kind},${address},${quoted(info)}\n`;
  }

  /** Instructions that the next row, of `by`, would tell as another's get a row of their own, without an event. */
  private tellBefore(by?: Readonly<Actor>): void {
    const { untold } = this;
    if (untold === undefined) return;
    if (by?.cpu === untold.cpu && by.taskIndex === untold.taskIndex && by.mode === untold.mode) return;
    this.untold = undefined;
    this.row(untold, 'X', '0', '');
  }

  private pageAddress(page: number): string {
    const [low, high] = this.pageHalves(page);
    return formatAddress(high, low, 1);
  }

  /** Address of a dense page, low half first. */
  private pageHalves(page: number): [number, number] {
    const { high, low } = this.decoder.addressOf(page);
    return [low, high];
  }
}

/** The comments and the row of column names. Services of a system's trace are in it, whatever it was read from. */
function headOf({ cpus, jobs, warmup, level, architecture, source, command, catalogue, only }: TraceHeader): string {
  const services = level === 'system' ? ' services=recorded' : '';
  const numbers = Object.entries({ cpus, jobs, warmup }).flatMap(([key, n]) =>
    n === undefined ? [] : [`${key}=${n} `],
  );
  const comments = [
    `${numbers.join('')}level=${level} architecture=${architecture}${services}`,
    `source=${value(source)}`,
  ];
  if (command !== undefined) comments.push(`command=${value(command)}`);
  if (catalogue !== undefined) comments.push(`catalogue=${value(catalogue)}`);
  return `${comments.map((comment) => `# ${withoutFormulas(oneLine(comment))}\n`).join('')}${(only === 'events' ? EVENT_COLUMNS : COLUMNS).join(',')}\n`;
}

/** Free text of a comment: what would look like the next key gets a blank before its `=`. */
const value = (text: string): string =>
  text.replace(/(\s(?:cpus|jobs|warmup|level|architecture|source|command|catalogue|services))=/g, '$1 =');

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');

const quoted = (info: string): string => {
  const text = oneLine(info);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
