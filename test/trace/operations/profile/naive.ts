import { type Reference, TraceDecoder, type TraceEvent } from '../../../../src/trace/words/decoder.ts';
import { Kind } from '../../../../src/trace/words/layout.ts';
import { Marker } from '../../../../src/trace/words/markers.ts';
import type { Batch } from '../../../../src/trace/words/trace.ts';

/** An access by its bytes' names: `space:address`. */
export interface Access {
  kind: number;
  cpu: number;
  task: number;
  mode: number;
  space: number;
  address: bigint;
  bytes: number;
  instructions: number;
}

/** What happened, in order: accesses, 'gap' for a window, and the numbers of system calls. */
export function happenings(batches: readonly Batch[]): (Access | 'gap' | number)[] {
  const decoder = new TraceDecoder();
  const all: (Access | 'gap' | number)[] = [];
  for (const batch of batches)
    decoder.decode(batch, {
      reference: ({ kind, cpu, taskIndex, mode, space, high, low, bytes, instructions }: Reference) =>
        all.push({
          kind, cpu, task: taskIndex, mode, space, bytes, instructions,
          address: (BigInt(high) << 32n) | BigInt(low),
        }), // biome-ignore format: a record
      event({ type, a }: TraceEvent) {
        if (type === Marker.window) all.push('gap');
        if (type === Marker.syscall) all.push(a);
      },
    });
  return all;
}

/** Names of the units of so many bytes that an access touches, in order. */
export function unitsOf({ space, address, bytes }: Access, unitBytes: number): string[] {
  const size = BigInt(unitBytes);
  const units: string[] = [];
  for (let n = address / size; n <= (address + BigInt(bytes) - 1n) / size; n++) units.push(`${space}:${n}`);
  return units;
}

const isAccess = (each: Access | 'gap' | number): each is Access => typeof each === 'object';

/** How each unit is shared: the turns at it as a list, then what the list says. */
export function sharing(all: readonly (Access | 'gap' | number)[], by: 'cpu' | 'task', unitBytes: number) {
  const turns = new Map<string, { who: number; wrote: boolean }[]>();
  for (const access of all.filter(isAccess))
    for (const unit of unitsOf(access, unitBytes)) {
      const list = turns.get(unit) ?? [];
      turns.set(unit, list);
      if (list.at(-1)?.who !== access[by]) list.push({ who: access[by], wrote: false });
      if (access.kind === Kind.store) list.at(-1)!.wrote = true;
    }
  const rows = new Map<string, number>();
  for (const list of turns.values()) {
    const sharers = new Set(list.map(({ who }) => who)).size;
    const name =
      sharers === 1
        ? 'private'
        : list.slice(1).every(({ wrote }) => !wrote)
          ? 'readShared'
          : list.every(({ wrote }) => wrote)
            ? 'migratory'
            : 'writeShared';
    const row = `${by} ${unitBytes} ${name} ${sharers}`;
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return rows;
}

/** Distances of lines, with a list of lines, the most recent first. */
export function distances(all: readonly (Access | 'gap' | number)[], of: 'data' | 'instructions', lineBytes: number) {
  const buckets: number[] = [];
  let cold = 0;
  let stack: string[] = [];
  for (const each of all) {
    if (each === 'gap') stack = [];
    if (!isAccess(each) || (each.kind === Kind.fetch) !== (of === 'instructions')) continue;
    for (const line of unitsOf(each, lineBytes)) {
      const distance = stack.indexOf(line);
      if (distance < 0) cold++;
      else {
        stack.splice(distance, 1);
        const bucket = distance === 0 ? 0 : Math.floor(Math.log2(distance)) + 1;
        buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      }
      stack.unshift(line);
    }
  }
  return { cold, buckets: Array.from(buckets, (n = 0) => n) };
}

/** Distinct pages by window and interval of so many instructions. */
export function workingSets(all: readonly (Access | 'gap' | number)[], length: number): Map<string, number> {
  const sets = new Map<string, Set<string>>();
  let window = 1;
  let clock = 0;
  let begun = false;
  for (const each of all) {
    if (each === 'gap' && begun) {
      window++;
      clock = 0;
    }
    if (!isAccess(each)) continue;
    begun = true;
    const interval = `${window} ${Math.floor(clock / length)}`;
    const set = sets.get(interval) ?? new Set();
    sets.set(interval, set);
    for (const page of unitsOf(each, 4096)) set.add(page);
    clock += each.instructions;
  }
  return new Map([...sets].map(([interval, { size }]) => [interval, size]));
}

export const accessesOf = (all: readonly (Access | 'gap' | number)[]): Access[] => all.filter(isAccess);
