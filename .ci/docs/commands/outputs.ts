import type { Document } from '../documents.ts';
import type { Difference } from '../written.ts';
import type { Output } from './block.ts';
import { fitting, shownOf, trimmed } from './fitting.ts';
import { Shell } from './shell.ts';
import { stepsOf } from './steps.ts';

/** What came of typing all commands of a document, in their order, in a folder of its own. */
export interface Outcome {
  /** The document with what they print, if that differs. */
  difference?: Difference;
  /** Commands that failed, each as `FILE:LINE: …`. */
  failed: string[];
}

export async function typeAll(document: Document): Promise<Outcome> {
  const { path, text } = document;
  const { steps, inCopy } = stepsOf(document);
  const shell = new Shell(inCopy);
  const [failed, what]: string[][] = [[], []];
  const changes: { output: Output; printed: string[] }[] = [];
  try {
    for (const step of steps) {
      if (step.notRun !== undefined) continue;
      if ('file' in step) {
        shell.write(step.file, step.text);
        continue;
      }
      const { command, line, output } = step;
      const { code, printed } = await shell.type(command);
      if (code !== 0) failed.push(`${path}:${line}: ${command}: exit code ${code}: ${printed.trimEnd().split('\n').slice(-3).join(' / ')}`); // biome-ignore format: a line
      if (code !== 0 || output === undefined) continue;
      const [shown, said] = [output.lines, printed.split('\n')].map(trimmed);
      if (fitting(shown).test(said.map((each) => `${each}\n`).join(''))) continue;
      what.push(`${path}:${line}: ${command}: prints something else`);
      changes.push({ output, printed: shownOf(shown, said) });
    }
  } finally {
    shell.end();
  }
  const lines = text.split('\n');
  for (const { output, printed } of changes.toReversed()) {
    const { from, to, indent } = output;
    const before = output.lines.findIndex((line) => line.trim() !== '');
    const after = output.lines.toReversed().findIndex((line) => line.trim() !== '');
    const empty = (n: number): string[] => Array.from({ length: Math.max(n, 0) }, () => '');
    const written = printed.map((line) => (line === '' ? '' : `${indent}${line}`));
    lines.splice(from, to - from, ...empty(before), ...written, ...empty(after));
  }
  return { failed, ...(changes.length === 0 ? {} : { difference: { path, what, content: lines.join('\n') } }) };
}
