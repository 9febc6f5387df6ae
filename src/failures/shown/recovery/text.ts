import { tableLines } from '../../../report/tables/for-people.ts';
import { paragraph } from '../../../report/text/text-table.ts';
import type { RecoveryCosts } from '../../costs/recovery-cost-table.ts';
import type { Costed } from './costed.ts';
import { recoverySentence } from './sentences.ts';
import { recoveryTable } from './tables.ts';

/** What people are shown of it in a terminal; files and JSON have all. */
const SHOWN = ['configuration', 'detection', 'recovery', 'restart', 'vmsLost', 'lost', 'lostPerVm', 'nines'];

/** What recovery costs, for a terminal. */
export function recoveryLines(all: readonly Costed[], own: RecoveryCosts): string[] {
  const { columns, values, length } = recoveryTable.of(all);
  const kept = columns.flatMap(({ name }, n) => (SHOWN.includes(name) ? [n] : []));
  const shown = { columns: kept.map((n) => columns[n]), values: kept.map((n) => values[n]), length };
  return [
    ...paragraph(recoverySentence(all, own)),
    '',
    ...tableLines(shown),
    '',
    ...paragraph('Each of these numbers hangs on recovery costs, most of them assumed: disco show recovery-costs.'),
  ];
}
