import { folded, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { paragraph } from '../../text/text-table.ts';
import { asGiven, enumerate, plural, printable } from '../../text/words.ts';
import type { Section } from '../section.ts';
import { assumptionRows, assumptionsTable, costKinds } from './assumptions.ts';

/** What the times stand on. */
export const costs = {
  name: 'costs',
  title: 'Costs',
  tables: [assumptionsTable],
  terminal: costLines,
  words: {
    'Costs NAME':
      'How many of the numbers that turn counts into time are published, derived, assumed or fitted, or given by you.',
  },
  page: costsPage,
} as const satisfies Section;

/** How well founded the times are, once for each set of costs. */
function costLines({ runs }: Report): string[] {
  const lines = runs.map((run) => {
    const kinds = costKinds(run.costs);
    const count = kinds.reduce((sum, [, n]) => sum + n, 0);
    return `Costs ${run.costs.name}: ${plural(count, 'number')}, of them ${kinds.map(([kind, n]) => `${n} ${kind}`).join(', ')}.`;
  });
  return [...new Set(lines)].flatMap((line) => paragraph(printable(line)));
}

/** Every cost with its source. */
function costsPage(report: Report): PagePart[] {
  const cells = assumptionRows(report).map(({ configuration, cost, value, unit, kind, source, meaning }) => {
    const name = configuration === 'all' ? cost : `${cost} (${configuration})`;
    const amount = `${asGiven(value)} ${unit}`;
    return [name, amount, kind, printable(meaning), printable(source)];
  });
  const kinds = enumerate(costKinds(report.base.costs).map(([kind, n]) => `${n} ${kind}`));
  const columns = [
    { head: 'cost' },
    { head: 'value', numeric: true },
    { head: 'kind' },
    { head: 'meaning', prose: true },
    { head: 'source', prose: true },
  ];
  return part(
    'Costs',
    `Each of the numbers that turn counts into time, and where it comes from: ${kinds}.`,
    folded(
      `All ${cells.length}, each with its kind and source`,
      tableHtml('Costs, each with its kind and source', columns, cells),
    ),
  );
}
