import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, integer as grouped, plural } from '../../report/text/words.ts';
import { stackedRows } from '../draw/stacked-rows.ts';
import { explanation } from '../form/explanation.ts';

const CALL = 'one call';
const CALLS = 'calls for commands';
const TRAPS = 'traps of programmed accesses';

/** Calls that are there in any case, for pages: all of those where commands are none. */
const leastOf = (calls: readonly number[]): number => Math.min(...calls);

export const deviceCalls = explanation({
  key: 'device-calls',
  source: {
    trace: 'synthetic:pmake8',
    set: ['workload.instructions=1000000', 'workload.warmup=0'],
    why: 'No recording has commands for devices. A million instructions are enough: files are read at the beginning.',
  },
  structure: '1vm',
  varies: ['deviceCalls', 'programmedAccesses'],
  variants: () => [
    { name: CALL, changes: { deviceCalls: true } },
    ...[4, 12, 24].map((accesses) => ({
      name: `${accesses} accesses`,
      changes: { deviceCalls: false, programmedAccesses: accesses },
    })),
  ],
  title: 'A command for a disk: one call, or a trap for each access',
  subtitle: 'entries into the monitor by how a driver gives a command to a controller; calls for pages are left out',
  meaning: 'How a driver gives a command to a disk’s controller, and what enters the monitor.',
  columns: {
    command: text('`one call`, or so many programmed accesses to the controller’s registers, each of which traps.'),
    accesses: integer('accesses', 'Programmed accesses of a command.', { empty: 'A command is a call.' }),
    diskRequests: integer('requests', 'Commands that reach a disk: one for blocks that are in memory, for another VM perhaps, does not.'),
    traps: integer('entries', 'Programmed accesses to device registers, emulated.'),
    calls: integer('entries', 'Monitor calls, those for pages among them.'),
    perRequest: number('entries', 'Traps and calls for each command, without the calls for pages.', { label: 'entries per command' }),
  },
  rows(all) {
    const others = leastOf(all.map(({ totals }) => totals.monitorCall));
    const [call] = all;
    const commands = call.totals.monitorCall - others;
    return all.map(({ name, changes, totals }) => ({
      command: name,
      accesses: (changes.programmedAccesses as number | undefined) ?? null,
      diskRequests: totals.diskRequest,
      traps: totals.deviceAccessEmulated,
      calls: totals.monitorCall,
      perRequest: (totals.deviceAccessEmulated + totals.monitorCall - others) / (commands || 1),
    }));
  },
  chart(rows, frame) {
    const others = leastOf(rows.map(({ calls }) => calls));
    return stackedRows(
      rows.map((row) => ({
        name: row.command,
        parts: [{ name: CALLS, value: row.calls - others }, { name: TRAPS, value: row.traps }],
        end: grouped(row.traps + row.calls - others),
      })),
      { colors: { [CALLS]: BAR_COLORS['user stall'], [TRAPS]: BAR_COLORS.monitor }, title: 'entries into the monitor for commands' },
      frame,
    );
  },
  sentence(rows) {
    const each = (entries: number): string => (Number.isInteger(entries) ? plural(entries, 'entry', 'entries') : `${decimal(entries, 1)} entries`);
    const [call] = rows;
    const twelve = rows.find(({ accesses }) => accesses === 12)!;
    const commands = call.calls - leastOf(rows.map(({ calls }) => calls));
    return `${plural(commands, 'command')} for disks ${commands === 1 ? 'takes' : 'take'} ${each(call.perRequest)} into the monitor each as a call, and ${each(twelve.perRequest)} where a driver gives a command by ${twelve.accesses} programmed accesses: ${grouped(twelve.traps)} traps`;
  },
  next: ['disco explain device-calls --set monitor.disks.sharing=false', 'disco ablate synthetic:pmake'],
}); // biome-ignore format: long lines
