import type { Command } from 'commander';
import { afterEach, describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/program.ts';
import { catalogue } from '../../src/commands/show/catalogue.ts';
import { KINDS } from '../../src/commands/show/kinds/index.ts';
import { layOutFor } from '../../src/report/text/width.ts';
import { disco } from '../command-line.ts';
import { typedWords } from './typed-words.ts';

const all = await catalogue();

/** What `disco show ARGS` prints, or what it says where it refuses. */
async function shown(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await disco(['show', ...args]);
  expect(code, stderr).toBe(stderr === '' ? 0 : 2);
  return stdout + stderr;
}

describe('the catalogue', () => {
  test.each(KINDS)('of $plural has of each what it is and what to type', async (kind) => {
    const entries = all.filter((entry) => entry.kind === kind);
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    for (const { name, line, command, size, cpus } of entries) {
      expect(line.length, name).toBeGreaterThan(5);
      expect(command, name).toMatch(/^(echo '[^']+' \| )?disco [a-z]/);
      if (['trace', 'workload'].includes(kind.name)) expect(size?.amount, name).toBeGreaterThan(1000);
      if (kind.name === 'workload' || (kind.name === 'trace' && !command.includes(' fetch '))) expect(cpus).toBeGreaterThan(0);
    }
  }); // biome-ignore format: a line

  test('prints each of them in full, by singular and plural', async () => {
    for (const { kind, name } of all) {
      const text = await kind.full(name);
      expect(text.split('\n').length, name).toBeGreaterThan(4);
      expect(text.endsWith('\n'), name).toBe(true);
    }
    for (const { name, plural } of KINDS) {
      const first = all.find(({ kind }) => kind.name === name)!.name;
      expect(await shown(plural, first)).toBe(await shown(name, first));
      expect(await shown(name)).toBe(await shown(plural));
    }
  });

  test('as data has kinds and entries, null where there is no such thing', async () => {
    const { kinds } = JSON.parse(await shown('--json'));
    expect(kinds.map(({ kind }: { kind: string }) => kind)).toEqual(KINDS.map(({ name }) => name));
    expect(kinds.flatMap(({ entries }: { entries: [] }) => entries)).toHaveLength(all.length);
    const [{ entries }] = JSON.parse(await shown('workloads', '--json')).kinds;
    expect(entries[0]).toEqual({
      kind: 'workload',
      name: 'database',
      line: 'relational database server, decision support, one memory-intensive process (Table 1)',
      section: null,
      size: { amount: 200e6, unit: 'instructions' },
      cpus: 1,
      command: 'disco compare synthetic:database',
    });
    const [{ entries: layouts }] = JSON.parse(await shown('layout', '--json')).kinds;
    expect([layouts[0].size, layouts[0].cpus]).toEqual([null, null]);
  });

  test.each([
    [['workload', 'database'], 'workload'],
    [['workloads', 'DATABASE'], 'workload'],
    [['database'], 'workload'],
    [['tlbMiss'], 'event'],
    [['hot-pages'], 'mechanism'],
  ])('%j as data is that one alone', async (args, kind) => {
    const { kinds } = JSON.parse(await shown(...args, '--json'));
    expect(kinds).toHaveLength(1);
    expect(kinds[0]).toMatchObject({
      kind,
      entries: [{ kind, name: expect.stringMatching(new RegExp(`^${args.at(-1)}$`, 'i')) }],
    });
    expect(kinds[0].entries).toHaveLength(1);
  });
});

describe('what the catalogue says to type', () => {
  const programs = new Map<string, Promise<Command>>();

  /** The command that these words name, under its program or another command. */
  async function commandOf(args: readonly string[]): Promise<{ command: Command; rest: readonly string[] }> {
    if (!programs.has(args[0])) programs.set(args[0], commands(args[0]));
    let command = (await programs.get(args[0])) as Command;
    let rest = args;
    for (let under = command; under !== undefined; ) {
      command = under;
      under = command.commands.find((each) => each.name() === rest[0])!;
      if (under !== undefined) rest = rest.slice(1);
    }
    return { command, rest };
  }

  test.each(KINDS)('of $plural is understood', async (kind) => {
    for (const { command: typed } of all.filter((entry) => entry.kind === kind)) {
      const { command, rest } = await commandOf(typedWords(typed).args);
      let carriedOut = false;
      command.action(() => {
        carriedOut = true;
      });
      await command.parseAsync(rest, { from: 'user' });
      expect(carriedOut, typed).toBe(true);
    }
  });

  test.each(all.filter(({ kind }) => kind.name === 'layout'))('reads a line as $name', async ({ command }) => {
    const { args, input } = typedWords(command);
    const { code, stdout, stderr } = await disco(args, input);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^references +[12]:/m);
  });
});

describe('disco show NAME', () => {
  test.each([
    ['fig5', 'exhibit'],
    ['Fig5', 'exhibit'],
    ['figure5', 'exhibit'],
    ['second-level-tlb', 'mechanism'],
    ['pmake', 'workload'],
    ['synthetic:pmake', 'workload'],
    ['tlbmiss', 'event'],
    ['memory.remote', 'cost'],
    ['tlb.entries', 'setting'],
    ['machine.tlb.entries', 'setting'],
    ['8vm', 'structure'],
  ])('%s is understood as the %s that it is', async (name, kind) => {
    expect(await shown(name)).toBe(await shown(kind, name));
  });

  test.each([
    [['disco'], '"disco" is more than one thing: disco show structure disco or disco show monitor disco'],
    [['hotPage'], '"hotPage" is more than one thing: disco show cost hotPage or disco show event hotPage'],
    [['fig55'], 'nothing is called "fig55"; did you mean disco show exhibit fig5?; disco show lists the kinds'],
    [['structers'], 'nothing is called "structers"; did you mean disco show structures?; disco show lists the kinds'],
    [['zzzzzzzzzz'], 'nothing is called "zzzzzzzzzz"; disco show lists the kinds'],
    [['structure', 'fig5'], 'no structure is called "fig5"; there is disco show exhibit fig5'],
    [
      ['trace', 'pmak'],
      'no trace is called "pmak"; did you mean disco show workload pmake?; disco show traces lists them',
    ],
    [['event', '__proto__'], 'no event is called "__proto__"; disco show events lists them'],
    [
      ['structure', 'dicso'],
      'no structure is called "dicso"; did you mean disco show structure disco?; disco show structures lists them',
    ],
    [['events', '--schema'], /^disco: --schema: no file describes events; it is of trace, workload, /],
    [
      ['traces', '--markdown'],
      '--markdown: there is no reference of traces; it is of settings, costs, recovery-costs, events and columns',
    ],
    [['--schema'], '--schema is of a kind: disco show structure --schema'],
    [['event', 'tlbMiss', '--markdown'], '--markdown is of all events: disco show events --markdown'],
    [['tlbMiss', '--markdown'], '--markdown is of all events: disco show events --markdown'],
    [['pmak', '--json'], /^disco: nothing is called "pmak"; did you mean /],
    [['trace', 'pmak', '--json'], /^disco: no trace is called "pmak"; did you mean /],
    [['traces', '--json', '--schema'], '--schema and --json: expected one of them'],
    [['struct', 'x'], /^disco: unknown kind "struct"; known: traces, workloads, /],
    [['structure', 'gone.yaml'], /^disco: structure "gone\.yaml": no such preset or file/],
  ])('%j says what is nearest, or where it is', async (args, message) => {
    const { code, stdout, stderr } = await disco(['show', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    if (typeof message === 'string') expect(stderr).toBe(`disco: ${message}\n`);
    else expect(stderr).toMatch(message);
  });
});

describe('what people read', () => {
  afterEach(() => layOutFor(undefined));

  /** Looked at; `npx vitest run test/show -u` writes them anew. */
  const LOOKED_AT = [
    [],
    ...KINDS.map(({ plural }) => [plural]),
    ['second-level-tlb'],
    ['fig7'],
    ['event', 'diskRequest'],
    ['event', 'secondLevelHit'],
    ['cost', 'dirtyMemory'],
    ['column', 'caches'],
    ['setting', 'monitor.secondLevelTlb.entries'],
    ['setting', 'guest.profile.services.SERVICE.textPages'],
  ];

  test.each([60, 80, 120])('fits a terminal of %i columns, but for what must be typed as one word', async (columns) => {
    const texts: string[] = [];
    for (const args of LOOKED_AT) {
      layOutFor(columns);
      const { stdout } = await disco(['show', ...args]);
      const wide = stdout.split('\n').filter((line) => line.length > columns && !/^ *('[^']+'|\S+)( \\)?$/.test(line));
      expect(wide, args.join(' ')).toEqual([]);
      expect(stdout, args.join(' ')).not.toMatch(/^\|.*\|$|\|-{3,}/m); // Markdown is for --markdown alone
      texts.push(`$ ${['disco', 'show', ...args].join(' ')}\n\n${stdout}`);
    }
    await expect(texts.join('\n')).toMatchFileSnapshot(`../golden/show/${columns}.txt`);
  });
});
