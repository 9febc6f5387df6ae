import { readFileSync } from 'node:fs';
import { pathOf } from '../documents.ts';

const DOCUMENT = 'docs/explanation/mechanisms.md';

/** A mechanism's row in one of the document's measured tables, in percent over irix. */
interface Measured {
  /** The command that the table is of. */
  command: string;
  name: string;
  without: string;
  /** The monitor with all its mechanisms. */
  full: string;
  worth: string;
}

/** The rows of the document's tables of worths, which `npm run docs -- --outputs` writes. */
function measured(): Measured[] {
  const [, tables] = readFileSync(pathOf(DOCUMENT), 'utf8').split('<!-- worth-of-mechanisms');
  return tables.split('\n### ').flatMap((text) => {
    const command = /^`(.+)`/.exec(text)?.[1];
    if (command === undefined) return [];
    // Six cells: those of what if have four.
    const rows = text.split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())).filter(({ length }) => length === 6);
    const full = rows.find(([name]) => name === 'all together')?.[4];
    if (full === undefined) return [];
    return rows.map(([name, , without, worth]) => ({ command, name: name.replace(/ \([\d.]+\)$/, ''), without, full, worth }));
  }); // biome-ignore format: a chain
}

/** What a mechanism is worth where it was measured, on this trace if it was on that: a paragraph. Throws Error for one that none of the tables has. */
export function worthSentence(mechanism: string, trace: string): string {
  const rows = measured().filter(({ name }) => name === mechanism);
  const row = rows.find(({ command }) => `${command} `.startsWith(`disco ablate ${trace} `)) ?? rows[0];
  if (row === undefined) throw new Error(`${DOCUMENT} has no table in which ${mechanism} acts`);
  const { command, without, full, worth } = row;
  const where = `(\`${command}\`; [all tables](#measured))`;
  if (without === full) return `**What it is worth.** It makes no difference to time here: the overhead is ${full} % with it and without it ${where}.`;
  const change = `${worth.startsWith('−') ? 'costs' : 'saves'} ${worth.replace(/^[+−]/, '')} points`;
  return `**What it is worth.** The overhead is ${full} % with it and ${without} % without it: it ${change} ${where}.`;
} // biome-ignore format: a sentence
