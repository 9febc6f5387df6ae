import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { kernelEnvironment } from './kernel.ts';
import { CACHE } from './places.ts';
import type { Result } from './run.ts';

interface Output {
  output_type: string;
  data?: Record<string, unknown>;
  name?: string;
  text?: string | string[];
}
interface Notebook {
  cells: { outputs?: Output[] }[];
}

const cellsOf = (file: string): Notebook['cells'] => (JSON.parse(readFileSync(file, 'utf8')) as Notebook).cells;
const outputsOf = (file: string): Output[] => cellsOf(file).flatMap(({ outputs = [] }) => outputs);
const textOf = (outputs: readonly Output[], name: string): string =>
  outputs
    .filter((output) => output.name === name)
    .map(({ text = '' }) => [text].flat().join(''))
    .join('')
    .trim();

const FOLDER = join(CACHE, 'executed');

const convert = (file: string, ...options: string[]) =>
  spawnSync(
    'jupyter',
    ['nbconvert', '--to', 'notebook', '--execute', file, '--output-dir', FOLDER, '--ExecutePreprocessor.timeout=300', ...options],
    { env: kernelEnvironment(), encoding: 'utf8' },
  ); // biome-ignore format: a command

/** Executes a notebook of TypeScript cells with nbconvert. What it writes goes to the cache: a notebook in the repository holds no outputs. */
export function execute(file: string): Omit<Result, 'file'> {
  const text = readFileSync(file, 'utf8');
  const shown = text.replace('const showAnswers = false;', 'const showAnswers = true;');
  if (shown === text) return executed(file, outputsOf(file));
  // Of an exercise a copy beside it is executed, which shows its answers.
  const copy = join(dirname(file), `.answers.${basename(file)}`);
  writeFileSync(copy, shown);
  try {
    return executed(copy, outputsOf(file));
  } finally {
    rmSync(copy);
  }
}

function executed(file: string, kept: readonly Output[]): Omit<Result, 'file'> {
  const problems = kept.length > 0 ? ['holds outputs; clear them before it is committed'] : [];
  const { status, error, stderr } = convert(file);
  if (error !== undefined)
    return { charts: 0, problems: [`jupyter: ${error.message}; Debian has it as jupyter-nbconvert`] };
  if (status !== 0) return { charts: 0, problems: [...problems, `a cell failed: ${reasonOf(file) || stderr.trim()}`] };
  const result = join(FOLDER, basename(file));
  const charts = outputsOf(result).filter(({ data = {} }) => 'image/svg+xml' in data).length;
  if (charts === 0) problems.push('no chart was drawn');
  const said = cellsOf(result).flatMap(({ outputs = [] }) => textOf(outputs, 'stdout').split('\n'));
  return { charts, problems, answers: said.filter((line) => /^\d: /.test(line)) };
}

/** What the cells complained of, from a second run that goes on after errors: nbconvert's own message has the cell alone. */
function reasonOf(file: string): string {
  if (convert(file, '--allow-errors').status !== 0) return '';
  return textOf(outputsOf(join(FOLDER, basename(file))), 'stderr');
}
