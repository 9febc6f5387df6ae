import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What our own programs show, in numbers, in traces/README.md: `node .ci/trace-numbers.ts` writes the table between its marks. */
const DOCUMENT = new URL('../traces/README.md', import.meta.url);
const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const BEGIN = '<!-- The table is written by: node .ci/trace-numbers.ts -->\n';
const END = '<!-- End of the table -->\n';

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

const integer = (n: number): string => n.toLocaleString('en-US');

function row(command: string, { structure, times, events, locality }: Run): string {
  const { localRead, remoteRead, dirtyRead, trueSharingMiss, falseSharingMiss, tlbMiss } = events;
  const cells = [
    `\`${command.replace('compare ', '').replace(' --structures irix,disco,uma', '')}\``,
    structure.name,
    (times.totalNs / 1e6).toFixed(1),
    (100 * (times.bars['user stall'] / times.totalNs)).toFixed(0),
    integer(falseSharingMiss),
    integer(trueSharingMiss),
    integer(tlbMiss),
    (100 * (localRead / (localRead + remoteRead + dirtyRead))).toFixed(0),
    integer(locality.moves?.migrations ?? 0),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The document with the table of what is counted and priced now. */
export function withNumbers(document: string): string {
  const rows = COMMANDS.flatMap((command) => {
    const json = execFileSync(process.execPath, [CLI, ...command.split(' '), '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return (JSON.parse(json) as { runs: Run[] }).runs.map((run) => row(command, run));
  });
  const table = [
    '| trace | structure | ms | user stall, % | misses of false sharing | of true sharing | TLB misses | local misses, % | pages migrated |',
    '|---|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ];
  const [from, to] = [document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END)];
  return `${document.slice(0, from)}\n${table.join('\n')}\n\n${document.slice(to)}`;
} // biome-ignore format: long lines

if (import.meta.main) writeFileSync(DOCUMENT, withNumbers(readFileSync(DOCUMENT, 'utf8')));
