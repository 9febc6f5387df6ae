import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { writeTrace } from '../trace/arrow/write.ts';
import { checkTarget } from '../trace/bytes/atomic-file.ts';
import { openTrace } from '../trace/open.ts';
import { type Recorded, record } from '../trace/recorder/record.ts';
import { formatCommand, formatExit } from '../trace/recorder/run/command.ts';
import type { Progress } from '../trace/recorder/run/progress.ts';
import type { OpenOptions, Totals } from '../trace/words/trace.ts';
import { packagesOf, programsOf, type Recipe } from './recipe.ts';

/** Sources of programs that are recorded; they come with the package. */
const SOURCES = fileURLToPath(new URL('../../traces/src/', import.meta.url));

export interface MakeOptions extends Pick<OpenOptions, 'signal' | 'onProgress'> {
  /** The container to write. */
  out: string;
  /** zstd's, 1 to 22. */
  level?: number;
  onRecording?: (progress: Progress) => void;
}

/**
 * Makes a trace of the catalogue by its recipe, in a folder that goes afterwards. The file appears at `out` when it was found to have
 * the references that the catalogue says. Throws a UserError that names what is missing, what failed or how many there are
 * instead, and an AbortError when the signal ended it; `out` is left as it was then.
 */
export async function makeTrace(name: string, recipe: Recipe, options: MakeOptions): Promise<Totals> {
  const { out, level, signal } = options;
  await checkTarget(out);
  await checkPrograms(name, programsOf(recipe));
  const folder = await mkdtemp(join(tmpdir(), 'disco-fetch-'));
  try {
    for (const source of recipe.sources) await copyFile(join(SOURCES, source), join(folder, source));
    if (recipe.compile !== undefined) await compile(recipe.compile, folder, signal);
    const recorded = join(folder, 'recorded.arrow');
    checkExit(name, recipe, await recordIn(folder, recorded, recipe, options));
    signal?.throwIfAborted();
    const { onProgress } = options;
    const trace = await openTrace(recorded, {
      details: true,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const totals = trace.totals as Totals; // of a container that was written to its end
    checkTotals(name, recipe, totals);
    const header = { ...trace.header, source: `disco trace fetch ${name}`, catalogue: name };
    await writeTrace({ header, totals, notes: trace.notes, batches: (details) => trace.batches(details) }, out, {
      ...(level === undefined ? {} : { level }),
      ...(signal === undefined ? {} : { signal }),
    });
    return totals;
  } catch (error) {
    signal?.throwIfAborted(); // what failed was interrupted
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const recordIn = (cwd: string, out: string, recipe: Recipe, { signal, onRecording }: MakeOptions): Promise<Recorded> =>
  record({
    command: recipe.record.command,
    with: recipe.record.with,
    ...(recipe.record.quantum === undefined ? {} : { quantum: recipe.record.quantum }),
    cwd,
    out,
    ...(signal === undefined ? {} : { signal }),
    ...(onRecording === undefined ? {} : { onProgress: onRecording }),
  });

/** Of these programs those that are not in PATH. */
export async function missingOf(programs: readonly string[], path = process.env.PATH ?? ''): Promise<string[]> {
  const isThere = (file: string): Promise<boolean> => access(file, constants.X_OK).then(() => true, () => false); // biome-ignore format: one thought
  const found = await Promise.all(
    programs.map(async (program) => {
      const tried = await Promise.all(path.split(delimiter).map((folder) => isThere(join(folder || '.', program))));
      return tried.some((each) => each);
    }),
  );
  return programs.filter((_, n) => !found[n]);
}

async function checkPrograms(name: string, programs: readonly string[]): Promise<void> {
  const missing = await missingOf(programs);
  if (missing.length === 0) return;
  throw new UserError(
    `making ${name} needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'is' : 'are'} not in PATH; install ${missing.length === 1 ? 'it' : 'them'} (apt-get install ${packagesOf(missing)})`,
  );
}

/** What the compiler writes for itself goes with the folder: one that is stopped may leave it. */
async function compile(args: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await promisify(execFile)('cc', args, { cwd, signal, env: { ...process.env, TMPDIR: cwd } });
  } catch (error) {
    const { name, stderr = '' } = error as Error & { stderr?: string };
    if (name === 'AbortError') throw error;
    throw new UserError(`cc ${formatCommand(args)} failed: ${stderr.trim() || (error as Error).message}`);
  }
}

function checkExit(name: string, { record: { command } }: Recipe, { exit, interrupted, full }: Recorded): void {
  if (full !== undefined) throw new UserError(`${name} was not made: ${full}`);
  if (interrupted || exit?.code === 0) return;
  throw new UserError(
    `${name} was not made: ${formatCommand(command)} ${exit === undefined ? 'did not end' : `ended with ${formatExit(exit)}`}; its own message may be above`,
  );
}

/** Whether there is in the recording what the catalogue says: its references, or its stores where the recipe gives those. */
function checkTotals(name: string, { references, stores, within }: Recipe, totals: Totals): void {
  const [what, expected, found] =
    stores === undefined ? ['references', references, totals.references] : ['stores', stores, totals.stores];
  if (Math.abs(found - expected) <= within * expected) return;
  const number = (n: number): string => n.toLocaleString('en-US');
  const allowed = within === 0 ? '' : ` give or take ${number(Math.floor(within * expected))}`;
  throw new UserError(
    `${name} was not made: the recording has ${number(found)} ${what}, expected ${number(expected)}${allowed}; other versions of its programs may be the cause`,
  );
}
