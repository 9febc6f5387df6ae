import { type CostList, type CostSet, costIn, namesOf, unitIn } from '../price/cost-list.ts';
import { escapeHtml, number, type PagePart, tableHtml } from '../report/markup/markup.ts';
import type { Total } from '../report/page/live.ts';
import { decimal, duration, percent, signed } from '../report/text/words.ts';

/** A total in percent of the first of its group. */
function shares(totals: readonly Total[]): (Total & { percent: number })[] {
  const firsts = new Map<string, number>();
  return totals.map((total) => {
    if (!firsts.has(total.group)) firsts.set(total.group, total.ns);
    const whole = firsts.get(total.group)!;
    return { ...total, percent: whole === 0 ? 0 : (100 * total.ns) / whole };
  });
}

/** The group is named where there are several. */
const nameOf = ({ group, name }: Total, all: readonly Total[]): string =>
  all.every((each) => each.group === group) ? name : `${group}, ${name}`;

/** Characters of a sentence about several totals, at most. */
const MOST = 120;

/** Totals now, and what they were as the page was written. The first of a group is always 100 %: what changes of it is its time. */
export function resultsHtml(now: readonly Total[], written: readonly Total[], of = 'Totals'): string {
  const before = shares(written);
  const rows = shares(now).map((total, n) => {
    const isFirst = before.findIndex(({ group }) => group === total.group) === n;
    const ratio = before[n].ns === 0 ? 0 : 100 * (total.ns / before[n].ns - 1);
    const change = isFirst ? `${signed(ratio)} % of time` : `${signed(total.percent - before[n].percent)} points`;
    return [nameOf(total, now), duration(total.ns), decimal(total.percent, 1), change];
  });
  const columns = [{ head: '' }, ...['time', '%', 'change'].map(number)];
  return tableHtml(`${of}, and the change from the page as it was written`, columns, rows);
}

/** The same in a sentence, for who hears the page and for who sees it folded. */
export function resultSentence(now: readonly Total[], written: readonly Total[]): string {
  const all = shares(now);
  const before = shares(written);
  const others = all.filter((total, n) => all.findIndex(({ group }) => group === total.group) !== n);
  const shown = others.length > 0 ? others : all;
  const sentences = shown.slice(0, 3).map((total) => {
    const n = all.indexOf(total);
    return others.length > 0
      ? `${nameOf(total, now)} ${percent(total.percent)} (${signed(total.percent - before[n].percent)})`
      : `${nameOf(total, now)} ${duration(total.ns)} (before ${duration(before[n].ns)})`;
  });
  const whole = sentences.join(', ');
  return whole.length <= MOST ? whole : sentences[0];
}

/** Totals under each set of costs. */
export function presetsHtml(sets: readonly { name: string; totals: readonly Total[] }[]): string {
  const [{ totals }] = sets;
  const shared = sets.map((set) => shares(set.totals));
  const rows = totals.map((total, n) => [nameOf(total, totals), ...shared.flatMap((all) => [duration(all[n].ns), decimal(all[n].percent, 1)])]);
  const columns = [{ head: '' }, ...sets.flatMap(({ name }) => [number(name), number('%')])];
  return tableHtml('Totals under each set of costs', columns, rows);
} // biome-ignore format: long lines

/** What differs from the costs that the page was written with. */
export function changedSentence(list: CostList, costs: CostSet, given: CostSet): string {
  const changes = namesOf(list).flatMap((name) => {
    const [a, b] = [costIn(costs, name), costIn(given, name)];
    return a.value === b.value ? [] : [`${name} ${a.value.toLocaleString('en-US')} ${unitIn(list, name)} instead of ${b.value.toLocaleString('en-US')}`]; // biome-ignore format: a line
  });
  return changes.length === 0 ? '' : `With other costs than the page was written with: ${changes.join(', ')}.`;
}

export const paragraph = (text: string): string =>
  text === '' ? '' : `<p class="lead changed">${escapeHtml(text)}</p>`;

/** What is not shown under other costs. */
export const goneSentence = (gone: readonly PagePart[]): string =>
  gone.length === 0
    ? ''
    : `Left out, as it is of the costs that the page was written with: ${gone.map(({ title }) => title).join(', ')}.`;
