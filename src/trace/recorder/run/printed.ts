import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a program prints with this option, on either stream, however it ends. */
export async function printedBy(name: string, option: string): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(name, [option]);
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return stdout + stderr;
  }
}
