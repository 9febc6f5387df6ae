import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeTrace } from '../src/trace/arrow/write.ts';
import { openTrace } from '../src/trace/open.ts';
import type { Totals, Trace } from '../src/trace/words/trace.ts';
import { printed } from './docs/command-line.ts';
import { fileOf, GUESTS, RECORDINGS, REPORTS } from './real-kernel-recordings.ts';

/**
 * The numbers of a kernel that is recorded here. In this order, each for all of RECORDINGS or for those that are named:
 *
 *     node .ci/real-kernel.ts record     prepares the machine, if there is none, and records; into .cache/real-kernel, minutes each
 *     node .ci/real-kernel.ts measure    what disco says of the recordings, into reports/real-kernel; minutes each
 *     node .ci/real-kernel.ts profile    the guest profile linux-6.1, of chess and shell, into src/guest/profiles
 *     node .ci/real-kernel.ts slice      windows of SLICED, into traces
 *
 * Then `npm run docs` writes the documents, from reports/real-kernel.
 */
const CACHE = fileURLToPath(new URL('../.cache/real-kernel/', import.meta.url));
const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const PROFILE = new URL('../src/guest/profiles/linux-6.1.yaml', import.meta.url);
const MACHINE = 'malta';
const PREPARE = `record --prepare malta --folder ${MACHINE} --packages gcc,g++,make,libc6-dev --source gnuchess`;

/** Traces of the catalogue, with the recording of whose command they are, and windows of so many references of every so many. */
const SLICED: Readonly<Record<string, { of: string; windows: string }>> = {
  'shell-linux': { of: 'shell', windows: '--window 25k --every 4M' },
  'pmake-linux': { of: 'chess', windows: '--window 45k --every 160M' },
};

/** Runs disco in the cache's folder; what it says of its progress is shown. */
const run = (words: readonly string[]): void => {
  execFileSync(process.execPath, [CLI, ...words], { cwd: CACHE, stdio: ['ignore', 'ignore', 'inherit'] });
};

function record(names: readonly string[]): void {
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(new URL(`file://${CACHE}${MACHINE}/machine.json`))) run(PREPARE.split(' '));
  for (const name of names) {
    const { options = '', command } = RECORDINGS[name];
    run(recordWords(name, options, command));
  }
}

const recordWords = (name: string, options: string, command: string): string[] =>
  ['record', '--with', 'qemu-system', '--machine', `./${MACHINE}`, ...options.split(' '), '-o', `${name}.arrow`, '--', 'sh', '-c', command].filter((word) => word !== ''); // biome-ignore format: a list

async function slice(names: readonly string[]): Promise<void> {
  for (const [name, { of, windows }] of Object.entries(SLICED)) {
    if (!names.includes(of)) continue;
    const file = `${name}.arrow`;
    run(recordWords(name, windows, RECORDINGS[of].command));
    const trace = await openTrace(`${CACHE}${file}`, { details: true });
    const { totals, notes } = trace as Trace & { totals: Totals };
    const header = { ...trace.header, catalogue: name };
    await writeTrace(
      { header, totals, notes, batches: (details) => trace.batches(details) },
      fileURLToPath(new URL(`../traces/${file}`, import.meta.url)),
      { level: 19 },
    );
  }
}

/** What of an answer the document needs: its lists of costs and structures are the presets'. */
function slim(text: string): unknown {
  const said = JSON.parse(text) as { runs?: Record<string, unknown>[] };
  if (said.runs === undefined) return said;
  return said.runs.map((each) => {
    const { trace, structure, times, footprint, caches, tlbs, events } = each as Record<
      string,
      Record<string, unknown>
    >;
    return { name: structure.name, totals: trace.totals, times, footprint, caches, tlbs, events };
  });
}

function measure(names: readonly string[]): void {
  mkdirSync(REPORTS, { recursive: true });
  const keep = (name: string, question: string, command: string): void => {
    console.error(`${name}: ${command}`);
    const said = slim(printed(command.replace('TRACE', `${name}.arrow`).split(' '), CACHE));
    writeFileSync(fileOf(name, question), `${JSON.stringify(said, null, 1)}\n`);
  };
  for (const guest of GUESTS) if (names.includes('make')) keep('make', guest, `compare make --guest ${guest} --json`);
  for (const name of names)
    for (const [question, command] of Object.entries(RECORDINGS[name]?.questions ?? {})) {
      if (!existsSync(`${CACHE}${name}.arrow`)) throw new Error(`.cache/real-kernel has no ${name}.arrow: node .ci/real-kernel.ts record ${name}`); // biome-ignore format: a line
      keep(name, question, command);
    }
}

/** What is as in irix-5.3 and is drawn there with what is measured here. */
const PRIORS = `
priors:
  services.contextSwitch.textBytes:
    from: 1024
    to: 3072
    scale: log
    reason: half to half more, as in irix-5.3
    source: as in irix-5.3
  services.contextSwitch.textPages:
    oneOf: [2, 3, 6]
    reason: two pages of code to twice what is counted
    source: as in irix-5.3
  services.contextSwitch.fixedPages:
    from: 2
    to: 6
    scaled: [services.exit.fixedPages]
    reason: about half to twice what is counted
    source: as in irix-5.3
  services.contextSwitch.varyingPages:
    oneOf: [1, 2, 4]
    reason: half to twice what is counted
    source: as in irix-5.3
`;

/** The profile of chess, with the services that it has too few entries of taken from shell. */
function profile(): void {
  const of = (name: string): string => printed(['kernel', `${name}.arrow`, '--profile', 'linux-6.1'], CACHE);
  const [chess, shell] = [of('chess'), of('shell')];
  const missing = [...shell.matchAll(/^ {2}(\w+):\n(?: {4}.*\n)+/gm)].filter(
    ([, name]) => !chess.includes(`\n  ${name}:\n`),
  );
  const described = missing.reduce((text, [, name]) => text.replace(new RegExp(`^# As in irix-5\\.3: ${name}: .*$`, 'm'), `# ${name} was measured in shell, by disco kernel shell.arrow --profile linux-6.1: chess has too few of it, or too unlike ones.`), chess); // biome-ignore format: a line
  const text = described
    .replace(
      /^description: .*$/m,
      'description: "Linux 6.1 (4kc-malta), as it was recorded under GNU Chess’s compile and shell work"',
    )
    .replace(/^name: .*$/m, 'name: linux-6.1')
    .replace(/^services:$/m, 'pageTables: space\nservices:');
  writeFileSync(PROFILE, `${text.trimEnd()}\n${missing.map(([block]) => block.trimEnd()).join('\n')}\n${PRIORS}`);
}

if (import.meta.main) {
  const [what, ...given] = process.argv.slice(2);
  const names = given.length > 0 ? given : Object.keys(RECORDINGS);
  if (what === 'record') record(names);
  else if (what === 'measure') measure(given.length > 0 ? given : [...names, 'make']);
  else if (what === 'profile') profile();
  else if (what === 'slice') await slice(names);
  else throw new Error('expected record, measure, profile or slice');
}
