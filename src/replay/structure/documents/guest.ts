import { z } from 'zod';
import { ProfileChanges } from '../../../guest/changes/profile-changes.ts';
import { GUEST_NAMES, GUEST_SYSTEMS } from '../../../guest/systems.ts';
import { PlacementShape } from '../shapes/numa-shape.ts';
import { MOST_INSTRUCTIONS } from '../shapes/sets.ts';
import { labels } from './labels.ts';

/** The system whose work is inserted into user-level traces. */
export const system = z
  .enum(GUEST_NAMES)
  .default('none')
  .describe(
    `The operating system of user-level traces: ${GUEST_NAMES.map((name) => GUEST_SYSTEMS[name].meaning).join('; ')}. Full-system traces bring their own.`,
  );

export const affinityInstructions = z
  .int()
  .min(0)
  .max(MOST_INSTRUCTIONS)
  .nullable()
  .default(null)
  .describe(
    "Instructions of a CPU that make a process's full affinity to it, of user-level traces; without any a process may go on on another CPU of its kernel. 0: no affinity; null: processes stay where the trace has them.",
  )
  .meta({ unit: 'instructions' });

export const guestProfile = ProfileChanges.optional().describe(
  "What differs in the profile of the guest's kernel, by the profile's keys: `services.open.textPages`. A list is whole, or changes by places from 0.",
);

/** The operating system. */
export const Guest = z.strictObject({
  ...labels,
  system,
  affinityInstructions,
  profile: guestProfile,
  placement: PlacementShape.shape.placement.describe(
    'Natively, home of a new page: the node that touches it first; each in turn; the first that has room (IRIX).',
  ),
  homes: PlacementShape.shape.homes.describe(
    'Natively, homes given by address; the first that fits counts, `placement` is for all other pages.',
  ),
});
export type Guest = z.infer<typeof Guest>;
