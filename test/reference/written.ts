import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { disco } from '../command-line.ts';

const STUDY = 'draw.json';

/** Command lines that write, between them, every kind of folder; each with `-o` and a folder of its own. */
const LINES: readonly string[] = [
  'compare padded',
  'compare padded --bands --set tlb.entries=32',
  'ablate padded',
  'services padded',
  'trace profile padded',
  'failures padded',
  'failures padded --lose node=0',
  `sweep ${STUDY}`,
  'explain second-level-tlb --trace padded',
];

/** Folder of the nth of these. */
const nth = (folder: string, n: number): string => join(folder, `${n}`);

/** Carries them out in a folder, and a diff of the first two; returns the files. */
export async function writtenFiles(folder: string): Promise<string[]> {
  const study = { name: 'draw', traces: ['padded'], draws: { structural: 2, costs: 2 }, vary: { 'tlb.entries': [32, 64] } };
  writeFileSync(join(folder, STUDY), JSON.stringify(study));
  const lines = LINES.map((line) => line.replace(STUDY, join(folder, STUDY)).split(' '));
  lines.push(['diff', nth(folder, 0), nth(folder, 1)]);
  for (const [n, words] of lines.entries()) {
    const { code, stderr } = await disco([...words, '-o', nth(folder, n), ...(words[0] === 'sweep' ? ['--store', join(folder, 'counts')] : [])]);
    expect(code, `${words.join(' ')}: ${stderr}`).toBe(0);
  }
  return globSync('*/*', { cwd: folder }).map((file) => join(folder, file));
} // biome-ignore format: long lines
