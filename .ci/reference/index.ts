import { item, page } from './markdown.ts';

/** Pages of the reference, in the order in which a newcomer may want them. */
const PAGES = [
  ['commands.md', 'every command of `disco`: arguments, options, examples, exit codes.'],
  ['presets.md', 'what has a name: traces, workloads, machines, guests, monitors, costs, mechanisms, exhibits, studies.'],
  ['settings.md', 'every value that can be set: what it means, its unit, its bounds, its value in the presets, and where that is from.'],
  ['settings-workloads.md', 'every number of the synthetic workloads: where it is from, and what it may be.'],
  ['reports.md', 'the sections of a report, and the words in it: segments, parts, modes, services.'],
  ['columns.md', 'every column of every table that a command writes.'],
  ['json.md', 'every key of the JSON that a command prints or writes.'],
  ['events.md', 'what a replay counts, which costs price it, and in which segment its time is.'],
  ['costs.md', 'how long things take: values, sources and priors.'],
  ['recovery-costs.md', 'how long recovery from a failure of hardware takes, and how often there is one.'],
  ['trace-format.md', 'the container that traces are in: words, markers, checksums.'],
  ['library.md', 'the names that a program imports, each with its signature, options, errors and examples.'],
  ['glossary.md', 'the words of this project, the paper’s and today’s.'],
] as const; // biome-ignore format: a table

/** The index of the reference: docs/reference/README.md. */
export const referenceIndex = (): string =>
  page([
    '# Reference',
    'The reference says what each name means: use it to look something up. Most of it is written by programs from the code, and tests compare it with the code, so that it does not go stale.',
    PAGES.map(([file, about]) => item(`[${file}](${file}): ${about}`)).join('\n'),
    'Editors take the JSON Schemas in [schema/](schema/), which `disco show KIND --schema` prints: they complete and check the YAML files that you write.',
  ]);

/** Names of the pages that the index lists. */
export const INDEXED: readonly string[] = PAGES.map(([file]) => file);
