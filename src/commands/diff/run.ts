import { diffResults } from '../../diff/diff.ts';
import { readResult } from '../../diff/result/read.ts';
import { diffText } from '../../diff/shown/text.ts';
import { print } from '../../terminal.ts';

interface Options {
  all?: boolean;
  exitCode?: boolean;
  json?: boolean;
}

/** Reads two results, prints what differs as text or JSON, and writes it into a folder if one was named. */
export async function printDiff(before: string, after: string, options: Options): Promise<void> {
  const { all = false, exitCode = false, json = false } = options;
  const diff = diffResults(await readResult(before), await readResult(after));
  print(json ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff, { all }));
  if (exitCode && !diff.same) process.exitCode = 1;
}
