import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cpuTime, isCpuNote } from './cpu-time.ts';

/** Gives the run a folder for temporary files of its own, in which nothing may be left: by a test, nor by a program that a test started. */
export default function setUp(): () => void {
  const { TMPDIR } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'disco-tests-'));
  process.env.TMPDIR = folder;
  process.env.DISCO_TESTS_FOLDER = folder;
  // Processes that tests start load the program from its compiled form.
  process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/compiled');
  return () => {
    const taken = cpuTime(folder);
    if (taken !== undefined) console.error(taken);
    const left = readdirSync(folder).filter((name) => !isCpuNote(name));
    rmSync(folder, { recursive: true, force: true });
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    if (left.length === 0) return;
    console.error(`the tests left in the folder for temporary files: ${left.join(', ')}`);
    process.exitCode = 1;
  };
}
