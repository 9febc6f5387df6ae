import { type Counts, totalsOf } from '../../../src/replay/counts/counts.ts';
import type { FootprintSample } from '../../../src/replay/counts/footprint.ts';
import { PAGE_USE_NAMES } from '../../../src/replay/counts/page-use.ts';
import { Deployment } from '../../../src/replay/machine/deployment.ts';
import type { MachineOptions } from '../../../src/replay/machine/machine.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode } from '../../../src/trace/words/vocabulary.ts';
import { disco, type Writer } from './tools.ts';

/** As many machines, of one CPU each, on the monitor; with no memory of the monitor's own to count but what the tests are about. */
export const machines = (vms: number, ...set: string[]): Structure =>
  disco(`monitor.virtualCpus.vms=${vms}`, 'monitor.disks.others=copyOnWrite', ...set);

/** Replays what `write` encodes, deployed: CPU n of so many is machine n's where there are as many machines. */
export function deployed(structure: Structure, cpus: number, write: Writer, options: MachineOptions = {}): Counts {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  encoder.cpu(0);
  encoder.event(Marker.mode, Mode.kernel);
  write(encoder);
  const deployment = new Deployment([structure], 4, cpus, options);
  deployment.run(encoder.finish().words);
  return deployment.finish()[0];
}
export const totalled = (...args: Parameters<typeof deployed>) => totalsOf(deployed(...args));

/** A page of the kernel's buffer cache. */
export const BUFFER = 0x80100000;
const place = (t: TraceEncoder, page: number): number => t.page(0, page);
export const block = (t: TraceEncoder, page: number, first: number, sectors = 8, disk = 0): void =>
  t.event(Marker.fileBlock, place(t, page), disk, first, sectors);
export const read = (t: TraceEncoder, page: number, first: number, sectors = 8, disk = 0): void =>
  t.event(Marker.diskRead, place(t, page), disk, first, sectors);
export const write = (t: TraceEncoder, page: number, first: number, sectors = 8, disk = 0): void =>
  t.event(Marker.diskWrite, place(t, page), disk, first, sectors);
/** What follows is CPU `n`'s, in its kernel. */
export const onCpu = (t: TraceEncoder, n: number, work: () => void): void => {
  t.cpu(n);
  t.event(Marker.mode, Mode.kernel);
  work();
};

/** Pages at the end: the machines' together by use, as they believe and as they are, and what is the monitor's beside its own. */
export function memoryOf({ footprint }: Counts) {
  const last = footprint.at(-1)!;
  const { own: _, ...monitor } = last.monitor;
  return { virtual: named(virtualOf(last)), machine: named(last.machine), ...monitor };
}
export const virtualOf = ({ virtual, machine }: FootprintSample): number[] =>
  machine.map((_, use) => virtual.reduce((sum, uses) => sum + uses[use], 0));
const named = (uses: number[]) =>
  Object.fromEntries(uses.flatMap((pages, use) => (pages === 0 ? [] : [[PAGE_USE_NAMES[use], pages]])));
export const sum = (values: readonly number[]): number => values.reduce((total, n) => total + n, 0);
