import fc from 'fast-check';
import type { Architecture } from '../../../src/trace/words/architecture.ts';
import { type Reference, TraceDecoder, type TraceEvent } from '../../../src/trace/words/decoder.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import type { RegionLayout } from '../../../src/trace/words/encoder/region-numbers.ts';
import { Kind, type ReferenceKind } from '../../../src/trace/words/layout.ts';
import { MARKER_NAMES, MARKERS, Marker, type MarkerSpec, pageOffsets } from '../../../src/trace/words/markers.ts';
import { noteWords, type OperandKind, rangeOf } from '../../../src/trace/words/operands.ts';
import { UNKNOWN_CALL } from '../../../src/trace/words/syscalls.ts';
import type { Batch, Totals, Trace, TraceHeader } from '../../../src/trace/words/trace.ts';
import { Privileged } from '../../../src/trace/words/vocabulary.ts';

/** What a reader tells the encoder, one call each. */
export type Step =
  | { do: 'cpu'; cpu: number }
  | { do: 'task'; id: string }
  /** `a` and the operands as the trace has them, but pages by an address in them. */
  | { do: 'event'; type: Marker; a: number | bigint; operands: (number | bigint)[] }
  | { do: 'reference'; kind: ReferenceKind; address: bigint; bytes: number; instructions: number };

const halvesOf = (n: bigint): [high: number, low: number] => [Number(n >> 32n), Number(n & 0xffffffffn)];

const REGION = 1n << 18n;
const TOP = (1n << 64n) - 1n;

/** Near region edges, the granules' and the very top, in all segments; few regions, so that they are met again. */
const address: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: 0n, max: TOP }),
  fc.bigInt({ min: 0n, max: 5000n }).map((offset) => TOP - offset),
  fc
    .tuple(
      fc.constantFrom(
        0n,
        0x7fffff00n,
        0x80000000n,
        1n << 62n,
        0x9000000000000000n,
        0xffffffff80000000n,
        0xffffffffc0000000n,
      ),
      fc.bigInt({ min: 1n, max: 3n }),
      fc.bigInt({ min: -40n, max: 40n }),
    )
    .map(([base, region, offset]) => (base + region * REGION + offset) & TOP),
);

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const bytes = fc.oneof(fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 65), fc.integer({ min: 1, max: 5000 }));

const reference: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(Kind.fetch, Kind.load, Kind.store), address, bytes, fc.oneof(fc.nat(70), fc.nat(5000)))
  .map(([kind, address, bytes, n]) => ({
    do: 'reference', kind, address, bytes: Number(min(BigInt(bytes), TOP + 1n - address)), instructions: kind === Kind.fetch ? n : 0,
  })); // biome-ignore format: a record

const bits = (n: number) => fc.nat(2 ** n - 1);
const privileged = fc.oneof(
  fc
    .tuple(fc.constantFrom(Privileged.readRegister, Privileged.writeRegister, Privileged.interruptControl), bits(5), bits(3))
    .map(([kind, register, select]) => kind | (register << 8) | (select << 16)),
  fc
    .tuple(fc.constantFrom(Privileged.cacheOperation, Privileged.readHardware), bits(5))
    .map(([kind, n]) => kind | (n << 8)),
  fc.constantFrom(
    Privileged.tlbProbe, Privileged.tlbRead, Privileged.tlbWriteRandom, Privileged.tlbWriteIndexed,
    Privileged.exceptionReturn, Privileged.wait,
  ),
); // biome-ignore format: a table

/** Values of an operand that are not any of its bits, by its kind; a page's are addresses. */
const SPECIAL: Partial<Record<OperandKind, fc.Arbitrary<number | bigint>>> = {
  page: address,
  privileged,
  call: fc.oneof(bits(9), fc.constant(UNKNOWN_CALL)),
};

function operand(kind: OperandKind, bitsOfField: 24 | 32): fc.Arbitrary<number | bigint> {
  const [min, max] = rangeOf(kind, bitsOfField);
  return SPECIAL[kind] ?? fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
}

/** Remarks without control characters, which no line of text can keep. */
const note: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('', 'exec ', ' '), fc.string({ unit: 'grapheme', maxLength: 12 }))
  .map(([start, text]) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are left out
    const words = [...noteWords(start + text.replace(/[\u0000-\u001f\u007f]/g, ''))];
    return { do: 'event', type: Marker.note, a: words.length, operands: words };
  });

/** Markers that an encoder is told as events: every recorded one, with operands of the kinds the table declares, but for what `task` writes. */
const event: fc.Arbitrary<Step> = fc.oneof(
  ...(Object.values(MARKERS) as MarkerSpec[])
    .filter(({ role, code }) => role === 'event' && code !== Marker.run)
    .map(({ code, a, operands = [] }): fc.Arbitrary<Step> => {
      const type = code as Marker;
      if (a?.[1] === 'words') return note;
      const own = a === undefined ? fc.constant(0) : operand(a[1], 24);
      return fc
        .tuple(own, fc.tuple(...operands.map(([, kind]) => operand(kind, 32))))
        .map(([a, operands]) => ({ do: 'event', type, a, operands }));
    }),
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: reference },
    { weight: 4, arbitrary: event },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, 2, 127).map((cpu): Step => ({ do: 'cpu', cpu })) },
    { weight: 1, arbitrary: fc.constantFrom('1', '2', 'abc0', '9fffffffffffffff').map((id): Step => ({ do: 'task', id })) },
  ),
  { maxLength: 300 },
); // biome-ignore format: weights

/** Steps of which one is a reference at least, as a trace that can be read has. */
export const replayable = steps.filter((all) => all.some((step) => step.do === 'reference'));

/** Encodes the steps, in batches of `batchSteps` of them. */
export function encode(
  all: readonly Step[],
  architecture: Architecture,
  {
    granuleBits = 4,
    batchSteps = 1 << 30,
    layout,
    encoder = new TraceEncoder({ architecture, granuleBits, ...(layout === undefined ? {} : { layout }) }),
  }: { granuleBits?: number; batchSteps?: number; layout?: RegionLayout; encoder?: TraceEncoder } = {},
): { batches: Batch[]; totals: Totals } {
  const batches: Batch[] = [];
  all.forEach((step, i) => {
    if (step.do === 'cpu') encoder.cpu(step.cpu);
    else if (step.do === 'task') encoder.task(step.id);
    else if (step.do === 'event') {
      const page = (value: number | bigint): number =>
        typeof value === 'number' ? value : encoder.page(...halvesOf(value));
      encoder.event(step.type, page(step.a), ...step.operands.map(page));
    } else encoder.reference(step.kind, ...halvesOf(step.address), step.bytes, step.instructions);
    if (encoder.full || (i + 1) % batchSteps === 0) batches.push(encoder.take());
  });
  batches.push(encoder.finish());
  return { batches, totals: encoder.totals };
}

/** A record as text: who, what. */
const tell = (r: { cpu: number; task: string; mode: number }, what: string): string =>
  `cpu ${r.cpu} task ${r.task || '-'} mode ${r.mode}: ${what}`;

const tellAddress = (kind: number, address: bigint, bytes: number, instructions: number): string =>
  `${kind} ${address.toString(16)} ${bytes} ${instructions}`;

const tellEvent = (type: Marker, values: readonly (number | bigint)[]): string =>
  `event ${MARKER_NAMES[type]} ${values.map((value) => (typeof value === 'number' ? value : `page ${(value & ~0xfffn).toString(16)}`)).join(' ')}`;

/** What decoding must give back, worked out from the steps alone. */
export function expected(all: readonly Step[]): string[] {
  const actors = Array.from({ length: 128 }, (_, cpu) => ({ cpu, task: '', mode: 0 }));
  let actor = actors[0];
  const told: string[] = [];
  for (const step of all) {
    if (step.do === 'cpu') actor = actors[step.cpu];
    else if (step.do === 'task') {
      if (actor.task !== step.id) told.push(tell(Object.assign(actor, { task: step.id }), 'run'));
    } else if (step.do === 'reference')
      told.push(tell(actor, tellAddress(step.kind, step.address, step.bytes, step.instructions)));
    else {
      if (step.type === Marker.mode) actor.mode = Number(step.a);
      told.push(tell(actor, tellEvent(step.type, [step.a, ...step.operands])));
    }
  }
  return told;
}

/** The same out of words and details. */
export function decode(batches: Iterable<Batch>, granuleBits = 4): string[] {
  const decoder = new TraceDecoder(granuleBits);
  const told: string[] = [];
  const join = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);
  for (const batch of batches)
    decoder.decode(batch, {
      reference: (r: Reference) =>
        told.push(tell(r, tellAddress(r.kind, join(r.high, r.low), r.bytes, r.instructions))),
      event(e: TraceEvent) {
        if (e.type === Marker.run) told.push(tell(e, 'run'));
        else {
          const values: (number | bigint)[] = [e.a, ...e.operands];
          for (const offset of pageOffsets(e.type)) {
            const page = values[offset] as number;
            const { high, low } = decoder.addressOf(page);
            values[offset] = join(high, low);
          }
          told.push(tell(e, tellEvent(e.type, values)));
        }
      },
    });
  return told;
}

/**
 * The steps with every service left that was entered, on its CPU, and none left that was not; a window leaves all of them.
 * Of what validation asks it is all that an encoder does not see to.
 */
export function balanced(all: readonly Step[]): Step[] {
  const depth = new Array(128).fill(0);
  let cpu = 0;
  const kept = all.filter((step) => {
    if (step.do === 'cpu') cpu = step.cpu;
    if (step.do !== 'event') return true;
    if (step.type === Marker.window) depth.fill(0);
    if (step.type === Marker.serviceEnter) depth[cpu]++;
    if (step.type !== Marker.serviceLeave) return true;
    if (depth[cpu] === 0) return false;
    depth[cpu]--;
    return true;
  });
  const leave: Step = { do: 'event', type: Marker.serviceLeave, a: 0, operands: [] };
  const rest = depth.flatMap((n, cpu): Step[] => (n > 0 ? [{ do: 'cpu', cpu }, ...Array(n).fill(leave)] : []));
  return [...kept, ...rest];
}

export const header = (architecture: Architecture = 'flat', granuleBits = 4): TraceHeader => ({
  source: 'a test', format: 'test', cpus: 128, level: 'system', architecture, granuleBits,
}); // biome-ignore format: a record

export const inMemory = (header: TraceHeader, batches: readonly Batch[], totals?: Totals): Trace => ({
  header,
  ...(totals === undefined ? {} : { totals }),
  notes: [],
  batches: () => each(batches),
});

export async function* each<T>(items: readonly T[]): AsyncGenerator<T, void> {
  yield* items;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
