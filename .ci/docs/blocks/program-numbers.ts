import { fromCommands } from '../block.ts';
import { inFolder, printed } from '../command-line.ts';
import { number, table } from '../markdown.ts';

const COMMANDS = [
  ...['false-sharing', 'padded', 'gups', 'pointer-chase'].map((name) => `compare ${name} --structures irix,disco,uma`),
  'compare pointer-chase --structures irix,disco,uma --set monitor.hotPages.trigger=32',
];

interface Run {
  structure: { name: string };
  times: { totalNs: number; bars: Record<string, number> };
  events: Record<string, number>;
  locality: { moves: { migrations: number } | null };
}

function row(command: string, { structure, times, events, locality }: Run): string[] {
  const { localRead, remoteRead, dirtyRead, trueSharingMiss, falseSharingMiss, tlbMiss } = events;
  return [
    `\`${command.replace('compare ', '').replace(' --structures irix,disco,uma', '')}\``,
    structure.name,
    (times.totalNs / 1e6).toFixed(1),
    (100 * (times.bars['user stall'] / times.totalNs)).toFixed(0),
    number(falseSharingMiss, 0),
    number(trueSharingMiss, 0),
    number(tlbMiss, 0),
    (100 * (localRead / (localRead + remoteRead + dirtyRead))).toFixed(0),
    number(locality.moves?.migrations ?? 0, 0),
  ];
}

/** What our own programs show, in numbers, as they are counted and priced now. */
function numbers(): string {
  const rows = inFolder((folder) =>
    COMMANDS.flatMap((command) =>
      (JSON.parse(printed([...command.split(' '), '--json'], folder)) as { runs: Run[] }).runs.map((run) =>
        row(command, run),
      ),
    ),
  );
  const heads = ['trace', 'structure', 'ms', 'user stall, %', 'misses of false sharing', 'of true sharing', 'TLB misses', 'local misses, %', 'pages migrated']; // biome-ignore format: a list
  return table(heads, 'llrrrrrrr', rows);
}

export const PROGRAM_NUMBERS = fromCommands({ 'numbers-of-programs': numbers });
