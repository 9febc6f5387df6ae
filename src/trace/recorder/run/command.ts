import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { UserError } from '../../../errors.ts';

/** How a recorded command ended: with an exit code, or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export function formatExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** A command as one could type it into a shell. */
export function formatCommand(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** The file of the program `name`, looked for in PATH if it has no slash, else from the folder `cwd`. Throws a UserError unless it can be run. */
export async function findCommand(name: string, cwd?: string, path = process.env.PATH ?? ''): Promise<string> {
  const named = cwd === undefined ? name : resolve(cwd, name);
  const candidates = name.includes('/') ? [named] : path.split(delimiter).map((folder) => join(folder || '.', name));
  let found: string | undefined;
  for (const candidate of candidates) {
    if (!(await stat(candidate).catch(() => undefined))?.isFile()) continue;
    if (await access(candidate, constants.X_OK).then(() => true, () => false)) return candidate; // biome-ignore format: one thought
    found ??= name.includes('/') ? name : candidate;
  }
  if (found !== undefined) throw new UserError(`${found} cannot be executed; is it a program (chmod +x)?`);
  const where = name.includes('/') ? 'is no file' : 'is not in PATH';
  throw new UserError(`the command ${name} cannot be started: it ${where}`);
}
