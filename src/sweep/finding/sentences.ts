import { capital, decimal, enumerate, plural, printable } from '../../report/text/words.ts';
import { labelOf } from '../charts/labels.ts';
import { heading, numberOf } from '../charts/said.ts';
import type { Effect, Extreme, Finding, RangeOfStructure } from './finding.ts';
import { extremes } from './finding.ts';
import { axisName, placeOf, settingName, whoseOwn } from './places.ts';

/** Structures and traces that have a sentence of their own, at most. */
const MOST_RANGES = 4;
/** Axes that are ranked in a sentence, at most. */
const MOST_AXES = 4;

/** What a sweep has found, in sentences: the range of the answer by structure, what it hangs on most, the best point and the worst, and where the presets themselves stand. */
export function findingSentences(finding: Finding): string[] {
  const { ranges, effects, cells } = finding;
  const shown = ranges.length > MOST_RANGES ? [] : ranges.map((range) => rangeSentence(finding, range));
  return [
    ...shown,
    ...(ranges.length > 1 && isComparable(finding) ? [overall(finding)] : []),
    ...effectSentence(finding, effects),
    ...ranges.slice(0, MOST_RANGES).flatMap((range) => ownSentence(finding, range)),
    ...(cells.all.length === cells.answered.length || cells.answer === 'overheadPercent' ? [] : [`${plural(cells.all.length - cells.answered.length, 'point')} ${cells.all.length - cells.answered.length === 1 ? 'has' : 'have'} no ${heading(cells.answer)}.`]),
  ];
} // biome-ignore format: long lines

/** Times of different traces are not; what is relative to a baseline is. */
const isComparable = ({ cells, ranges }: Finding): boolean =>
  cells.answer === 'overheadPercent' || new Set(ranges.map(({ trace }) => trace)).size === 1;

/** Whether less of the answer is better: of times, overheads and cycles. */
const lessIsBetter = (answer: string): boolean => answer === 'cpi' || /, (ms|%)$/.test(labelOf(answer));

const number = ({ cells: { answer, digits } }: Finding, value: number): string => numberOf(answer, value, digits);

/** `of disco on radix8`, as far as it is not the only one. */
function whose({ ranges, cells: { plan } }: Finding, { trace, configuration }: Pick<RangeOfStructure, 'trace' | 'configuration'>): string {
  const several = new Set(ranges.map((each) => each.trace)).size > 1;
  return `${printable(plan.grid.configurations[configuration].name)}${several ? ` on ${printable(plan.traces[trace].path)}` : ''}`;
} // biome-ignore format: a signature

function at({ cells: { plan } }: Finding, { cell, equal }: Extreme): string {
  const place = placeOf(plan, cell);
  const more = equal === 0 ? '' : `${place === '' ? '' : ', and '}${plural(equal, 'equal point')}`;
  return place + more === '' ? '' : ` (${place}${more})`;
}

function rangeSentence(finding: Finding, range: RangeOfStructure): string {
  const { answer, plan } = finding.cells;
  const { least, greatest } = range;
  const subject = `${capital(heading(answer))} of ${whose(finding, range)}`;
  if (least.cell.value === greatest.cell.value) {
    const alone = placeOf(plan, least.cell) === '' && least.equal === 0;
    return `${subject} is ${number(finding, least.cell.value)}${alone ? '' : ' everywhere'}.`;
  }
  const [low, high] = lessIsBetter(answer) ? ['at best', 'at worst'] : ['at least', 'at most'];
  return `${subject} is ${number(finding, least.cell.value)} ${low}${at(finding, least)} and ${number(finding, greatest.cell.value)} ${high}${at(finding, greatest)}.`;
}

function overall(finding: Finding): string {
  const { least, greatest } = extremes(finding.cells.answered);
  const [low, high] = lessIsBetter(finding.cells.answer) ? ['best', 'worst'] : ['least', 'greatest'];
  const of = ({ cell, equal }: Extreme): string => `${whose(finding, cell)}, ${number(finding, cell.value)}${at(finding, { cell, equal })}`;
  return least.cell.value === greatest.cell.value
    ? `No point differs from another: ${heading(finding.cells.answer)} is ${number(finding, least.cell.value)} at all ${plural(finding.cells.answered.length, 'point')}.`
    : `The ${low} of all is ${of(least)}; the ${high} ${of(greatest)}.`;
} // biome-ignore format: a line

/** `points` of percentages, else the answer’s unit. */
function difference({ cells: { answer, digits } }: Finding, value: number): string {
  const unit = labelOf(answer).split(', ')[1];
  return `${decimal(value, digits)}${unit === '%' ? ' points' : unit === undefined ? '' : ` ${unit}`}`;
}

function effectSentence(finding: Finding, effects: readonly Effect[]): string[] {
  const { plan } = finding.cells;
  const moving = effects.filter(({ most }) => most > 0);
  if (effects.length === 0) return [];
  if (moving.length === 0) return [`It hangs on nothing that varies: ${enumerate(effects.map(({ axis }) => axisName(plan, axis)))}.`];
  const [first, ...others] = moving;
  const size = ({ mean }: Effect): string => difference(finding, mean);
  const between = `between ${settingName(plan, first.axis, first.low)} (least) and ${settingName(plan, first.axis, first.high)} (greatest)`;
  const held = first.held === 1 ? '' : ` on average with the others held (at most ${difference(finding, first.most)})`;
  const then = others.slice(0, MOST_AXES - 1).map((effect) => `${axisName(plan, effect.axis)} (${size(effect)})`);
  const still = effects.filter(({ most }) => most === 0).map(({ axis }) => axisName(plan, axis));
  const more = moving.length > MOST_AXES ? [`${moving.length - MOST_AXES} more`] : [];
  return [
    `It hangs${effects.length === 1 ? '' : ' most'} on ${axisName(plan, first.axis)}: ${size(first)} ${between}${held}${then.length === 0 ? '' : `; then on ${enumerate([...then, ...more])}`}${still.length === 0 ? '' : `; not on ${enumerate(still)}`}.`,
  ];
} // biome-ignore format: long lines

function ownSentence(finding: Finding, range: RangeOfStructure): string[] {
  const { own } = range;
  const { plan } = finding.cells;
  const place = own === undefined ? '' : placeOf(plan, own);
  if (own === undefined || place === '') return [];
  return [`At ${whoseOwn(plan, own.settings.flatMap((setting, axis) => (setting === undefined || plan.grid.axes[axis].settings.length < 2 ? [] : [axis])))} ${place} ${finding.ranges.length === 1 ? 'it' : `that of ${whose(finding, range)}`} is ${number(finding, own.value)}.`]; // biome-ignore format: a line
}
