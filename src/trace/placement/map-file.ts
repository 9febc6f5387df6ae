import { readBounded } from '../../config/bounded.ts';
import { FormatError, UserError } from '../../errors.ts';

/** A task, the CPU it goes on, and where that was said. */
export interface MapRow {
  task: string;
  cpu: number;
  where: string;
}

const HEADER = /^task\s*,\s*cpu$/i;
/** An id as reports show it, `0x` or none before it. */
const TASK = /^(?:0x)?([0-9a-f]{1,32})$/i;
const EXPECTED = 'a task and its CPU, such as 5793,0 (tasks as disco trace profile shows them)';

/**
 * Reads which task goes on which CPU: a row `task,cpu` for each, a header, comments (`#`) and blank lines allowed. Throws a UserError with
 * file:line on a row that is none, or of a task that has one.
 */
export function readMap(file: string): MapRow[] {
  const rows: MapRow[] = [];
  const seen = new Map<string, number>();
  const lines = read(file).replace(/^\ufeff/, '').split(/\r\n|\n|\r/); // biome-ignore format: a line
  for (const [n, text] of lines.entries()) {
    const line = n + 1;
    const row = text.replace(/#.*$/, '').trim();
    if (row === '' || (rows.length === 0 && HEADER.test(row))) continue;
    const fields = row.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    const [, task] = TASK.exec(fields[0]) ?? [];
    if (fields.length !== 2 || task === undefined || !/^\d{1,9}$/.test(fields[1]))
      throw new FormatError({ file, line, column: 1 }, text, EXPECTED);
    const id = task.toLowerCase();
    const before = seen.get(id);
    if (before !== undefined)
      throw new UserError(`${file}:${line}: task ${id} has a row before, in line ${before}; expected one for each`);
    seen.set(id, line);
    rows.push({ task: id, cpu: Number(fields[1]), where: `${file}:${line}` });
  }
  if (rows.length === 0) throw new UserError(`${file} says of no task on which CPU it goes; expected ${EXPECTED}`);
  return rows;
}

function read(file: string): string {
  let text: string | undefined;
  try {
    text = readBounded(file);
  } catch (error) {
    throw new UserError(`--map: ${file} cannot be read: ${(error as Error).message}`);
  }
  if (text === undefined) throw new UserError(`--map: ${file} has more than 1 MiB; expected ${EXPECTED} in each line`);
  return text;
}
