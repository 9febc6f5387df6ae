import fc from 'fast-check';
import type { Architecture } from '../../../src/trace/words/architecture.ts';
import { type Reference, TraceDecoder, type TraceEvent } from '../../../src/trace/words/decoder.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder.ts';
import { Kind, type ReferenceKind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import type { Batch, Totals, Trace, TraceHeader } from '../../../src/trace/words/trace.ts';

/** What a reader tells the encoder, one call each. */
export type Step =
  | { do: 'cpu'; cpu: number }
  | { do: 'task'; id: string }
  | { do: 'event'; type: Marker; a: number; operands: number[] }
  | { do: 'pageEvent'; address: bigint; operands: number[] }
  | { do: 'reference'; kind: ReferenceKind; address: bigint; bytes: number; instructions: number };

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

const bytes = fc.oneof(fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 65), fc.integer({ min: 1, max: 5000 }));

const reference: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(Kind.fetch, Kind.load, Kind.store), address, bytes, fc.oneof(fc.nat(70), fc.nat(5000)))
  .map(([kind, address, bytes, n]) => ({
    do: 'reference', kind, address, bytes, instructions: kind === Kind.fetch ? n : 0,
  })); // biome-ignore format: a record

const word = fc.nat(0xffffffff);
const eventOf = (type: Marker, a: number, operands: number[]): Step => ({ do: 'event', type, a, operands });
const event: fc.Arbitrary<Step> = fc.oneof(
  fc.nat(1).map((mode) => eventOf(Marker.mode, mode, [])),
  fc
    .tuple(fc.constantFrom(Marker.serviceEnter, Marker.syscall, Marker.trap), fc.nat(12))
    .map(([type, a]) => eventOf(type, a, [])),
  fc.tuple(word, word, word, word).map((operands) => eventOf(Marker.window, 0, operands)),
  fc.array(word, { maxLength: 9 }).map((text) => eventOf(Marker.note, text.length, text)),
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: reference },
    { weight: 1, arbitrary: event },
    { weight: 1, arbitrary: fc.tuple(address, fc.tuple(word, word)).map(([address, operands]): Step => ({ do: 'pageEvent', address, operands })) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, 2, 127).map((cpu): Step => ({ do: 'cpu', cpu })) },
    { weight: 1, arbitrary: fc.constantFrom('1', '2', 'abc0', '9fffffffffffffff').map((id): Step => ({ do: 'task', id })) },
  ),
  { maxLength: 300 },
); // biome-ignore format: weights

/** Encodes the steps, in batches of `batchSteps` of them. */
export function encode(
  all: readonly Step[],
  architecture: Architecture,
  { granuleBits = 4, batchSteps = 1 << 30 } = {},
): { batches: Batch[]; totals: Totals } {
  const encoder = new TraceEncoder({ architecture, granuleBits });
  const batches: Batch[] = [];
  all.forEach((step, i) => {
    if (step.do === 'cpu') encoder.cpu(step.cpu);
    else if (step.do === 'task') encoder.task(step.id);
    else if (step.do === 'event') encoder.event(step.type, step.a, ...step.operands);
    else {
      const [high, low] = [Number(step.address >> 32n), Number(step.address & 0xffffffffn)];
      if (step.do === 'pageEvent') encoder.event(Marker.frame, encoder.page(high, low), ...step.operands);
      else encoder.reference(step.kind, high, low, step.bytes, step.instructions);
    }
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

const pageAddress = (address: bigint): string => `page ${(address & ~0xfffn).toString(16)}`;

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
    else if (step.do === 'pageEvent') told.push(tell(actor, `${pageAddress(step.address)} ${step.operands}`));
    else {
      if (step.type === Marker.mode) actor.mode = step.a;
      told.push(tell(actor, `event ${step.type} ${step.a} ${step.operands}`));
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
        else if (e.type === Marker.frame) {
          const { high, low } = decoder.regions[e.a >>> 6];
          told.push(tell(e, `${pageAddress(join(high, low) | BigInt((e.a & 63) << 12))} ${[...e.operands]}`));
        } else told.push(tell(e, `event ${e.type} ${e.a} ${[...e.operands]}`));
      },
    });
  return told;
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
