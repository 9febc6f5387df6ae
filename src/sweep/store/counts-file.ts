import { float64, int32, tableFromArrays, tableFromIPC, tableToIPC, utf8 } from '@uwdata/flechette';
import type { Counts } from '../../replay/counts/counts.ts';
import { EVENT_NAMES } from '../../replay/counts/event.ts';
import type { Structure } from '../../replay/structure/structure.ts';

const KEY = 'disco.counts';

/** All of `Counts` but its structure: numbers by the thousand, and the rest. */
type Body = Omit<Counts, 'structure'>;

/**
 * Counts as an Arrow file: a row for each number that is not 0 (which array of `Counts`, index in it, value); what is no array of
 * numbers, the arrays' lengths and the events' names are in the metadata. The structure is not in it: the store has it beside.
 */
export function encodeCounts({ structure: _, ...body }: Counts): Uint8Array {
  const array: string[] = [];
  const index: number[] = [];
  const value: number[] = [];
  const lengths: Record<string, number> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(body)) {
    if (!(field instanceof Float64Array)) {
      rest[name] = field;
      continue;
    }
    lengths[name] = field.length;
    field.forEach((x, i) => {
      if (x === 0) return;
      array.push(name);
      index.push(i);
      value.push(x);
    });
  }
  const table = tableFromArrays(
    { array, index, value },
    { types: { array: utf8(), index: int32(), value: float64() } },
  );
  table.schema.metadata = new Map([[KEY, JSON.stringify({ lengths, rest, events: EVENT_NAMES })]]);
  return tableToIPC(table, { format: 'file' }) as Uint8Array;
}

/** The counts again, of this structure. The bytes are what `encodeCounts` of the same program wrote. */
export function decodeCounts(bytes: Uint8Array, structure: Structure): Counts {
  const table = tableFromIPC(bytes);
  const { lengths, rest } = JSON.parse(table.schema.metadata?.get(KEY) ?? '{}') as {
    lengths: Record<string, number>;
    rest: Record<string, unknown>;
  };
  const arrays = Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, new Float64Array(length)]));
  const names = table.getChild('array').toArray() as ArrayLike<string>;
  const index = table.getChild('index').toArray() as ArrayLike<number>;
  const value = table.getChild('value').toArray() as ArrayLike<number>;
  for (let row = 0; row < index.length; row++) arrays[names[row]][index[row]] = value[row];
  return { structure, ...({ ...rest, ...arrays } as unknown as Body) };
}
