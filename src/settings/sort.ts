import { type Setting, type Settings, settingsOf } from '../config/settings.ts';
import { UserError } from '../errors.ts';
import { place, type Subject } from './place.ts';

/** Settings by what they are of, each without its prefix. */
export type Sorted = Record<Subject, Setting[]>;

/**
 * Sorts settings by what they are of. Throws UserError for one that names nothing, several things, or nothing of these subjects, with the
 * place where it was written.
 */
export function sortSettings(settings: Settings, among: readonly Subject[] = ['structure', 'costs']): Sorted {
  const sorted: Sorted = { structure: [], costs: [], workload: [], recovery: [] };
  for (const setting of settingsOf(settings)) {
    const placed = place(setting.path, among);
    if (typeof placed === 'string') throw new UserError(`${setting.place}: ${placed}`);
    sorted[placed.of].push({ ...setting, path: placed.path });
  }
  return sorted;
}
