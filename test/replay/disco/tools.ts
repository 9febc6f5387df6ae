import { type Counts, countRows, totalsOf } from '../../../src/replay/counts/counts.ts';
import type { EventName } from '../../../src/replay/counts/event.ts';
import { Machine, type MachineOptions } from '../../../src/replay/machine/machine.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, type Service } from '../../../src/trace/words/vocabulary.ts';
import type { Warmup } from '../../../src/trace/words/warmup.ts';
import { warmed } from '../warm.ts';

/** The bare machine and the monitor's, with a small LRU TLB that makes every miss foreseeable. */
const SMALL = ['guest=none', 'tlb.replacement=lru', 'tlb.entries=4'];
export const irix = (...set: string[]): Structure => loadStructure('irix', [...SMALL, ...set]);
/** Pages stay, and the monitor takes no room in the caches. */
export const disco = (...set: string[]): Structure =>
  loadStructure('disco', [...SMALL, 'monitor.hotPages=null', 'monitor.footprint=false', ...set]);

type Options = MachineOptions & { warmup?: Warmup };

/** Replays what `write` encodes for a 32-bit MIPS machine. */
export function counts(structure: Structure, write: Writer, { warmup = 0, ...options }: Options = {}): Counts {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  write(encoder);
  const machine = new Machine(structure, 4, { cpus: 4, warms: warmup !== 0, ...options });
  machine.run(warmed(encoder.finish(), warmup));
  return machine.finish();
}
export type Writer = (trace: TraceEncoder) => void;

export const events = (...args: Parameters<typeof counts>) => totalsOf(counts(...args));

/** All that is counted but for the caches, by context (`mode service`). */
export function story(structure: Structure, write: Writer, options?: Options): Story {
  return storyOf(counts(structure, write, options), (event) => !CACHES.test(event));
}
export const storyOf = (counted: Counts, wanted: (event: EventName) => boolean): Story => {
  const told: Story = {};
  for (const { mode, service, event, count } of countRows(counted)) {
    if (!wanted(event)) continue;
    told[`${mode} ${service}`] ??= {};
    const context = told[`${mode} ${service}`];
    context[event] = (context[event] ?? 0) + count;
  }
  return told;
};
export type Story = Record<string, Partial<Record<EventName, number>>>;
export const CACHES = /^l[12]|Read$|Upgrade$|memoryWrite|(cold|capacity|Sharing)Miss|invalidation/;

export const load = (trace: TraceEncoder, address: number): void => trace.reference(Kind.load, 0, address, 4, 0);
export const store = (trace: TraceEncoder, address: number): void => trace.reference(Kind.store, 0, address, 4, 0);
export const fetch = (trace: TraceEncoder, address: number, n = 1): void =>
  trace.reference(Kind.fetch, 0, address, 4 * n, n);
export const privileged = (trace: TraceEncoder, op: number, register = 0): void =>
  trace.event(Marker.privileged, op | (register << 8));
/** What the kernel does within a service, after which the program goes on. */
export function inKernel(trace: TraceEncoder, service: Service, work: () => void): void {
  trace.event(Marker.mode, Mode.kernel);
  trace.event(Marker.serviceEnter, service);
  work();
  trace.event(Marker.serviceLeave);
  trace.event(Marker.mode, Mode.user);
}
