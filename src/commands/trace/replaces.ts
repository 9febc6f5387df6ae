import { stat } from 'node:fs/promises';
import { printable } from '../../printable.ts';
import { say } from '../../terminal.ts';

/** Says `replaces mine.arrow` of a file that is there and that a command is to write. */
export async function sayReplaces(path: string): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  if (old?.isFile()) say(`replaces ${printable(path)}`);
}
