import { studyOrigin } from '../../report/files/json.ts';
import { rowsOf } from '../../report/tables/table.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import type { LocatedScenario } from '../scenario/scenario.ts';
import type { Configuration, Played, Studied } from './configuration.ts';
import { costed, recoverable } from './recovery/costed.ts';
import { recoveryCostsTable, recoveryTable } from './recovery/tables.ts';
import {
  SCENARIO_UNKNOWN,
  STUDY_UNKNOWN,
  scenarioAnswer,
  scenarioQuestion,
  structureNotes,
  studyAnswer,
  studyQuestion,
} from './sentences.ts';
import { survivorNotes, survivorSentences } from './survivors/sentences.ts';
import { survivorsTable } from './survivors/table.ts';
import { dependencesTable, failuresTable, lossesTable } from './tables.ts';

const shared = (all: readonly Configuration[], unknown: readonly string[]): object => ({
  notes: structureNotes(all),
  unknown,
});

/** A study for programs: what it was made from, the table of configurations, and who depends on whom. */
export const studyJson = (all: readonly Studied[], own: RecoveryCosts): object => ({
  ...studyOrigin(all.map(({ run }) => run)),
  asked: studyQuestion(all),
  answer: studyAnswer(all),
  failures: rowsOf(failuresTable.of(all)),
  dependences: dependencesTable.rows(all),
  recovery: recoveryTable.rows(costed(recoverable(all), own)),
  recoveryCosts: recoveryCostsTable.rows(own),
  ...shared(all, STUDY_UNKNOWN),
});

/** A scenario for programs: what it was made from, what is lost when, and whom each loss hits. */
export const scenarioJson = ({ name, losses, ...located }: LocatedScenario, all: readonly Played[], own: RecoveryCosts): object => ({
  ...studyOrigin(all.map(({ run }) => run)),
  asked: scenarioQuestion({ name, losses, ...located }, all),
  answer: scenarioAnswer(all),
  scenario: { name, losses },
  losses: lossesTable.rows(all),
  survivors: survivorsTable.rows(all),
  goOn: [...survivorSentences(all), ...survivorNotes({ name, losses, ...located }, all)],
  recoveryCosts: recoveryCostsTable.rows(own),
  ...shared(all, SCENARIO_UNKNOWN),
}); // biome-ignore format: a signature
