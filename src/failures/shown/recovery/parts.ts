import {
  chartsHtml,
  escapeHtml,
  figureSlot,
  folded,
  type PagePart,
  part,
  tableHtml,
} from '../../../report/markup/markup.ts';
import { type Figure, figuresOf } from '../../../report/page/page.ts';
import { forPeople } from '../../../report/tables/for-people.ts';
import { asGiven, printable } from '../../../report/text/words.ts';
import {
  RECOVERY_COST_NAMES,
  RECOVERY_COST_TABLE,
  RECOVERY_UNITS,
  type RecoveryCosts,
} from '../../costs/recovery-cost-table.ts';
import { availabilityChart } from './chart.ts';
import { type Costed, costed, type Recoverable } from './costed.ts';
import { costsSentence, RECOVERY_NOTES, recoverySentence } from './sentences.ts';
import { actionsTable, recoveryTable } from './tables.ts';

/** The name of its chart. */
export const RECOVERY_CHART = 'failures-recovery';

/** As much of a page of failures as hangs on recovery costs. */
export interface RecoveryParts {
  lead: string;
  parts: PagePart[];
  figures: Figure[];
}

/** What recovery takes and what failures cost in a year, for a page. */
export function recoveryParts(all: readonly Recoverable[], own: RecoveryCosts): RecoveryParts {
  const priced = costed(all, own);
  const figures = figuresOf((width) => {
    const spec = availabilityChart(priced, width);
    return spec === undefined ? [] : [[RECOVERY_CHART, spec] as const];
  });
  const slots = chartsHtml(...figures.map(({ name }) => figureSlot(name)));
  return {
    lead: recoverySentence(priced, own),
    parts: [
      ...part('What recovery costs', RECOVERY_NOTES.join(' '), slots + recoveryHtml(priced)),
      ...part('Recovery costs', costsSentence(own, RECOVERY_COST_NAMES), costsHtml(own)),
    ],
    figures,
  };
}

function recoveryHtml(all: readonly Costed[]): string {
  const { heads, rows } = forPeople(recoveryTable.of(all));
  const actions = forPeople(actionsTable.of(all));
  return [
    tableHtml('How long recovery takes, and what failures of nodes cost in a year', heads, rows),
    folded('What recovery does', tableHtml('What recovery does, action by action', actions.heads, actions.rows)),
  ].join('\n');
}

function costsHtml(own: RecoveryCosts): string {
  const rows = RECOVERY_COST_NAMES.map((name) => {
    const { value, unit, kind, source } = own[name];
    const amount = `${asGiven(value)} ${RECOVERY_UNITS[unit].short}`;
    return [name, amount, kind, RECOVERY_COST_TABLE[name][1], printable(source)];
  });
  const columns = [{ head: 'cost' }, { head: 'value', numeric: true }, { head: 'kind' }, { head: 'meaning', prose: true }, { head: 'source', prose: true }]; // biome-ignore format: a line
  const table = tableHtml('Recovery costs, each with its kind and source', columns, rows);
  return `${folded(`All ${rows.length}, each with its kind and source`, table)}\n<p>${escapeHtml('They are a document of their own: disco show recovery-costs.')}</p>`;
}
