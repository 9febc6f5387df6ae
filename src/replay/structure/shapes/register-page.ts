import { z } from 'zod';
import { SERVICE_NAMES, type Service } from '../../../trace/words/vocabulary.ts';

type ServiceName = keyof typeof Service;

/** Where a kernel's source can be patched to use the special register page: the ways in and out that its services share, a service, its refill handler. */
export const REGISTER_PAGE_PLACES = ['entry', 'exit', ...(SERVICE_NAMES as ServiceName[])] as const;
export type RegisterPagePlace = (typeof REGISTER_PAGE_PLACES)[number];

export const specialRegisterPage = z
  .enum(['off', 'hand', 'patched'])
  .default('hand')
  .describe(
    'Privileged register accesses without side effects become loads and stores of a special page (4.3): none; those of a few places, in the source; each at its first trap, by the monitor.',
  );

export const specialRegisterPlaces = z
  .array(z.enum(REGISTER_PAGE_PLACES))
  .max(REGISTER_PAGE_PLACES.length)
  .nullable()
  .default(null)
  .describe(
    'Places of the kernel that use the page by hand: from an exception to the first write of Status (entry), from a write of EPC to the return (exit), the refill handler (tlbRefill), all of a service by its name, or what is in none. null: entry, exit and tlbRefill, the few critical locations (4.3); of the guest profile all accesses that can use it but those that change the wired TLB entry, each of which is emulated (5.2).',
  );

/** What contradicts itself in a monitor's two settings of the page. */
export function registerPageProblems(page: string, places: readonly string[] | null): string[] {
  if (places === null) return [];
  if (page !== 'hand') return [`places are patched by hand, and specialRegisterPage is ${page}`];
  if (places.length === 0) return ['no place: write specialRegisterPage: off'];
  const twice = places.find((place, n) => places.indexOf(place) < n);
  return twice === undefined ? [] : [`${twice} is there already`];
}
