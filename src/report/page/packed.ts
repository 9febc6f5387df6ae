import type { Counts } from '../../replay/counts/counts.ts';

/** Numbers most of which are 0: how many there are, how far each other one is from the one before, and these. */
interface PackedNumbers {
  length: number;
  steps: number[];
  values: number[];
}

/** Counts as JSON takes them, as far as prices hang on them: all but memory in use and dependences. */
export interface PackedCounts
  extends Omit<Counts, 'values' | 'visits' | 'disks' | 'footprint' | 'dependences' | 'afterLoss'> {
  values: PackedNumbers;
  visits: PackedNumbers;
  disks: PackedNumbers;
}

export function packCounts({
  footprint: _,
  dependences: __,
  afterLoss: ___,
  values,
  visits,
  disks,
  ...rest
}: Counts): PackedCounts {
  return { ...rest, values: pack(values), visits: pack(visits), disks: pack(disks) };
}

export function unpackCounts({ values, visits, disks, ...rest }: PackedCounts): Counts {
  return { ...rest, values: unpack(values), visits: unpack(visits), disks: unpack(disks), footprint: [] };
}

function pack(numbers: Float64Array): PackedNumbers {
  const steps: number[] = [];
  const values: number[] = [];
  let last = -1;
  numbers.forEach((value, i) => {
    if (value === 0) return;
    steps.push(i - last);
    values.push(value);
    last = i;
  });
  return { length: numbers.length, steps, values };
}

function unpack({ length, steps, values }: PackedNumbers): Float64Array {
  const numbers = new Float64Array(length);
  let at = -1;
  steps.forEach((step, n) => {
    at += step;
    numbers[at] = values[n];
  });
  return numbers;
}
