import { openTrace } from '../../../../../src/trace/open.ts';
import { TraceDecoder } from '../../../../../src/trace/words/decoder.ts';
import { Kind } from '../../../../../src/trace/words/layout.ts';
import { Marker } from '../../../../../src/trace/words/markers.ts';
import { Mode, Privileged, SERVICE_NAMES } from '../../../../../src/trace/words/vocabulary.ts';
import type { Request } from './devices.ts';
import type { Done } from './interpreter.ts';
import { KSEG0, PAGE, Physical } from './layout.ts';

/** What a trace tells, or a guest's interpreter, in the same words. */
export interface Told {
  /** Fetches, loads and stores in user mode and in the kernel: addresses, of data with the bytes. */
  references: Record<string, string[]>;
  /** In their order; tasks and locks are numbered as they appear, pages are physical. */
  events: string[];
  /** `read 3: 2 sectors of page 12`. */
  disk: string[];
  /** Sectors of files that were used: `700: sector 3`. */
  blocks: string[];
  /** `0 500 4ff`: in space 0 page 500 is in physical page 4ff. Spaces are numbered as they appear. */
  frames: string[];
  services: Record<string, number>;
}

const hex = (value: number): string => (value >>> 0).toString(16);

class Numbers<Key> {
  private readonly numbers = new Map<Key, number>();
  of(key: Key): number {
    const number = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, number);
    return number;
  }
}

const noReferences = (): Record<string, string[]> =>
  Object.fromEntries(['user', 'kernel'].flatMap((mode) => ['fetches', 'loads', 'stores'].map((kind) => [`${mode} ${kind}`, []]))); // biome-ignore format: one list

const modeOf = (address: number): string => (address < KSEG0 ? 'user' : 'kernel');

/** What the interpreter found. Data is accessed in the mode of the instruction before it. */
export function toldByInterpreter(done: Done): Told {
  const references = noReferences();
  for (const address of done.fetches) references[`${modeOf(address)} fetches`].push(hex(address));
  for (const { kind, by, address, bytes } of done.accesses)
    references[`${modeOf(by)} ${kind}`].push(`${hex(address)} ${bytes}`);
  const [tasks, locks] = [new Numbers<string>(), new Numbers<string>()];
  const events: string[] = [];
  for (const event of [`task ${done.task}`, ...done.events]) {
    const [kind, operand] = event.split(' ');
    if (kind === 'task') events.push(`task ${tasks.of(operand)}`);
    else if (kind === 'lock' || kind === 'unlock') events.push(`${kind} ${locks.of(operand)}`);
    else events.push(event);
  }
  const services: Record<string, number> = {};
  for (const [handler, count] of Object.entries(done.exceptions)) {
    const service = SERVICE_OF_HANDLER[handler];
    if (service !== undefined) services[service] = (services[service] ?? 0) + count;
  }
  const tables = Physical.tables.map((table) => hex(KSEG0 + table));
  const frames = done.frames.map((frame) => {
    const [table, page, physical] = frame.split(' ');
    return `${tables.indexOf(table)} ${page} ${physical}`;
  });
  return {
    references,
    events,
    disk: done.requests.flatMap(sectorsOf),
    blocks: done.blocks,
    frames: frames.sort(),
    services,
  };
}

const SERVICE_OF_HANDLER: Record<string, string> = {
  handle_sys: 'call',
  handle_tlbl: 'demandZero',
  handle_tlbs: 'demandZero',
  handle_tlbm: 'copyOnWrite',
  handle_far: 'fault',
  handle_int: 'interrupt',
};

function sectorsOf({ write, sector, pieces }: Request): string[] {
  let first = sector;
  return pieces.map(([address, bytes]) => {
    const told = `${write ? 'write' : 'read'} ${first}: ${bytes / 512} sectors of page ${hex(address / PAGE)}`;
    first += bytes / 512;
    return told;
  });
}

/** What a recording tells. */
export async function toldByTrace(path: string): Promise<Told> {
  const trace = await openTrace(path, { details: true });
  const told: Told = { references: noReferences(), events: [], disk: [], blocks: [], frames: [], services: {} };
  const { references, events } = told;
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const [tasks, locks, spaces] = [new Numbers<string>(), new Numbers<number>(), new Numbers<number>()];
  const physical = (page: number): string => hex((decoder.addressOf(page).low & 0x1fffffff) / PAGE);
  for await (const batch of trace.batches())
    decoder.decode(batch, {
      reference({ mode, kind, low, bytes, instructions }) {
        const who = mode === Mode.kernel ? 'kernel' : 'user';
        if (kind === Kind.fetch)
          for (let n = 0; n < instructions; n++) references[`${who} fetches`].push(hex(low + 4 * n));
        else references[`${who} ${kind === Kind.load ? 'loads' : 'stores'}`].push(`${hex(low)} ${bytes}`);
      },
      event({ type, a, operands, task }) {
        const page = (): ReturnType<typeof decoder.addressOf> => decoder.addressOf(a);
        if (type === Marker.run) {
          const event = `task ${tasks.of(task)}`;
          if (events.findLast((other) => other.startsWith('task')) !== event) events.push(event);
        } else if (type === Marker.syscall) events.push(`syscall ${a}`);
        else if (type === Marker.zeroPage && page().space === 0) events.push(`clear ${physical(a)}`);
        else if (type === Marker.freePage && page().space === 0) events.push(`free ${physical(a)}`);
        else if (type === Marker.lockAcquire) events.push(`lock ${locks.of(a)}`);
        else if (type === Marker.lockRelease) events.push(`unlock ${locks.of(a)}`);
        else if (DISK[type] !== undefined)
          told.disk.push(`${DISK[type]} ${operands[1]}: ${operands[2]} sectors of page ${physical(a)}`);
        else if (type === Marker.fileBlock)
          for (let n = 0; n < operands[2]; n++) told.blocks.push(`${physical(a)}: sector ${operands[1] + n}`);
        else if (type === Marker.frame)
          told.frames.push(`${spaces.of(page().space)} ${hex(page().low / PAGE)} ${hex(operands[0])}`);
        else if (type === Marker.serviceEnter) count(told.services, kindOf(SERVICE_NAMES[a]));
        else if (type === Marker.privileged && (a & 255) === Privileged.readHardware) count(told.services, 'rdhwr');
      },
    });
  told.frames.sort();
  return told;
}

/** What a disk does at a request, and at a further segment of it. */
const DISK: Readonly<Record<number, string>> = {
  [Marker.diskRead]: 'read',
  [Marker.diskReadSegment]: 'read',
  [Marker.diskWrite]: 'write',
  [Marker.diskWriteSegment]: 'write',
};

/** Services as far as the guest's handlers tell them apart. */
function kindOf(service: string): string {
  return ['demandZero', 'quickFault', 'copyOnWrite', 'fault', 'interrupt'].includes(service) ? service : 'call';
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
