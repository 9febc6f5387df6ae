import { chartsHtml, escapeHtml, figureSlot, part, tableHtml } from '../../report/markup/markup.ts';
import { figuresOf, numbered, type Page } from '../../report/page/page.ts';
import { notesPart } from '../../report/sections/notes/part.ts';
import { forPeople } from '../../report/tables/for-people.ts';
import type { Table } from '../../report/tables/table.ts';
import { printable } from '../../report/text/words.ts';
import { REASONS } from '../reasons.ts';
import type { LocatedScenario } from '../scenario/scenario.ts';
import { studyCharts } from './charts/index.ts';
import type { Configuration, Played, Studied } from './configuration.ts';
import {
  SCENARIO_UNKNOWN,
  STUDY_UNKNOWN,
  scenarioAnswer,
  scenarioNotes,
  scenarioQuestion,
  structureNotes,
  studyAnswer,
  studyQuestion,
} from './sentences.ts';
import { survivorNotes, survivorSentences } from './survivors/sentences.ts';
import { survivorsTable } from './survivors/table.ts';
import { dependencesTable, failuresTable, lossesTable } from './tables.ts';

/** Rows of a table on the page, at most; its files have all. */
const MOST = 80;

const html = (caption: string, table: Table): string => {
  const { heads, rows } = forPeople(table);
  return tableHtml(caption, heads, rows.slice(0, MOST));
};

const survivorsHtml = (all: readonly Played[]): string => {
  const table = survivorsTable.of(all);
  return table.length === 0 ? '' : html('How the survivors go on', table);
};

const paragraphs = (texts: readonly string[]): string => texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');

const ends = (all: readonly Configuration[], unknown: readonly string[], command: string | undefined) => [
  ...part('What a trace cannot know', '', paragraphs([...structureNotes(all), ...unknown])),
  ...notesPart(all[0].run.trace.notes),
  ...part('To make this again', '', command === undefined ? '' : `<pre><code>${escapeHtml(printable(command))}</code></pre>`),
]; // biome-ignore format: a list

/** A study as a page. */
export function studyPage(all: readonly Studied[], command?: string): Page {
  const figures = figuresOf((width) => studyCharts(all, width));
  const slots = (...names: string[]): string => chartsHtml(...figures.filter(({ name }) => names.includes(name)).map(({ name }) => figureSlot(name))); // biome-ignore format: a line
  const map = dependencesTable.of(all);
  const more = map.length > MOST ? ` The first ${MOST} of ${map.length}; failures-dependences.csv has all.` : '';
  return {
    title: 'When a node fails',
    leads: [studyQuestion(all), studyAnswer(all)],
    parts: numbered([
      ...part('What a failure takes', 'Means over nodes, each as likely to fail as the others, and over the trace’s time; the worst node and time are those whose loss takes most.', slots('failures') + html('What the loss of a node takes', failuresTable.shown(all))),
      ...part('When', 'As the trace goes on.', slots('failures-time')),
      ...part('Who depends on whom', `Why a virtual machine is lost: ${Object.entries(REASONS).map(([name, why]) => `${name}: ${why}`).join('; ')}.${more}`, slots('failures-map') + html('Who depends on whom', map)),
      ...ends(all, STUDY_UNKNOWN, command),
    ]),
    figures,
  };
} // biome-ignore format: a list

/** A scenario as a page. */
export const scenarioPage = (scenario: LocatedScenario, all: readonly Played[], command?: string): Page => ({
  title: `When hardware fails: ${printable(scenario.name)}`,
  leads: [scenarioQuestion(scenario, all), scenarioAnswer(all)],
  parts: numbered([
    ...part('Whom each loss hits', 'Those at one moment are one loss; later ones hit what is left, as a run without losses has it.', html('Whom each loss hits', lossesTable.of(all)) + paragraphs(scenarioNotes(scenario))),
    ...part('How the survivors go on', '', paragraphs(survivorSentences(all)) + survivorsHtml(all) + paragraphs(survivorNotes(scenario, all))),
    ...ends(all, SCENARIO_UNKNOWN, command),
  ]),
  figures: [],
}); // biome-ignore format: a list
