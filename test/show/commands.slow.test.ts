import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/entry.ts';
import { catalogueFacts } from '../../src/catalogue/facts.ts';
import { missingOf } from '../../src/catalogue/make.ts';
import { programsOf } from '../../src/catalogue/recipe.ts';
import { catalogue } from '../../src/commands/show/catalogue.ts';
import { UNSEEN } from '../../src/commands/show/reference/scenes.ts';
import { loadConfig } from '../../src/config.ts';
import type { EventName } from '../../src/replay/counts/event.ts';
import { discoProcess } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

/** One folder for all, so that sweeps find the counts of those before. */
const folder = temporaryFolder('catalogue-commands');
const all = await catalogue();
const facts = await catalogueFacts();
const ofKind = (...kinds: readonly string[]): string[] =>
  all.filter(({ kind }) => kinds.includes(kind.name)).map(({ command }) => command);

/** Carries out a command as it stands in the list: perhaps a line for standard input before it. */
async function run(command: string) {
  const [, line, rest] = /^(?:echo '([^']*)' \| )?disco (.*)$/.exec(command)!;
  const outcome = await discoProcess(rest.split(' '), line === undefined ? [] : [`${line}\n`], undefined, { cwd: folder }); // biome-ignore format: a line
  expect(outcome.code, `${command}: ${outcome.stderr}`).toBe(0);
  return outcome;
}

describe('what the catalogue says to type', () => {
  const others = ofKind('layout', 'structure', 'machine', 'guest', 'profile', 'monitor', 'mechanism', 'study', 'column', 'workload', 'exhibit'); // biome-ignore format: a list
  const along = facts.flatMap(([name, its]) => (its === undefined ? [] : loadConfig(CATALOGUE, name).try));

  test.each([...new Set([...others, ...along])])('%s', async (command) => {
    expect((await run(command)).stdout.length).toBeGreaterThan(100);
  });

  test.each(ofKind('trace').filter((command) => command.startsWith('disco trace fetch')))('%s', async (command) => {
    const name = command.split(' ')[3];
    const { recipe, try: shown } = loadConfig(CATALOGUE, name);
    if (recipe === undefined || (await missingOf(programsOf(recipe))).length > 0) return;
    await run(command);
    for (const next of shown) await run(next);
  });

  test.each(all.filter(({ kind }) => kind.name === 'event'))('$command counts what it should', async ({ name, command }) => {
    await run(command);
    const [head, ...rows] = readFileSync(join(folder, 'reports/sweeps/sweep/results.csv'), 'utf8').trim().split('\n');
    const at = head.split(',').indexOf(name);
    const counted = rows.reduce((sum, row) => sum + Number(row.split(',')[at]), 0);
    if (UNSEEN.includes(name as EventName)) expect(counted).toBe(0);
    else expect(counted).toBeGreaterThan(0);
  }); // biome-ignore format: a line

  test.each(ofKind('cost'))('%s changes something', async (command) => {
    expect((await run(command)).stderr).not.toMatch(/cannot act|changes? no/);
  });
});
