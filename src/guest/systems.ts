import { UserError } from '../errors.ts';
import type { Trace } from '../trace/words/trace.ts';
import { changedProfile, type ProfileChanges } from './changes/profile-changes.ts';
import { withGuest } from './guest-os.ts';

/** What is known of an operating system that a user-level trace can be given. */
interface GuestSystem {
  /** Preset of the profile whose work is inserted; null: none is. */
  profile: string | null;
  /** What differs from the preset, as in `loadGuest`. */
  settings?: readonly string[];
  /** It has no virtual memory of its own: page faults go straight to the monitor (4.3). */
  thin: boolean;
  /** For people, in lists. */
  meaning: string;
}

/** The guests a structure can name. Full-system traces bring their own, whatever is named. */
export const GUEST_SYSTEMS = {
  none: { profile: null, thin: false, meaning: 'none' },
  'irix-5.3': { profile: 'irix-5.3', thin: false, meaning: 'IRIX 5.3, whose work is inserted' },
  'irix-5.3-hal': {
    profile: 'irix-5.3',
    settings: ['wiredSwitch=[]'],
    thin: false,
    meaning:
      'IRIX 5.3 with the hardware layer restructured as 5.2 suggests, so that entering and leaving the kernel change no wired TLB entry',
  },
  'linux-6.1': {
    profile: 'linux-6.1',
    thin: false,
    meaning: 'Linux 6.1, measured of a recording of it, whose work is inserted',
  },
  splashos: { profile: null, thin: true, meaning: 'the thin SPLASHOS, which leaves memory to the monitor (4.3)' },
} as const satisfies Record<string, GuestSystem>;
export type GuestName = keyof typeof GUEST_SYSTEMS;
export const GUEST_NAMES = Object.keys(GUEST_SYSTEMS) as GuestName[];

/** A guest as it runs: its system, and what differs in its profile. Structures in which both are equal read the same words. */
export interface GuestRun {
  guest: GuestName;
  guestProfile?: ProfileChanges | undefined;
}

/** What of a structure is its guest's run. */
export const guestRun = ({ guest, guestProfile }: GuestRun): GuestRun =>
  guestProfile === undefined ? { guest } : { guest, guestProfile };

/** A text that only equal runs have. */
export const guestKey = (run: GuestRun): string => JSON.stringify(guestRun(run));

/** Why a guest cannot run with such a profile; undefined: it can. */
export function profileProblem({ guest, guestProfile }: GuestRun): string | undefined {
  if (guestProfile === undefined) return undefined;
  const { profile, settings = [] }: GuestSystem = GUEST_SYSTEMS[guest];
  if (profile === null) return `this guest has no profile (guest.system: ${guest})`;
  try {
    changedProfile(profile, settings, guestProfile);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n', 1)[0];
    throw error;
  }
}

/** The trace, of so many CPUs, as this guest runs it: with the guest's work inserted, if the guest has any and the trace none. `notes`: to which what was inserted is added. */
export function runBy({ guest, guestProfile }: GuestRun, trace: Trace, cpus?: number, notes = trace.notes): Trace {
  const { profile, settings = [] }: GuestSystem = GUEST_SYSTEMS[guest];
  return profile === null
    ? trace
    : withGuest(trace, changedProfile(profile, settings, guestProfile), {
        exact: false,
        notes,
        ...(cpus === undefined ? {} : { cpus }),
      });
}
