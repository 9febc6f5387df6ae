import type { Kind } from '../kind.ts';
import { columnKind } from './column.ts';
import { costKind } from './cost.ts';
import { eventKind } from './event.ts';
import { exhibitKind } from './exhibit.ts';
import { recoveryCostKind } from './failures/recovery-cost.ts';
import { scenarioKind } from './failures/scenario.ts';
import { guestKind } from './guest.ts';
import { layoutKind } from './layout.ts';
import { machineKind } from './machine.ts';
import { mechanismKind } from './mechanism.ts';
import { monitorKind } from './monitor.ts';
import { profileKind } from './profile.ts';
import { settingKind } from './setting.ts';
import { structureKind } from './structure.ts';
import { studyKind } from './study.ts';
import { traceKind } from './trace.ts';
import { workloadKind } from './workload.ts';

/** All kinds, in the order of the list. */
export const KINDS: readonly Kind[] = [
  traceKind,
  workloadKind,
  layoutKind,
  structureKind,
  machineKind,
  guestKind,
  profileKind,
  monitorKind,
  settingKind,
  costKind,
  recoveryCostKind,
  mechanismKind,
  exhibitKind,
  studyKind,
  scenarioKind,
  eventKind,
  columnKind,
];

/** Whether two words are the same but for capital letters. */
export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The kind that a word names, in singular or plural. */
export const kindOf = (word: string): Kind | undefined =>
  KINDS.find(({ name, plural }) => same(word, name) || same(word, plural));
