import { loadLocated, presetNames } from '../../../config.ts';
import {
  RECOVERY_COST_NAMES,
  RECOVERY_COST_TABLE,
  RECOVERY_GROUPS,
  RECOVERY_UNITS,
  type RecoveryCost,
  type RecoveryCostName,
} from '../../../failures/costs/recovery-cost-table.ts';
import { RECOVERY_COSTS } from '../../../failures/costs/recovery-costs.ts';
import { RECOVERY_ACTION_NAMES, RECOVERY_ACTIONS } from '../../../failures/recovery/actions.ts';
import { ACTION_FORMULAS, PARTS } from '../../../failures/recovery/time.ts';
import { markdownPage } from '../../../report/text/markdown.ts';
import { capital } from '../../../report/text/words.ts';
import { type Fact, factsText, TYPE } from '../text/facts.ts';
import { markdownTable } from './markdown.ts';
import { priorText } from './prior.ts';

/** What a set says of one. */
interface Value extends RecoveryCost {
  set: string;
  /** What it may be, and why; none of what is no assumption. */
  prior?: string;
}

const valuesOf = (cost: RecoveryCostName): Value[] =>
  presetNames(RECOVERY_COSTS).map((set) => {
    const { value, priors } = loadLocated(RECOVERY_COSTS, set);
    const prior = priors.find(({ paths }) => paths.some((path) => path[0] === cost));
    return { set, ...value[cost], ...(prior === undefined ? {} : { prior: priorText(prior.written, RECOVERY_UNITS[value[cost].unit].short) }) };
  }); // biome-ignore format: a line

const amountOf = ({ value, unit }: Value): string => `${value.toLocaleString('en-US')} ${RECOVERY_UNITS[unit].short}`;

/** A recovery cost for people. */
export function recoveryCostText(cost: RecoveryCostName, command: string): string {
  const [unit, meaning, group] = RECOVERY_COST_TABLE[cost];
  const facts: Fact[] = [
    ['is of', group],
    ['unit', RECOVERY_UNITS[unit].long],
    ...valuesOf(cost).flatMap((each): Fact[] => [
      [each.set, `${amountOf(each)}, ${each.kind}: ${each.source}`],
      ...(each.prior === undefined ? [] : [['it may be', each.prior] as const]),
    ]),
    ['change it', `--set recovery.${cost}=${2 * valuesOf(cost)[0].value || 1}${unit === 'perYear' ? '' : unit}`],
    [TYPE, command],
  ];
  return factsText(`recovery-cost ${cost}`, meaning, facts);
}

/** The reference of recovery costs, as Markdown: `docs/reference/recovery-costs.md`. */
export function recoveryCostReference(): string {
  const groups = RECOVERY_GROUPS.flatMap((group) => {
    const costs = RECOVERY_COST_NAMES.filter((cost) => RECOVERY_COST_TABLE[cost][2] === group);
    return [`## ${capital(group)}`, ...costs.flatMap(sectionOf)];
  });
  return markdownPage([
    '# Recovery costs',
    'Written by `disco show recovery-costs --markdown > docs/reference/recovery-costs.md`; a test compares. They turn counts of recovery into time, and losses into hours of a year; a set of them is a document ([flash](../../src/failures/costs/flash.yaml)), `--set recovery.NAME=VALUE` changes one, and `disco show recovery-cost NAME` prints one of them. They stand apart from the [costs](costs.md) of a machine and its monitor, as nothing in a report without a failure hangs on them.',
    'Each value says where it comes from: *published*, *derived* or *assumed*. What an assumption may be is its prior, the shaded part of a slider.',
    ...groups,
    '## What recovery takes',
    'Actions in their order. Nodes, CPUs and disks do theirs side by side: time is of the one with most. Costs of the machine’s table are in the type of code.',
    markdownTable(['action', 'what is counted', 'takes', 'in'], RECOVERY_ACTION_NAMES.map(actionCells)),
  ]); // biome-ignore format: a text
}

function sectionOf(cost: RecoveryCostName): string[] {
  const [unit, meaning] = RECOVERY_COST_TABLE[cost];
  const rows = valuesOf(cost).map((each) => [each.set, amountOf(each), each.kind, each.source, each.prior ?? '–']);
  return [
    `### ${cost}`,
    `${meaning} In ${RECOVERY_UNITS[unit].long}.`,
    markdownTable(['set', 'value', 'kind', 'source', 'may be'], rows),
  ];
}

function actionCells(name: (typeof RECOVERY_ACTION_NAMES)[number]): string[] {
  const formula = (ACTION_FORMULAS as Readonly<Record<string, string>>)[name];
  const part = (PARTS as Readonly<Record<string, string>>)[name];
  return [`\`${name}\``, RECOVERY_ACTIONS[name], formula ?? '–', part ?? '–'];
}
