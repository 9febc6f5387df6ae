import { tableLines } from '../../report/tables/for-people.ts';
import type { Table } from '../../report/tables/table.ts';
import { paragraph } from '../../report/text/text-table.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import type { LocatedScenario } from '../scenario/scenario.ts';
import type { Configuration, Played, Studied } from './configuration.ts';
import { mapLines } from './map.ts';
import { costed, recoverable } from './recovery/costed.ts';
import { recoveryLines } from './recovery/text.ts';
import {
  SCENARIO_UNKNOWN,
  STUDY_UNKNOWN,
  scenarioAnswer,
  scenarioNotes,
  scenarioQuestion,
  structureNotes,
  studyAnswer,
  studyQuestion,
  whoSentences,
} from './sentences.ts';
import { survivorNotes, survivorSentences } from './survivors/sentences.ts';
import { survivorsTable } from './survivors/table.ts';
import { failuresTable, lossesTable } from './tables.ts';

/** A study for a terminal, ending in a line feed: what is asked, what the model says, the table, the maps, and what no trace knows. */
export const studyText = (all: readonly Studied[], own: RecoveryCosts): string =>
  laidOut(all, studyQuestion(all), studyAnswer(all), STUDY_UNKNOWN, [
    tableLines(failuresTable.shown(all)),
    paragraph('Means over nodes, each as likely to fail as the others, and over the trace’s time; the worst node and time are those whose loss takes most.'),
    mapLines(all),
    recoveryLines(costed(recoverable(all), own), own),
  ]); // biome-ignore format: a sentence

/** A scenario for a terminal, ending in a line feed. */
export const scenarioText = (scenario: LocatedScenario, all: readonly Played[]): string =>
  laidOut(all, scenarioQuestion(scenario, all), scenarioAnswer(all), SCENARIO_UNKNOWN, [
    tableLines(without(lossesTable.of(all), 'which', 'lines')),
    whoSentences(all).flatMap((each) => paragraph(each, '', '  ')),
    scenarioNotes(scenario).flatMap((each) => paragraph(each)),
    survivorSentences(all).flatMap((each) => paragraph(each, '', '  ')),
    survivorLines(all),
    survivorNotes(scenario, all).flatMap((each) => paragraph(each)),
  ]);

/** The table of those who go on, if anybody does. */
function survivorLines(all: readonly Played[]): string[] {
  const table = survivorsTable.of(all);
  return table.length === 0 ? [] : tableLines(without(table, 'clock', 'instructions', 'busiest'));
}

/** A table but for columns that have no room in a terminal. */
function without({ columns, values, length }: Table, ...names: readonly string[]): Table {
  const kept = columns.flatMap((column, n) => (names.includes(column.name) ? [] : [n]));
  return { columns: kept.map((n) => columns[n]), values: kept.map((n) => values[n]), length };
}

function laidOut(all: readonly Configuration[], asked: string, answer: string, unknown: readonly string[], more: readonly string[][]): string {
  const sections = [
    paragraph(asked),
    [answer, ...structureNotes(all)].flatMap((each) => paragraph(each)),
    ...more,
    ['What a trace cannot know:', ...unknown.flatMap((each) => paragraph(each, '  '))],
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
} // biome-ignore format: one chain
