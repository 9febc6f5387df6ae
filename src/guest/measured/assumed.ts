import { TraceEncoder } from '../../trace/words/encoder/encoder.ts';
import { Kind, PAGE_BYTES } from '../../trace/words/layout.ts';
import { Marker } from '../../trace/words/markers.ts';
import type { Trace } from '../../trace/words/trace.ts';
import { type GuestProfile, withGuest } from '../guest-os.ts';
import { type KernelProfile, type KernelProfileOptions, kernelProfile } from './index.ts';

/** Calls of each service, so that its variants and varying pages come to their mean. */
const CALLS = 256;
/** x86-64 Linux: read, write, open, execve, fork, exit, getpid. */
const SYSTEM_CALLS = [0, 1, 2, 59, 57, 60, 39];
/** Where the program stands, and its pages. */
const TEXT = 0x40_0000;
const HEAP = 0x1000_0000;

/** What a guest profile inserts, read as a recorded kernel is: each of its services called 256 times by a program that does nothing else. */
export const assumedKernel = (profile: GuestProfile, options: KernelProfileOptions = {}): Promise<KernelProfile> =>
  kernelProfile(withGuest(program(profile.interruptInstructions), profile), options);

function program(interruptInstructions: number): Trace {
  const encoder = new TraceEncoder({ architecture: 'flat' });
  for (let i = 0; i < CALLS; i++) {
    encoder.task(i % 2 === 0 ? '1' : '2', 1); // a context switch
    encoder.reference(Kind.fetch, 0, TEXT, 4, 1);
    for (const call of SYSTEM_CALLS) {
      encoder.event(Marker.syscall, call);
      encoder.reference(Kind.fetch, 0, TEXT, 4, 1);
    }
    encoder.task(`child ${i}`, 2 + i);
    encoder.reference(Kind.store, 0, HEAP, 4, 0); // copied
    encoder.task(i % 2 === 0 ? '1' : '2', 1);
    encoder.reference(Kind.store, 0, HEAP + 2 * i * PAGE_BYTES, 4, 0); // demand zero
    encoder.reference(Kind.load, 0, HEAP + (2 * i + 1) * PAGE_BYTES, 4, 0); // quick fault
    encoder.reference(Kind.fetch, 0, TEXT, 4, interruptInstructions); // the clock's interrupt
  }
  const batches = [encoder.finish()];
  return {
    header: { source: 'every service', format: 'memory', cpus: 1, level: 'user', architecture: 'flat', granuleBits: 4 },
    notes: [],
    async *batches() {
      yield* batches;
    },
  };
}
