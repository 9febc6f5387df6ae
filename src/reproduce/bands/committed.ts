import { readFileSync } from 'node:fs';
import type { ExhibitName } from '../exhibits/names.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import type { Bands } from './bands.ts';

/** The bands that come with the program: all exhibits, as `npm run bands` made them. */
export interface CommittedBands extends Pick<Bands, 'draws' | 'rows'> {
  /** What made them. */
  command: string;
  experiments: Record<ExperimentName, { effective: number; widened: number }>;
  /** Rows in the first structural draws, by the first draw of costs of each: what CI replays again. */
  check: readonly (readonly number[])[];
}

const FILE = new URL('./committed.json', import.meta.url);

let read: CommittedBands | undefined;

/** The bands that come with the program, of these exhibits. */
export function committedBands(exhibits: readonly ExhibitName[]): CommittedBands {
  read ??= JSON.parse(readFileSync(FILE, 'utf8')) as CommittedBands;
  return { ...read, rows: read.rows.filter(({ exhibit }) => exhibits.includes(exhibit as ExhibitName)) };
}
