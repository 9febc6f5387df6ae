import { valueAt } from '../../../config/layers.ts';
import { loadLocated } from '../../../config.ts';
import { MECHANISMS, type Mechanism, type MechanismKey, WHAT_IFS } from '../../../replay/ablation/mechanisms.ts';
import { documentsOf } from '../../../replay/structure/documents/compose.ts';
import { STRUCTURES } from '../../../replay/structure/presets.ts';
import { type Fact, factsText, TYPE } from '../text/facts.ts';
import { priorText } from './prior.ts';

/** What shows a mechanism at work. */
export const explaining = (_key: MechanismKey): string => 'disco ablate radix8';

/** A mechanism for people. */
export function mechanismText(key: string): string {
  const mechanism = MECHANISMS.find((each) => each.key === key)!;
  const { name, section, sentence, setting, parameters = [], on, off } = mechanism;
  const ifs = WHAT_IFS.filter((each) => each.setting === setting);
  const facts: Fact[] = [
    ['called', name],
    ['paper', `section ${section}`],
    ['switch', `--set monitor.${setting}=${text(off)} turns it off, ${text(on)} on`],
    ...[setting, ...parameters].flatMap(settingFacts),
    ...ifs.map(
      (each): Fact => ['what if', `${each.name}: ${each.sentence} --set monitor.${setting}=${text(each.value)}`],
    ),
    ['more', 'docs/mechanisms.md; disco ablate TRACE measures what it is worth'],
    [TYPE, explaining(mechanism.key)],
  ];
  return factsText(`mechanism ${key}`, sentence, facts);
}

const text = (value: Mechanism['on']): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What the structure disco has there, where that comes from and what else it may be. */
function settingFacts(setting: string): Fact[] {
  const { value, origins, priors } = loadLocated(STRUCTURES, 'disco');
  const path = ['monitor', ...setting.split('.')];
  const found = valueAt(documentsOf(value), path) as Mechanism['on'];
  const same = (other: readonly string[]): boolean => other.join('.') === path.join('.');
  const origin = origins.find((each) => same(each.path));
  const prior = priors.find(({ paths }) => paths.some(same));
  return [
    [
      'disco has',
      `monitor.${setting}=${text(found)}${origin === undefined ? '' : `, ${origin.kind}: ${origin.source}`}`,
    ],
    ...(prior === undefined ? [] : [['it may be', priorText(prior.written)] as const]),
  ];
}
