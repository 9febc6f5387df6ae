import { isDeepStrictEqual } from 'node:util';
import { presetNames } from '../../config.ts';
import { COSTS, loadCosts } from '../../price/costs.ts';
import { MACHINES } from '../../replay/structure/documents/documents.ts';
import { type GivenStructure, loadStructure, STRUCTURES } from '../../replay/structure/presets.ts';
import type { Structure } from '../../replay/structure/structure.ts';

const FLASH = 'flash';

/** What a machine is made of, as far as its times are another's. */
const hardware = ({ cpus, cache, tlb, numa }: Structure) => ({ cpus, cache, tlb, numa });

/**
 * That a machine of one's own is priced as FLASH, where nobody named costs: a machine says nothing about time. Undefined where every machine
 * is a preset's.
 */
export function costNote(
  given: readonly GivenStructure[],
  machine: string | undefined,
  costs: string,
): string | undefined {
  if (costs !== FLASH) return undefined;
  const named = (each: GivenStructure): boolean => typeof each === 'string' && presetNames(STRUCTURES).includes(each);
  const own = given.filter((each) => machine !== undefined || !named(each));
  if (own.length === 0 || (machine !== undefined && presetNames(MACHINES).includes(machine))) return undefined;
  const presets = presetNames(MACHINES).map((name) => hardware(loadStructure({ name, machine: name })));
  const other = own.find((each) => {
    const made = hardware(loadStructure(each, machine === undefined ? [] : { machine }));
    return !presets.some((preset) => isDeepStrictEqual(preset, made));
  });
  if (other === undefined) return undefined;
  const { clock, localMemory, remoteMemory } = loadCosts(FLASH);
  const others = presetNames(COSTS).filter((name) => name !== FLASH);
  return `times are at FLASH’s costs of 1997 (${clock.value} MHz, local memory ${localMemory.value} ns, remote ${remoteMemory.value} ns), as a machine says nothing about time: --costs names others (${others.join(', ')}, or a file)`;
}
