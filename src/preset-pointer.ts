import { kindsWith, type PresetKind } from './presets.ts';

/** How a preset of each kind is called, and where it is named. */
const PLACES: Readonly<Record<PresetKind, [called: string, named: string]>> = {
  structure: ['a structure', '-s'],
  machine: ['a machine', '--machine'],
  guest: ['a guest', '--guest'],
  monitor: ['a monitor', '--monitors'],
  profile: ['a guest profile', '--beside'],
  costs: ['a set of costs', '--costs'],
  recovery: ['a set of recovery costs', '--recovery'],
  study: ['a study', 'disco sweep'],
  scenario: ['a scenario', '--scenario'],
  workload: ['a workload', 'synthetic:'],
  trace: ['a trace', 'disco compare'],
};

/** `; irix is a structure (-s irix)` where a name that was not found is one of other kinds; else nothing. `than`: kinds that were looked in. */
export function presetPointer(name: string, than: readonly PresetKind[]): string {
  const found = kindsWith(name).filter((kind) => !than.includes(kind));
  const said = found.map((kind) => {
    const [called, named] = PLACES[kind];
    return `${called} (${named}${named.endsWith(':') ? '' : ' '}${name})`;
  });
  return said.length === 0
    ? ''
    : `; ${name} is ${[said.slice(0, -1).join(', '), said.at(-1)].filter(Boolean).join(' and ')}`;
}
