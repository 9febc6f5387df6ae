import { differenceSentences } from '../../replay/structure/documents/differences.ts';
import { toJsonText } from '../../report/files/json.ts';
import type { Run } from '../../report/run/run.ts';
import { terminalReport } from '../../report/terminal.ts';
import { wrap } from '../../report/text/words.ts';

const WIDTH = 80;

/** Prints the result, as a table for people or as JSON, and writes the report if a folder was named. */
export async function present(runs: readonly Run[], options: { json?: boolean; out?: string }): Promise<void> {
  if (options.json) process.stdout.write(toJsonText(runs));
  else process.stdout.write(`${differences(runs)}${terminalReport(runs)}`);
  if (options.out !== undefined) {
    const { writeReport } = await import('../../report/files/export.ts'); // brings the chart libraries, half a second of start-up
    await writeReport(options.out, runs, { command: commandLine() });
    console.error(`report: ${options.out}/report.html`);
  }
}

/** What was written, in a line: `report: FOLDER/ablation.csv, .arrow`. */
export const written = (folder: string, [first, ...others]: readonly string[]): string =>
  `report: ${[`${folder}/${first}`, ...others.map((name) => name.slice(name.indexOf('.')))].join(', ')}`;

/** What a comparison compares, before its numbers: whether the machine is the same, and what else differs. */
function differences(runs: readonly Run[]): string {
  if (runs.length < 2) return '';
  const lines = differenceSentences(runs.map(({ structure }) => structure)).flatMap((each) => wrap(each, WIDTH));
  return `${lines.join('\n')}\n\n`;
}

/** How this was asked for, to put into the report. */
export function commandLine(): string {
  const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return ['disco', ...process.argv.slice(2).map(quote)].join(' ');
}
