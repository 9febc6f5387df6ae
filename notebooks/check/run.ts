import { dirname, extname } from 'node:path';
import { openPages } from './browser.ts';
import { execute } from './jupyter.ts';
import { build } from './site.ts';

export interface Result {
  file: string;
  charts: number;
  problems: string[];
  /** Of an exercise: `1: …`, each question's. */
  answers?: readonly string[];
}

/** Runs notebooks as a reader would: Jupyter's are executed, Observable's, all of one folder, built and opened in a browser. */
export async function run(files: readonly string[]): Promise<Result[]> {
  const of = (extension: string): string[] => files.filter((file) => extname(file) === extension);
  const results: Result[] = of('.ipynb').map((file) => ({ file, ...execute(file) }));
  const pages = of('.html');
  if (pages.length === 0) return results;
  try {
    return [...results, ...(await openPages(await build(dirname(pages[0]), pages), pages))];
  } catch (error) {
    const problems = [`the site was not built: ${(error as Error).message}`];
    return [...results, ...pages.map((file) => ({ file, charts: 0, problems }))];
  }
}
