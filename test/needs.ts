import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether there is such a program on PATH. */
export function has(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** For `test.skipIf`, of a test whose name says what it needs: whether one of these programs is missing. `.ci/run` installs them all. */
export const lacks = (...programs: string[]): boolean => !programs.every(has);
