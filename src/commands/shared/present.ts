import { toJsonText } from '../../report/files/json.ts';
import type { Run } from '../../report/run/run.ts';
import { SECTIONS } from '../../report/sections/index.ts';
import { terminalReport } from '../../report/terminal.ts';
import { quoted } from '../../report/text/quoted.ts';
import { print, say } from '../../terminal.ts';

/** Prints the result of replaying a trace, as a table for people or as JSON, and writes the report if a folder was named. `ablate`: the command that says what each mechanism is worth to it. */
export async function present(
  path: string,
  runs: readonly Run[],
  options: { json?: boolean; out?: string },
  ablate?: string,
): Promise<void> {
  if (options.json) print(toJsonText(runs));
  else print(terminalReport(runs, SECTIONS, { trace: quoted(path) }));
  if (options.out !== undefined) {
    const { writeReport } = await import('../../report/files/export.ts'); // brings the chart libraries, half a second of start-up
    await writeReport(options.out, runs, { command: commandLine(), trace: quoted(path), ablate });
    say(`report: ${options.out}/report.html`);
  }
}

/** What was written, in a line: `report: FOLDER/ablation.csv, .arrow`. */
export const written = (folder: string, [first, ...others]: readonly string[]): string =>
  `report: ${[`${folder}/${first}`, ...others.map((name) => name.slice(name.indexOf('.')))].join(', ')}`;

/** How this was asked for, to put into the report: all but how many threads did it, which changes nothing. */
export const commandLine = (): string =>
  ['disco', ...process.argv.slice(2).filter((word, n, all) => !/^--workers(=|$)/.test(word) && all[n - 1] !== '--workers').map(quoted)].join(' '); // biome-ignore format: a line
