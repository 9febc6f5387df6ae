import { plural } from '../../report/text/words.ts';
import { canMiss } from '../exhibits/can-miss.ts';
import { EXHIBIT_FACTS } from '../exhibits/facts.ts';
import { EXHIBIT_NAMES, type ExhibitName } from '../exhibits/names.ts';
import { segmentName } from '../experiments/segment-names.ts';
import { TOTAL, toleranceOf } from '../experiments/verdicts.ts';
import { configurationName } from './bars.ts';
import { differenceText, numberText } from './number.ts';
import type { ShownRow } from './rows.ts';

/** What is to be said first of an exhibit. */
export interface Summary {
  exhibit: ExhibitName;
  numbers: number;
  /** Of them, those that nothing was fitted to, and how many of these are met. */
  predictions: number;
  met: number;
  /** Of the predictions, those that can miss, how many of these are met, and the same of the totals among them. */
  open: number;
  openMet: number;
  totals: number;
  totalsMet: number;
  /** The prediction that is off by the most of what it may be; undefined without one. */
  worst: ShownRow | undefined;
}

export function summaryOf(exhibit: ExhibitName, rows: readonly ShownRow[]): Summary {
  const own = rows.filter((row) => row.exhibit === exhibit);
  const predictions = own.filter(({ fitted }) => !fitted);
  const open = predictions.filter(canMiss);
  const totals = open.filter(({ segment }) => TOTAL.test(segment));
  const off = (row: ShownRow): number => {
    const difference = Math.abs(row.predicted - row.published);
    return difference === 0 ? 0 : difference / toleranceOf(EXHIBIT_FACTS[exhibit].aims, row);
  };
  const known = predictions.filter((row) => !Number.isNaN(off(row)));
  return {
    exhibit,
    numbers: own.length,
    predictions: predictions.length,
    met: predictions.filter(isMet).length,
    open: open.length,
    openMet: open.filter(isMet).length,
    totals: totals.length,
    totalsMet: totals.filter(isMet).length,
    worst: known.toSorted((a, b) => off(b) - off(a))[0],
  };
}

const isMet = ({ verdict }: ShownRow): boolean => verdict === 'met';

/** The summaries of the exhibits that have rows, in the paper's order. */
export const summariesOf = (rows: readonly ShownRow[]): Summary[] =>
  EXHIBIT_NAMES.map((name) => summaryOf(name, rows)).filter(({ numbers }) => numbers > 0);

/** `Figure 5` of `Figure 5: one CPU, …`. */
export const shortTitle = (exhibit: ExhibitName): string => EXHIBIT_FACTS[exhibit].title.split(':')[0];

/** Where a row stands: `database on Disco, monitor`. */
export function rowName({ exhibit, workload, configuration, segment }: ShownRow): string {
  const where = exhibit === 'table2' ? workload : `${workload} on ${configurationName(configuration)}`;
  return `${where}, ${segmentName(segment)}`;
}

/** `25.4 published, 45.2 ours (+19.8)` */
export function rowNumbers({ exhibit, published, predicted }: ShownRow): string {
  const { digits } = EXHIBIT_FACTS[exhibit as ExhibitName];
  return `${numberText(published, digits)} published, ${numberText(predicted, digits)} ours (${differenceText(predicted - published, digits)})`;
}

/** A cell of a summary: `16 of 20`, or nothing where there are none. */
export const metText = (met: number, of: number): string => (of === 0 ? '' : `${met} of ${of}`);

/** The whole in sentences: how much is predicted, how much of it is met, what is off by the most, and what a change did. */
export function summarySentences(rows: readonly ShownRow[]): string[] {
  const predictions = rows.filter(({ fitted }) => !fitted);
  const open = predictions.filter(canMiss);
  const totals = open.filter(({ segment }) => TOTAL.test(segment));
  const met = predictions.filter(isMet).length;
  return [
    `${plural(rows.length, 'published number')} beside ours: ${predictions.length} of ours are predictions, of which ${met} come as near as was aimed at; to the others something was fitted.${openSentence(predictions, open)}${totals.length === 0 ? '' : ` Of ${plural(totals.length, 'predicted total')}${open.length < predictions.length ? ' that can miss' : ''} ${metWords(totals.filter(isMet).length)} met.`}`,
    ...changeSentence(rows),
  ];
}

/** Of the predictions that can miss, how many are met; nothing where all can. */
const openSentence = (predictions: readonly ShownRow[], open: readonly ShownRow[]): string =>
  open.length === predictions.length
    ? ''
    : ` ${predictions.length - open.length} of them cannot miss: the way in which the model is built fixes them, or they repeat another number. Of the other ${open.length}, ${open.filter(isMet).length} come as near.`;

const metWords = (n: number): string => `${n} ${n === 1 ? 'is' : 'are'}`;

/** How many verdicts a setting has changed, and which total it has moved most. */
function changeSentence(rows: readonly ShownRow[]): string[] {
  const changed = rows.filter((row) => row.before !== undefined);
  if (changed.length === 0) return [];
  const moved = changed.filter((row) => row.predicted !== row.before);
  if (moved.length === 0) return ['What was set changes none of these numbers.'];
  const strayed = rows.filter(({ status }) => status.startsWith('was fitted')).length;
  /** How far, by what the exhibit allows. */
  const far = (row: ShownRow): number => Math.abs(row.predicted - row.before!) / toleranceOf(EXHIBIT_FACTS[row.exhibit as ExhibitName].aims, row); // biome-ignore format: a line
  const totals = moved.filter(({ segment }) => TOTAL.test(segment));
  const [most] = (totals.length > 0 ? totals : moved).toSorted((a, b) => far(b) - far(a));
  const { digits } = EXHIBIT_FACTS[most.exhibit as ExhibitName];
  return [
    `What was set moves ${moved.length} of them, ${totals.length > 0 ? 'of the totals ' : ''}most ${rowName(most)}, from ${numberText(most.before!, digits)} to ${numberText(most.predicted, digits)} (published ${numberText(most.published, digits)}).${strayed === 0 ? '' : ` ${plural(strayed, 'number')} that ${strayed === 1 ? 'was' : 'were'} fitted ${strayed === 1 ? 'is' : 'are'} no longer what was fitted.`}`,
  ];
}
