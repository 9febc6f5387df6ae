import { loadLocated, presetNames } from '../../../config.ts';
import { COST_GROUPS, COST_NAMES, COST_TABLE, type Cost, type CostName } from '../../../price/cost-table.ts';
import { shownCost } from '../../../price/costs/document.ts';
import { COSTS, type Costs } from '../../../price/costs.ts';
import { barsOfCost, eventsOf } from '../../../price/relations.ts';
import { markdownPage } from '../../../report/text/markdown.ts';
import { type Fact, factsText, TYPE } from '../text/facts.ts';
import { codes, markdownTable } from './markdown.ts';
import { pricing } from './pricing.ts';
import { priorText } from './prior.ts';

/** What a set of costs says of one. */
interface Value extends Cost {
  set: string;
  /** What it may be, and why; none of what is no assumption. */
  prior?: string;
}

type LoadedCosts = ReturnType<typeof loadLocated<Costs, Costs>>;
let sets: readonly (readonly [set: string, LoadedCosts])[] | undefined;

/** What each set that comes along says of a cost. */
function valuesOf(cost: CostName): Value[] {
  sets ??= presetNames(COSTS).map((set) => [set, loadLocated(COSTS, set)] as const);
  return sets.map(([set, { value, priors }]) => {
    const prior = priors.find(({ paths }) => paths.some((path) => path[0] === cost));
    return {
      set,
      ...value[cost],
      ...(prior === undefined ? {} : { prior: priorText(prior.written, value[cost].unit) }),
    };
  });
}

const amountOf = ({ value, unit }: Value): string => `${value.toLocaleString('en-US')} ${unit}`;

/** What is charged by a cost, and who waits for it. */
function pricedText(cost: CostName, show: (names: readonly string[]) => string = (names) => names.join(', ')): string {
  if (cost === 'clock') return 'every cost in cycles is divided by it';
  const { charged, waiting } = eventsOf(cost);
  return [
    ...(charged.length === 0 ? [] : [show(charged)]),
    ...(waiting.length === 0 ? [] : [`queueing, by ${show(waiting)}`]),
  ].join('; ');
}

/** A cost for people. */
export function costText(cost: CostName): string {
  const [unit, meaning, group] = COST_TABLE[cost];
  const path = shownCost([cost]).join('.');
  const facts: Fact[] = [
    ['is of', group],
    ['unit', unit],
    ...valuesOf(cost).flatMap((each): Fact[] => [
      [each.set, `${amountOf(each)}, ${each.kind}: ${each.source}`],
      ...(each.prior === undefined ? [] : [['it may be', each.prior] as const]),
    ]),
    ['multiplies', pricedText(cost)],
    ['time is in', barsOfCost(cost).join(', ')],
    ['change it', `--set costs.${path}=${2 * valuesOf(cost).find(({ set }) => set === 'flash')!.value || 1}${unit}`],
    [TYPE, pricing(cost)],
  ];
  return factsText(`cost ${cost}`, meaning, facts);
}

/** The reference of costs, as Markdown: `docs/reference/costs.md`. */
export function costReference(): string {
  const groups = COST_GROUPS.flatMap((group) => {
    const costs = COST_NAMES.filter((cost) => COST_TABLE[cost][2] === group);
    return [`## ${group[0].toUpperCase()}${group.slice(1)}`, ...costs.flatMap(sectionOf)];
  });
  const sets = presetNames(COSTS).map((set) => `[${set}](../../src/price/costs/${set}.yaml)`).join(', '); // biome-ignore format: a line
  return markdownPage([
    '# Costs',
    `Written by \`disco show costs --markdown > docs/reference/costs.md\`; a test compares. Costs turn [events](events.md) into time; a set of them is a document (${sets}), \`--set costs.NAME=VALUE\` changes one, and \`disco show cost NAME\` prints one of them.`,
    'Each value says where it comes from: *published*, *derived*, *assumed* or *fitted*. What an assumption may be is its prior, of which [bands](../explanation/bands.md) are made.',
    ...groups,
  ]); // biome-ignore format: a text
}

function sectionOf(cost: CostName): string[] {
  const [unit, meaning] = COST_TABLE[cost];
  const path = shownCost([cost]).join('.');
  const rows = valuesOf(cost).map((each) => [each.set, amountOf(each), each.kind, each.source, each.prior ?? '–']);
  return [
    `### ${cost}`,
    `${meaning} In ${unit}${path === cost ? '' : `; in files \`${path}\``}.`,
    `Multiplies: ${pricedText(cost, codes)}. Time in: ${barsOfCost(cost).join(', ')}.`,
    markdownTable(['set', 'value', 'kind', 'source', 'may be'], rows),
  ];
}
