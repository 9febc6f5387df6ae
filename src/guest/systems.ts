import type { Trace } from '../trace/words/trace.ts';
import { withGuest } from './guest-os.ts';
import { loadGuest } from './profile.ts';

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
  splashos: { profile: null, thin: true, meaning: 'the thin SPLASHOS, which leaves memory to the monitor (4.3)' },
} as const satisfies Record<string, GuestSystem>;
export type GuestName = keyof typeof GUEST_SYSTEMS;
export const GUEST_NAMES = Object.keys(GUEST_SYSTEMS) as GuestName[];

/** The trace, of so many CPUs, as this guest runs it: with the guest's work inserted, if the guest has any and the trace none. */
export function runBy(guest: GuestName, trace: Trace, cpus?: number): Trace {
  const { profile, settings = [] }: GuestSystem = GUEST_SYSTEMS[guest];
  return profile === null
    ? trace
    : withGuest(trace, loadGuest(profile, settings), { exact: false, ...(cpus === undefined ? {} : { cpus }) });
}
