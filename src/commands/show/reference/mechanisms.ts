import { valueAt } from '../../../config/layers.ts';
import { loadLocated } from '../../../config.ts';
import { barsOfEvents, chargesOf, waitsOf } from '../../../price/relations.ts';
import { MECHANISMS, type MechanismKey, type Setting, WHAT_IFS } from '../../../replay/ablation/mechanisms.ts';
import { STRUCTURES } from '../../../replay/structure/presets.ts';
import { type Fact, factsText, TYPE } from '../text/facts.ts';
import { priorText } from './prior.ts';

/** What shows a mechanism at work. */
export const explaining = (key: MechanismKey): string => `disco explain ${key}`;

/** A mechanism for people. Throws RangeError for a key of none. */
export function mechanismText(key: string): string {
  const mechanism = MECHANISMS.find((each) => each.key === key);
  if (mechanism === undefined) throw new RangeError(`no mechanism ${key}`);
  const { name, section, sentence, setting, parameters = [], on, off, events } = mechanism;
  const facts: Fact[] = [
    ['called', name],
    ['in the paper', `section ${section}`],
    ['switch', `monitor.${setting}: off is ${text(off)}, on is ${text(on)}`],
    ...[setting, ...parameters].flatMap(settingFacts),
    ...WHAT_IFS.filter((each) => each.setting === setting).map((each): Fact => ['what if', `${each.name} (${text(each.value)}): ${each.sentence}`]), // biome-ignore format: a line
    ['changes', `the events ${events.join(', ')}`],
    ['costs', [...new Set(events.flatMap((event) => [...chargesOf(event), ...waitsOf(event)]))].join(', ')],
    ['time is in', barsOfEvents(events).join(', ')],
    ['measured', 'disco ablate TRACE: what it is worth; docs/explanation/mechanisms.md'],
    [TYPE, explaining(mechanism.key)],
  ];
  return factsText(`mechanism ${key}`, sentence, facts);
}

/** A value as a setting writes it. */
function text(value: Setting): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value) || Object.keys(value).length === 0) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, each]) => `${key}: ${each}`).join(', ')} }`; // biome-ignore format: a line
}

/** What the structure disco has there and, of a group, in it: with where that comes from and what else it may be. */
function settingFacts(setting: string): Fact[] {
  const { value, origins, priors } = loadLocated(STRUCTURES, 'disco');
  return settingsIn(`monitor.${setting}`, value).flatMap((path): Fact[] => {
    const found = valueAt(value, path.split('.')) as Setting;
    const origin = origins.find((each) => each.path.join('.') === path);
    const prior = priors.find(({ paths }) => paths.some((each) => each.join('.') === path));
    return [
      ['disco has', `${path}=${text(found)}${origin === undefined ? '' : `, ${origin.kind}: ${origin.source}`}`],
      ...(prior === undefined ? [] : [['it may be', priorText(prior.written)] as const]),
    ];
  });
}

/** The path of a setting; of a group, those of what is in it. */
function settingsIn(path: string, structure: object): string[] {
  const found = valueAt(structure, path.split('.'));
  const keys = typeof found !== 'object' || found === null || Array.isArray(found) ? [] : Object.keys(found);
  return keys.length === 0 ? [path] : keys.map((key) => `${path}.${key}`);
}
