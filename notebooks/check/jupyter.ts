import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { kernelEnvironment } from './kernel.ts';
import { CACHE } from './places.ts';

interface Output {
  output_type: string;
  data?: Record<string, unknown>;
  name?: string;
  text?: string | string[];
}
interface Notebook {
  cells: { outputs?: Output[] }[];
}

const outputsOf = (file: string): Output[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as Notebook).cells.flatMap(({ outputs = [] }) => outputs);

const FOLDER = join(CACHE, 'executed');

const convert = (file: string, ...options: string[]) =>
  spawnSync(
    'jupyter',
    ['nbconvert', '--to', 'notebook', '--execute', file, '--output-dir', FOLDER, '--ExecutePreprocessor.timeout=300', ...options],
    { env: kernelEnvironment(), encoding: 'utf8' },
  ); // biome-ignore format: a command

/** Executes a notebook of TypeScript cells with nbconvert. What it writes goes to the cache: a notebook in the repository holds no outputs. */
export function execute(file: string): { charts: number; problems: string[] } {
  const problems = outputsOf(file).length > 0 ? ['holds outputs; clear them before it is committed'] : [];
  const { status, error, stderr } = convert(file);
  if (error !== undefined)
    return { charts: 0, problems: [`jupyter: ${error.message}; Debian has it as jupyter-nbconvert`] };
  if (status !== 0) return { charts: 0, problems: [...problems, `a cell failed: ${reasonOf(file) || stderr.trim()}`] };
  const charts = outputsOf(join(FOLDER, basename(file))).filter(({ data = {} }) => 'image/svg+xml' in data).length;
  if (charts === 0) problems.push('no chart was drawn');
  return { charts, problems };
}

/** What the cells complained of, from a second run that goes on after errors: nbconvert's own message has the cell alone. */
function reasonOf(file: string): string {
  if (convert(file, '--allow-errors').status !== 0) return '';
  const complaints = outputsOf(join(FOLDER, basename(file))).filter(({ name }) => name === 'stderr');
  return complaints
    .map(({ text = '' }) => [text].flat().join(''))
    .join('')
    .trim();
}
