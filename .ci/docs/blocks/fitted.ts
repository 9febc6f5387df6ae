import { loadCosts } from '../../../src/price/costs.ts';
import { enumerate } from '../../../src/report/text/words.ts';
import { fromData } from '../block.ts';
import { counted, table } from '../markdown.ts';

interface Fitted {
  name: string;
  value: string;
  /** What it was fitted to, as its document says. */
  source: string;
}

/** Costs that were fitted. */
function fitted(): Fitted[] {
  return Object.entries(loadCosts('flash')).flatMap(([name, cost]) =>
    typeof cost === 'object' && cost.kind === 'fitted'
      ? [{ name, value: `${cost.value} ${cost.unit}`, source: cost.source.trim() }]
      : [],
  );
}

const COLUMN_OF_ROW = /^Table 2, (\w+) row/;
const BAR = /^(Figure \d), /;

/** The same by what they were fitted to: costs of the monitor to rows of Table 2, and others to bars without Disco. */
export function fittedBy(): { ofMonitor: number; rows: string[]; others: number; figures: string[] } {
  const all = fitted();
  const sourceOf = ({ source }: Fitted): string => {
    const [, as] = /^as for (\w+)$/.exec(source) ?? [];
    return as === undefined ? source : all.find(({ name }) => name === as)!.source;
  };
  const matched = (pattern: RegExp): string[] => all.flatMap((cost) => pattern.exec(sourceOf(cost))?.[1] ?? []);
  const [rows, figures] = [matched(COLUMN_OF_ROW), matched(BAR)];
  if (rows.length + figures.length !== all.length) throw new Error('a fitted cost is of no row of Table 2 and of no bar: say so in .ci/docs/blocks/fitted.ts'); // biome-ignore format: a sentence
  return { ofMonitor: rows.length, rows: [...new Set(rows)].sort(), others: figures.length, figures: [...new Set(figures)].sort() }; // biome-ignore format: a record
}

function sentence(): string {
  const { ofMonitor, rows, others, figures } = fittedBy();
  return `Of the fitted costs, ${counted(ofMonitor)} were fitted to ${counted(rows.length)} rows of Table 2, ${enumerate(rows)}, and ${counted(others)} to bars without Disco, of ${enumerate(figures)}.`;
}

/** What was fitted, by names in documents. */
export const FITTED = fromData({
  'fitted-costs': () => table(['cost', 'value', 'fitted to'], 'lll', fitted().map(({ name, value, source }) => [`\`${name}\``, value, source])), // biome-ignore format: a line
  'fitted-to': sentence,
});
