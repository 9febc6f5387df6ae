import { number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import type { Ablation } from './ablation.ts';

/** The overheads and worths of an ablation. */
export const ablationTable = tableOf({
  name: 'ablation',
  meaning: 'A configuration of the monitor, and what its difference is worth.',
  columns: {
    name: text('The mechanism or what-if; `all mechanisms`: of them together.'),
    setting: text('The switch.'),
    switched: text(
      '`off`: turned off, all others on; `alone`: turned on, all others off; `on`: with all on; `what-if`: changed.',
    ),
    overhead: number('%', 'Of the native time, what the monitor then costs on top of it.'),
    worth: number('points', 'What the mechanism saves, or the what-if would, in points of overhead.'),
  },
  rows({ mechanisms, whatIfs, overheadFull, overheadBare, together }: Ablation) {
    const row = (name: string, setting: string, switched: string, overhead: number, worth: number) => {
      return { name, setting, switched, overhead, worth };
    };
    return [
      row('all mechanisms', 'monitor', 'on', overheadFull, 0),
      row('all mechanisms', 'monitor', 'off', overheadBare, together),
      ...mechanisms.flatMap(({ name, setting, overheadWithout, worthInFull, overheadAlone, worthAlone }) => [
        row(name, setting, 'off', overheadWithout, worthInFull),
        row(name, setting, 'alone', overheadAlone, worthAlone),
      ]),
      ...whatIfs.map(({ name, setting, overhead, worth }) => row(name, setting, 'what-if', overhead, worth)),
    ];
  },
});
