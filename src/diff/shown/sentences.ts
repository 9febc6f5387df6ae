import { printable } from '../../printable.ts';
import { decimal, duration, enumerate, integer, percent, plural, signed } from '../../report/text/words.ts';
import type { ResultDiff } from '../diff.ts';
import { INPUTS } from '../inputs.ts';
import type { DiffRow } from '../rows.ts';
import { fullName, itemNames, rowLabel } from './names.ts';
import { shownFor } from './numbers.ts';

/** Configurations that a sentence is said of, at most. */
const MOST = 4;

/** What came out, in sentences: whether anything differs, then each configuration’s total, or what changed most. */
export function resultSentences(diff: ResultDiff): string[] {
  const { rows, compared, unchanged, only, same, inputs, base } = diff;
  const lone = [...loneSentences(diff)];
  if (compared === 0 && rows.length === 0) return ['No number is in both.', ...lone];
  if (rows.length === 0) {
    const all = compared === 1 ? 'the one number that both have is equal' : `all ${integer(compared)} numbers that both have are equal`; // biome-ignore format: a line
    return same && inputs.length === 0 ? [`Nothing differs: ${all}.`] : [`No number differs: ${all}.`, ...lone];
  }
  const totals = rows.filter(({ group, name, unit }) => group === 'time' && name === 'total' && unit === 'ns');
  const changed = compared - unchanged;
  const said =
    changed === 0
      ? `No number that both have differs; ${integer(rows.length)} ${rows.length === 1 ? 'has' : 'have'} a value in one of them alone`
      : `${integer(changed)} of ${plural(compared, 'number')} that both have ${changed === 1 ? 'differs' : 'differ'}`;
  const first = rows.find(({ change }) => change !== null);
  const most = totals.length > 0 || first === undefined ? '.' : `; most of all ${rowLabel((key) => fullName(diff.keys, key), first)}, ${fromTo(first)}.`;
  const leads = totals.slice(0, MOST).map((row) => totalSentence(diff, row));
  const others = totals.length > MOST ? [`The totals of ${integer(totals.length - MOST)} more differ.`] : [];
  const equal = diff.measures.find(({ group, name }) => group === 'time' && name === 'total');
  const still = equal !== undefined && base !== null && totals.length === 0 ? ['No total differs.'] : [];
  return [...leads, ...others, ...still, `${said}${most}`, ...(only.a.length + only.b.length > 0 ? lone : [])];
} // biome-ignore format: long lines

/** `disco takes 45.8 % more time: 163 ms after 112 ms, most of it monitor (+49.4 ms).` */
function totalSentence({ rows, base }: ResultDiff, total: DiffRow): string {
  const { key, before, after, change, points } = total;
  const name = printable(key.filter((each) => each !== null).join(', '));
  if (change === null || before === null || after === null) return `${name} has a total in one of them alone.`;
  const more = change > 0 ? 'more' : 'less';
  const size = Math.abs(total.percent ?? 0);
  const by = total.percent === null ? `${duration(Math.abs(change))} ${more} time` : size < 0.05 ? `hardly ${more} time` : `${percent(size)} ${more} time`;
  const inPoints = points === null || base === null || base.name === key[0] ? '' : ` (${signed(points)} points of ${printable(base.name)})`;
  const [part] = rows.filter((row) => row.group === 'time' && row.name !== 'total' && JSON.stringify(row.key) === JSON.stringify(key) && row.change !== null && Math.sign(row.change) === Math.sign(change));
  const why = part === undefined ? '' : `, most of it ${printable(part.label)}, ${part.change! < 0 ? '−' : '+'}${duration(Math.abs(part.change!))}`;
  return `${name} takes ${by}: ${duration(after)} after ${duration(before)}${inPoints}${why}.`;
} // biome-ignore format: long lines

function fromTo(row: DiffRow): string {
  const { unit, value } = shownFor([row]);
  const more = row.percent === null ? '' : ` (${signed(row.percent)} %)`;
  return `${value(row.before)} → ${value(row.after)}${unit === '' || unit === 'events' ? '' : ` ${unit}`}${more}`;
}

/** What only one of them has. */
function* loneSentences({ keys, rows, only, a, b }: ResultDiff): Generator<string> {
  const names = itemNames(keys, [...rows.map(({ key }) => key), ...only.a, ...only.b]);
  for (const [side, own] of [[a, only.a], [b, only.b]] as const) {
    if (own.length === 0) continue;
    const shown = own.slice(0, MOST).map((key) => names(key) || fullName(keys, key));
    const of = own.length === 1 ? shown[0] : `${plural(own.length, keys.length === 1 ? 'configuration' : side.kind === 'sweep' ? 'point' : 'row')}: ${shown.join('; ')}${own.length > MOST ? `; ${own.length - MOST} more` : ''}`;
    yield `Only ${printable(side.name)} has ${of}.`;
  }
} // biome-ignore format: long lines

/** What is the same of what went in, and what is not known. */
export function inputSentences({ inputs, unknown, a, b }: ResultDiff): string[] {
  const differ = new Set(inputs.map(({ what }) => what));
  const named: Readonly<Record<(typeof INPUTS)[number], string>> = { program: 'the program', trace: 'the trace', structure: 'the structures', costs: 'the costs', 'warm-up': 'the warm-up', study: 'what the study asked' };
  const sweeps = a.kind === 'sweep' && b.kind === 'sweep';
  const asked = INPUTS.filter((what) => (sweeps ? !['structure', 'costs', 'warm-up'].includes(what) : what !== 'study'));
  const same = asked.filter((what) => !differ.has(what) && !unknown.includes(named[what])).map((what) => named[what]);
  const known = a.kind === 'report' && b.kind === 'report' ? same : same.filter((what) => what !== named['warm-up']);
  return [
    ...(known.length === 0 ? [] : [`The same ${inputs.length === 0 ? 'went into both' : 'in both'}: ${enumerate(known.map((each) => each.replace(/^the /, '')))}.`]),
    ...(unknown.length === 0 ? [] : [`Not known of both: ${enumerate(unknown)}.`]),
  ];
} // biome-ignore format: long lines

/** A side in a line: what it is, of what. */
export function sideSentence({ name, kind, traces, configurations }: ResultDiff['a']): string {
  const of = traces.length === 0 ? '' : ` of ${enumerate(traces.map(printable))}`;
  const through = configurations.length === 0 ? '' : ` through ${enumerate(configurations.slice(0, 6).map(printable))}`;
  return `${printable(name)}: ${kind}${of}${through}`;
}

/** What is said where rows are left out. */
export const leftOut = (left: number): string => `${decimal(left, 0)} more ${left === 1 ? 'row' : 'rows'} changed less`;
