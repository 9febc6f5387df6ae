import { firstLines, TABLE_OF_ADDRESSES, type TraceFormat } from '../bytes/format.ts';
import { isHeader, isOthersHeader } from '../csv/columns.ts';
import { sniffCsv } from '../csv/head.ts';
import { hasDecimalSizes } from '../din/format.ts';
import { columnsOf } from './columns.ts';
import { bubblesShare } from './guess/bubbles.ts';
import { type Layout, layoutOf } from './layout.ts';
import { PRESETS, type Preset } from './presets.ts';
import { shareOfLines } from './scanner.ts';

type Named<Name extends string> = TraceFormat & { readonly name: Name };

function formatOf<Name extends string>(preset: Preset & { readonly name: Name }): Named<Name> {
  let made: Layout | undefined;
  const layout = (): Layout => {
    made ??= layoutOf(preset, preset.name);
    return made;
  };
  return {
    name: preset.name,
    called: preset.called,
    sniff(head) {
      const lines = firstLines(head);
      if (preset.name === 'ramulator') return bubblesShare(head);
      if (preset.name === 'op-address-size' && !hasDecimalSizes(lines)) return 0; // din, as far as anybody can tell
      return shareOfLines(lines, layout());
    },
    open: async (input, options) => (await import('./open.ts')).openLayout(input, layout(), preset.lacks, options),
  };
}

/** Share of a content that a format must fit to be told. */
const FITS = 0.5;

/** A table with a header row of its own, which says what its columns are. */
const COLUMNS = {
  name: 'columns',
  called: 'a table with a header row that names an address',
  sniff(head) {
    const lines = firstLines(head);
    const columns = columnsOf(lines);
    if (columns === undefined || sniffCsv(head) >= 0.5) return 0;
    const share = shareOfLines(lines, layoutOf(columns.layout, 'columns'));
    if (!columns.tellsOperations) return share * TABLE_OF_ADDRESSES;
    // With an operation as well it is a table whatever its rows are: its reader names the one that does not fit.
    const header = lines.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
    return isHeader(header) && !isOthersHeader(header) ? share : Math.max(share, FITS);
  },
  open: async (input, options) => (await import('./open.ts')).openColumns(input, options),
} as const satisfies TraceFormat;

/** The formats that are layouts. */
export const LAYOUTS = [
  ...PRESETS.map((preset) => formatOf<(typeof PRESETS)[number]['name']>(preset)),
  COLUMNS,
] as const;
