import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { excerpt, UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { enumerate } from '../../report/text/words.ts';
import { ablationResult, isAblation } from './ablation.ts';
import { isReport, reportResult } from './report.ts';
import type { Result } from './result.ts';
import { isReproduction, isServices, reproductionResult, servicesResult } from './rows.ts';
import { isSweep, sweepResult } from './sweep.ts';

/** What `-o` of commands writes for programs into a folder. */
const FILES = ['result.json', 'results.json', 'ablation.json', 'services.json', 'predictions.json'] as const;
const WRITERS = 'replay, compare, ablate, services, reproduce or sweep';

/**
 * Reads a result: the folder that `-o` wrote, a file in it, or what `--json` printed. Throws a UserError where there is none.
 *
 * @param path - a folder or a file
 * @returns the result
 * @example
 * ```ts
 * import { loadCosts, loadStructures, openTrace, readResult, replayAll, runsOf, writeReport } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * await writeReport('report', runs);
 * const { kind, items } = await readResult('report');
 * console.log(kind, items.length);
 * ```
 */
export async function readResult(path: string): Promise<Result> {
  const { file, text } = await textOf(path);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = text.trim() === '' ? 'it is empty' : printable((error as SyntaxError).message.replace(/ in JSON at.*$/, ''));
    throw new UserError(`${printable(file)}: no whole JSON (${why}); expected what -o or --json of ${WRITERS} writes`);
  }
  return resultOf(value, path);
} // biome-ignore format: a line

/**
 * A result out of its JSON, under a name by which it is spoken of. Throws a UserError for what is none.
 *
 * @param value - what JSON.parse made of the JSON, or `toJson`
 * @param name - what messages call it
 * @returns the result
 * @example
 * ```ts
 * import { loadCosts, loadStructures, openTrace, replayAll, resultOf, runsOf, toJson } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * console.log(resultOf(toJson(runs), 'padded').measures.map(({ name }) => name));
 * ```
 */
export function resultOf(value: unknown, name: string): Result {
  const wrong = (found: string): UserError =>
    new UserError(`${printable(name)}: no result of disco: found ${found}, expected what -o or --json of ${WRITERS} writes`);
  if (typeof value !== 'object' || value === null) throw wrong(excerpt(JSON.stringify(value) ?? 'nothing'));
  if (!Array.isArray(value)) {
    if (isReport(value)) return reportResult(value, name);
    if (isAblation(value)) return ablationResult(value, name);
    if (isSweep(value)) return sweepResult(value, name);
    const rows = 'rows' in value && Array.isArray(value.rows) ? value.rows : [];
    if (rows.every(isObject) && rows.some(isServices)) return servicesResult(value, name);
    throw wrong(`the keys ${excerpt(Object.keys(value).slice(0, 8).join(', '))}`);
  }
  if (value.length === 0) throw wrong('a list without rows');
  const [first] = value;
  if (isObject(first) && isReproduction(first)) return reproductionResult(value, name);
  if (isObject(first) && isServices(first)) return servicesResult(value, name);
  throw wrong('a list of something else');
} // biome-ignore format: a line

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

async function textOf(path: string): Promise<{ file: string; text: string }> {
  if (path === '') throw new UserError('the name of a result is empty; expected a folder or a file');
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof found === 'string')
    throw new UserError(`${printable(path)}: ${found === 'ENOENT' ? 'there is no such file or folder' : `it cannot be read (${found})`}`); // biome-ignore format: a line
  if (!found.isDirectory() && !found.isFile() && !found.isFIFO())
    throw new UserError(`${printable(path)}: neither a folder nor a file; expected one that -o or --json of ${WRITERS} wrote`); // biome-ignore format: a line
  if (!found.isDirectory()) return { file: path, text: await readText(path) };
  const texts = await Promise.all(
    FILES.map(async (name) => ((await stat(join(path, name)).catch(() => undefined))?.isFile() ? [join(path, name)] : [])),
  ); // biome-ignore format: a list
  const [file, ...others] = texts.flat();
  if (file === undefined)
    throw new UserError(`${printable(path)}: a folder without a result; expected one that -o of ${WRITERS} wrote: with ${enumerate(FILES)}`); // biome-ignore format: a line
  if (others.length > 0)
    throw new UserError(`${printable(path)}: a folder of several results; name one of them: ${[file, ...others].map(printable).join(', ')}`); // biome-ignore format: a line
  return { file, text: await readText(file) };
}

async function readText(file: string): Promise<string> {
  if (/\.(csv|arrow|parquet|html|svg|png)$/i.test(file))
    throw new UserError(`${printable(file)}: a table or a picture of a result; expected its folder, or the .json beside it`); // biome-ignore format: a line
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE' ? 'it is larger than a text can be, 512 MB' : `it cannot be read (${code})`;
    throw new UserError(`${printable(file)}: ${why}`);
  }
} // biome-ignore format: a line
