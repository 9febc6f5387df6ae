import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/entry.ts';
import { missingOf } from '../../src/catalogue/make.ts';
import { programsOf } from '../../src/catalogue/recipe.ts';
import { catalogue, type Listed } from '../../src/commands/show/catalogue.ts';
import { UNSEEN } from '../../src/commands/show/reference/scenes.ts';
import { loadConfig } from '../../src/config.ts';
import type { EventName } from '../../src/replay/counts/event.ts';
import { discoProcess } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';
import { typedWords } from './typed-words.ts';

/** One folder for all, so that sweeps find the counts of those before. */
const folder = temporaryFolder('catalogue-commands');
const all = await catalogue();

/** Workloads take minutes: they are carried out on a short stretch. */
const SHORT = ['--set', 'workload.instructions=3M', '--set', 'workload.warmup=0'];

async function run(command: string, more: readonly string[] = [], cwd = folder) {
  const { args, input } = typedWords(command);
  const outcome = await discoProcess([...args, ...more], input, undefined, { cwd });
  expect(outcome.code, `${command}: ${outcome.stderr}`).toBe(0);
  return outcome;
}

const ofKinds = (takes: (name: string) => boolean): Listed[] => [
  ...new Map(all.filter(({ kind }) => takes(kind.name)).map((entry) => [entry.command, entry])).values(),
];

/** Of the exhibits these: the others take minutes each, and `test/reproduce` carries them all out. Settings are set by `settings.test.ts`. */
const EXHIBITS = ['fig5', 'table2'];
const shown = ofKinds((name) => !['trace', 'event', 'cost', 'setting'].includes(name));

/** What has to be there before. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'disco diff before after -o diff': ['disco compare padded -o before', 'disco compare padded --set tlb.entries=16 -o after'],
}; // biome-ignore format: long lines

test.each(shown.filter(({ kind, name }) => kind.name !== 'exhibit' || EXHIBITS.includes(name)))(
  '$command',
  async ({ kind, command }) => {
    for (const each of BEFORE[command] ?? []) await run(each);
    const { stdout, stderr } = await run(command, kind.name === 'workload' ? SHORT : []);
    expect(`${stdout}${stderr}`.length).toBeGreaterThan(100);
  },
  600_000,
);

test.each(ofKinds((name) => name === 'trace'))('$command, and all that its entry says to try', async ({ name, command }) => {
  const { recipe, try: shown } = loadConfig(CATALOGUE, name);
  const isMade = command.startsWith('disco trace fetch');
  if (isMade && recipe !== undefined && (await missingOf(programsOf(recipe))).length > 0) return;
  // In a folder of its own: what other commands wrote may be called like a study.
  const own = temporaryFolder('catalogue-trace');
  for (const each of new Set([command, ...shown])) expect((await run(each, [], own)).stdout.length).toBeGreaterThan(isMade ? 10 : 300);
}); // biome-ignore format: long lines

/** Events whose sweeps differ in the outputs alone, by that sweep without them: it is carried out once, with all of them. */
const scenes = Map.groupBy(
  all.filter(({ kind }) => kind.name === 'event'),
  ({ name, command }) => command.replace(` --outputs ${name}`, ''),
);

test.each([...scenes])('%s counts what it should', async (scene, events) => {
  const names = events.map(({ name }) => name as EventName);
  await run(`${scene} --outputs ${names.join(',')}`);
  const [head, ...rows] = readFileSync(join(folder, 'reports/sweeps/sweep/results.csv'), 'utf8').trim().split('\n');
  const columns = head.split(',');
  const counted = names.filter((name) => rows.some((row) => Number(row.split(',')[columns.indexOf(name)]) > 0));
  expect(counted).toEqual(names.filter((name) => !UNSEEN.includes(name)));
});

test.each(ofKinds((name) => name === 'cost'))('$command changes something', async ({ command }) => {
  expect((await run(command)).stderr).not.toMatch(/cannot act|changes? (?:no|nothing)\b/);
});
