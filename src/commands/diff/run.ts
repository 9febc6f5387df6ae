import { diffResults } from '../../diff/diff.ts';
import { readResult } from '../../diff/result/read.ts';
import { diffText } from '../../diff/shown/text.ts';
import { checkFolder } from '../../report/files/write.ts';
import { print, say } from '../../terminal.ts';
import { commandLine } from '../shared/present.ts';

interface Options {
  all?: boolean;
  exitCode?: boolean;
  json?: boolean;
  out?: string;
}

/** Reads two results, prints what differs as text or JSON, and writes it into a folder if one was named. */
export async function printDiff(before: string, after: string, options: Options): Promise<void> {
  const { all = false, exitCode = false, json = false, out } = options;
  if (out !== undefined) await checkFolder(out);
  const diff = diffResults(await readResult(before), await readResult(after));
  print(json ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff, { all }));
  if (exitCode && !diff.same) process.exitCode = 1;
  if (out === undefined) return;
  const { writeDiff } = await import('../../diff/shown/files.ts'); // brings the chart libraries
  await writeDiff(out, diff, commandLine());
  say(`report: ${out}/diff.html`);
}
