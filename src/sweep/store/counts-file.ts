import { float64, int32, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import { z } from 'zod';
import { describeIssue } from '../../config/issue.ts';
import { UserError } from '../../errors.ts';
import { type Counts, MOST_AROUND } from '../../replay/counts/counts.ts';
import { BLOCK, EVENT_NAMES } from '../../replay/counts/event.ts';
import { PAGE_USES } from '../../replay/counts/page-use.ts';
import { DISKS } from '../../replay/counts/tally.ts';
import { MAX_VMS } from '../../replay/structure/shapes/vms.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { MetadataError } from '../../trace/arrow/table.ts';
import { MAX_CPUS } from '../../trace/words/trace.ts';
import { type Rows, readRowsFile } from './rows-file.ts';

const KEY = 'disco.counts';

/** Numbers of one replay's counts, at most, those that are 0 included: a gibibyte in memory. */
export const MOST_NUMBERS = 2 ** 27;

/** Thrown for bytes that are no counts, or not those asked for; says why. */
export class DamagedCounts extends Error {
  override readonly name = 'DamagedCounts';
}

/** All of `Counts` but its structure, and what a study never asks for: numbers by the thousand, and the rest. */
type Body = Omit<Counts, 'structure' | 'dependences' | 'afterLoss'>;
type Numbers = 'values' | 'visits' | 'disks';

const natural = z.int().min(0);
const amount = z.number().min(0);
const cpu = z
  .int()
  .min(0)
  .max(MAX_CPUS - 1);
const node = z
  .int()
  .min(0)
  .max(MAX_CPUS - 1);
const PerUse = z.array(amount).length(PAGE_USES);

const Rest = z.strictObject({
  intervals: z.array(z.strictObject({ window: natural, warmup: z.boolean() })),
  cpus: z.int().min(1).max(MAX_CPUS),
  strands: z
    .array(z.strictObject({ cpu, vm: z.int().min(0).max(MAX_VMS - 1), lock: z.int().min(-1), around: z.array(natural).max(MOST_AROUND) }))
    .min(1),
  nodes: z.int().min(1).max(MAX_CPUS),
  jobs: natural,
  moves: z.array(
    z.strictObject({
      clock: amount,
      action: z.enum(['migrate', 'replicate', 'collapse']),
      page: natural,
      address: amount,
      cpu,
      from: node,
      to: node,
      seen: z
        .strictObject({
          misses: amount,
          othersMost: amount,
          homeMisses: amount,
          stores: amount,
          migrations: amount,
          replicated: z.boolean(),
        })
        .nullable(),
      shootdowns: natural,
    }),
  ),
  footprint: z.array(
    z.strictObject({
      clock: amount,
      virtual: z.array(PerUse).max(MAX_VMS),
      machine: PerUse,
      monitor: z.strictObject({ own: amount, logs: amount, unused: amount, replicas: amount }),
    }),
  ),
}) satisfies z.ZodType<Omit<Body, Numbers>>; // biome-ignore format: short lines

/** What stands in the metadata: of which replay the counts are, and all of them that is no array of numbers. */
const Metadata = z.strictObject({
  key: z.string(),
  lengths: z.strictObject({ values: natural, visits: natural, disks: natural }),
  rest: Rest,
  events: z.array(z.string()),
});

/** How long each array is, by what it is an array of. */
const lengthsOf = ({ intervals, strands, cpus, nodes }: Omit<Body, Numbers>): Record<Numbers, number> => ({
  values: intervals.length * strands.length * BLOCK,
  visits: intervals.length * cpus * nodes,
  disks: intervals.length * cpus * 2 * DISKS,
});

/**
 * Counts as an Arrow file: a row for each number that is not 0 (which array of `Counts`, index in it, value); what is no array of
 * numbers, the arrays' lengths, the events' names and the replay's key are in the metadata. The structure is not in it: the store has it
 * beside. Throws UserError for more than are kept.
 */
export function encodeCounts(
  { structure: _, dependences: __, afterLoss: ___, ...body }: Counts,
  key: string,
): Uint8Array {
  const { values, visits, disks, ...rest } = body;
  const arrays = { values, visits, disks };
  const array: string[] = [];
  const index: number[] = [];
  const value: number[] = [];
  const lengths: Record<string, number> = {};
  for (const [name, field] of Object.entries(arrays)) {
    lengths[name] = field.length;
    field.forEach((x, i) => {
      if (x === 0) return;
      array.push(name);
      index.push(i);
      value.push(x);
    });
  }
  const numbers = Object.values(lengths).reduce((sum, n) => sum + n, 0);
  if (numbers > MOST_NUMBERS)
    throw new UserError(
      `a replay counted ${numbers.toLocaleString('en-US')} numbers (${rest.intervals.length} intervals of ${rest.strands.length} combinations of CPU, machine and lock), at most ${MOST_NUMBERS.toLocaleString('en-US')} are kept; take a part of the trace: disco trace slice`,
    );
  const table = tableFromArrays(
    { array, index, value },
    { types: { array: utf8(), index: int32(), value: float64() } },
  );
  table.schema.metadata = new Map([[KEY, JSON.stringify({ key, lengths, rest, events: EVENT_NAMES })]]);
  return tableToIPC(table, { format: 'file' }) as Uint8Array;
}

/**
 * The counts again, of this structure and under this key. Throws DamagedCounts for bytes that are anything else than what `encodeCounts` of
 * this program writes for them: wherever they come from, what is returned can be priced.
 */
export function decodeCounts(bytes: Uint8Array, structure: Structure, key: string): Counts {
  try {
    const { metadata, batches } = readRowsFile(bytes);
    const { lengths, rest } = checkedMetadata(metadata.get(KEY), key);
    const arrays = {
      values: new Float64Array(lengths.values),
      visits: new Float64Array(lengths.visits),
      disks: new Float64Array(lengths.disks),
    };
    for (const rows of batches) fill(arrays, rows);
    return { structure, ...rest, ...arrays };
  } catch (error) {
    if (error instanceof MetadataError || error instanceof SyntaxError || error instanceof RangeError)
      throw new DamagedCounts(error.message);
    throw error;
  }
}

function checkedMetadata(text: string | undefined, key: string): z.infer<typeof Metadata> {
  if (text === undefined) throw new DamagedCounts(`it lacks the metadata ${KEY}`);
  const found: unknown = JSON.parse(text);
  const parsed = Metadata.safeParse(found);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue.path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown>)?.[step], found);
    throw new DamagedCounts(`${issue.path.join('.')}: ${describeIssue(issue, at)}`);
  }
  const { lengths, rest, events, key: of } = parsed.data;
  if (of !== key) throw new DamagedCounts('it has the counts of another replay');
  if (events.join() !== EVENT_NAMES.join()) throw new DamagedCounts('it counts other events');
  const expected = lengthsOf(rest);
  for (const name of Object.keys(expected) as Numbers[])
    if (lengths[name] !== expected[name])
      throw new DamagedCounts(`it has ${lengths[name]} ${name}, where ${expected[name]} are due`);
  if (lengths.values + lengths.visits + lengths.disks > MOST_NUMBERS) throw new DamagedCounts('it has too many numbers');
  if (rest.strands.some(({ cpu }) => cpu >= rest.cpus)) throw new DamagedCounts('a strand of a CPU that is not there');
  return parsed.data;
} // biome-ignore format: a line

/** Puts the numbers where they belong. Rows of one array follow each other, so that its name is looked up once. */
function fill(arrays: Readonly<Record<string, Float64Array>>, { length, offsets, text, index, value }: Rows): void {
  let array: Float64Array | undefined;
  let [from, to] = [0, 0];
  for (let row = 0; row < length; row++) {
    const [start, end] = [offsets[row], offsets[row + 1]];
    if (array === undefined || !sameText(text, from, to, start, end)) {
      if (!(start >= 0 && start <= end && end <= text.length)) throw new DamagedCounts('a name outside the file');
      const name = Buffer.from(text.buffer, text.byteOffset + start, Math.min(end - start, 64)).toString('latin1');
      array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
      if (array === undefined) throw new DamagedCounts(`it has ${JSON.stringify(name)}, which is no array of counts`);
      [from, to] = [start, end];
    }
    const [i, x] = [index[row], value[row]];
    if (!(i >= 0 && i < array.length)) throw new DamagedCounts(`index ${i} is outside an array of ${array.length}`);
    if (!(x >= 0 && x <= Number.MAX_SAFE_INTEGER)) throw new DamagedCounts(`a count of ${x}`);
    array[i] = x;
  }
}

function sameText(text: Uint8Array, from: number, to: number, start: number, end: number): boolean {
  if (end - start !== to - from) return false;
  for (let i = 0; i < to - from; i++) if (text[from + i] !== text[start + i]) return false;
  return true;
}
