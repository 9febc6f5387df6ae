import type { Structure } from '../../replay/structure/structure.ts';
import { quoted } from '../../report/text/quoted.ts';
import type { ModelOptions } from './options.ts';

/** What was asked for: also the structures, and the monitors of one machine. */
export interface Asked extends ModelOptions {
  structures?: string;
  monitors?: string;
}

/** A command of the same trace under the same conditions: machine, guest, settings and costs, and how the trace is read. */
export function proposed(
  command: string,
  path: string,
  asked: ModelOptions,
  structures: readonly string[] = [],
): string {
  const { machine, guest, set, costs, format, layout, raw, cpus, map, warmup, vmsFrom } = asked;
  const flags: [flag: string, value: string | number | undefined][] = [
    ['--structures', structures.length === 0 ? undefined : structures.join(',')],
    ['--machine', machine],
    ['--guest', guest],
    ...set.map((each): [string, string] => ['--set', each]),
    ['--costs', costs === 'flash' ? undefined : costs],
    ['--format', format],
    ['--layout', layout],
    ['--cpus', cpus],
    ['--map', map],
    ['--warmup', warmup],
    ['--vms-from', typeof vmsFrom === 'number' ? `trace=${vmsFrom}` : vmsFrom?.join(',')],
  ];
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${quoted(`${value}`)}`]));
  return ['disco', command, quoted(path), ...given, ...(raw ? ['--raw'] : [])].join(' ');
}

/**
 * The command that says what each mechanism is worth to what was compared; undefined where none does: of standard input, which is read once,
 * of monitors that no pair of structures names, or where nothing stands beside a monitor.
 */
export function proposedAblation(
  path: string,
  structures: readonly Pick<Structure, 'monitor'>[],
  asked: Asked,
): string | undefined {
  const native = structures.findIndex(({ monitor }) => monitor === null);
  const monitored = structures.findIndex(({ monitor }) => monitor !== null);
  if (path === '-' || asked.monitors !== undefined || native < 0 || monitored < 0) return undefined;
  const names = asked.structures?.split(',').map((name) => name.trim());
  return proposed('ablate', path, asked, names === undefined ? [] : [names[native], names[monitored]]);
}
