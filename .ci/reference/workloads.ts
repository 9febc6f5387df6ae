import { originsIn, SAID_OF_VALUES } from '../../src/commands/show/reference/settings-page.ts';
import { anchorOf, code, escaped, item, page, table } from './markdown.ts';

/** Where the numbers of synthetic workloads come from: docs/reference/settings-workloads.md. */
export function workloadsReference(): string {
  const rows = originsIn('workload').flatMap(({ path, presets, said }) => presets.map((preset) => ({ path, preset, said }))); // biome-ignore format: a line
  const byPreset = [...Map.groupBy(rows, ({ preset }) => preset)];
  return page([
    '# Settings of workloads: sources',
    'This page has the numbers of each synthetic workload that say where they come from: *published* in a paper, *derived* from other values, *measured*, *assumed*, or *fitted* to something that the source names. *May be* is the prior of an assumption: the values that draws of bands take. [Settings](settings.md#synthetic-workloads) says what each number means, and its unit and bounds; [workloads](../explanation/workloads.md) what they make of a program. `disco show workload NAME` prints a workload in full.',
    byPreset.map(([preset, its]) => item(`[${preset}](#${anchorOf(preset)}): ${its.length} numbers`)).join('\n'),
    ...byPreset.flatMap(([preset, its]) => [
      `## ${preset}`,
      table(
        ['setting', ...SAID_OF_VALUES],
        its.map(({ path, said }) => [code(path.replace(/^workload\./, '')), ...said.map(escaped)]),
      ),
    ]),
    'The settings are written with `workload.` before them: `--set workload.PATH=VALUE`.',
  ]); // biome-ignore format: sentences
}
