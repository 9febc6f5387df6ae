import { FIRST_BUFFER_FRAME, TraceEncoder } from '../words/encoder/encoder.ts';
import { GRANULE_BITS, REGION_BYTES } from '../words/layout.ts';
import { type Batch, type OpenOptions, type Trace, warning } from '../words/trace.ts';
import { warmupText } from '../words/warmup.ts';
import { Files, type PrivateDisk } from './files.ts';
import { Process } from './process.ts';
import { Random } from './random.ts';
import { Schedule } from './schedule.ts';
import type { WalkShape, Workload } from './spec.ts';
import { Region, Walk } from './walk.ts';

/** Instructions a CPU runs before the next one's references follow: how finely the CPUs are interleaved. */
const SLICE = 4000;
/** Address of the first region. */
const FIRST_ADDRESS = 0x400000;
/**
 * Processes that last as long as the trace stand in one address space, at addresses of their own: what they share they share by
 * address. The others have a space each, and the trace tells the physical pages: those of a program's text are the same for all,
 * those of data the ones that the last process of the same place in the schedule has left. Where the workload tells its files, the text is in
 * the buffer cache, and pages filled with zeroes come from the kernel's free list: which they are is for replay to say.
 */
const SPACE = 1;
/** Physical pages are numbered from 4 GB up, above those of a kernel in its unmapped segment. */
const FIRST_FRAME = 2 ** 20;

/** A workload as a trace of user programs. The same specification gives the same records, every time it is read. */
export function synthesize(workload: Workload, source: string, options: OpenOptions = {}): Trace {
  const { granuleBits = GRANULE_BITS, signal } = options;
  const warmup = workload.warmup.value;
  const isTooLong = warmup >= workload.instructions.value && warmup > 0;
  const text = `the workload's own warm-up of ${warmupText(warmup)} is not applied, as the trace has ${warmupText(workload.instructions.value)}`;
  return {
    header: {
      source,
      format: 'synthetic',
      cpus: workload.cpus.value,
      level: 'user',
      architecture: 'flat',
      granuleBits,
      ...(workload.jobs === undefined ? {} : { jobs: workload.jobs.value }),
      ...(warmup === 0 || isTooLong ? {} : { warmup }),
      ...(moves(workload) ? { moves: true as const } : {}),
    },
    cpus: (busyCpus(workload).at(-1) ?? 0) + 1,
    notes: isTooLong ? [warning(`${source}: ${text}`)] : [],
    batches: () => generate(workload, granuleBits, options.onProgress, signal),
  };
}

/** Whether processes go from one CPU to another: where some CPUs have more than others, and one waits. */
function moves({ cpus, programs, scheduling }: Workload): boolean {
  const processes = Object.values(programs).reduce((sum, program) => sum + program.processes.value, 0);
  return scheduling.move.value > 0 && processes > cpus.value && processes % cpus.value !== 0;
}

/** The CPUs that have a process, from the beginning on. */
function busyCpus({ cpus, programs }: Workload): number[] {
  const processes = Object.values(programs).reduce((sum, program) => sum + program.processes.value, 0);
  const schedule = new Schedule(processes, cpus.value);
  return Array.from({ length: cpus.value }, (_, cpu) => cpu).filter((cpu) => schedule.running(cpu) !== undefined);
}

async function* generate(
  workload: Workload,
  granuleBits: number,
  onProgress: OpenOptions['onProgress'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const encoder = new TraceEncoder({ architecture: 'flat', granuleBits });
  const processes = processesOf(workload);
  const cpus = workload.cpus.value;
  const total = workload.instructions.value;
  const { quantum, move } = workload.scheduling;
  const schedule = new Schedule(processes.length, cpus);
  const busy = busyCpus(workload);
  const left = new Float64Array(cpus).fill(quantum.value);
  let untilMove = move.value;
  let done = 0;
  while (done < total) {
    for (const cpu of busy) {
      const process = processes[schedule.running(cpu) as number];
      encoder.cpu(cpu);
      encoder.task(process.id, process.space);
      const instructions = process.run(encoder, SLICE);
      done += instructions;
      left[cpu] -= instructions;
      if (left[cpu] <= 0 || process.waits) {
        left[cpu] = quantum.value + Math.min(0, left[cpu]);
        schedule.rotate(cpu);
      }
      if (!encoder.full) continue;
      signal?.throwIfAborted();
      onProgress?.(done, total);
      yield encoder.take();
    }
    untilMove -= SLICE;
    if (untilMove > 0 || move.value === 0) continue;
    untilMove += move.value;
    schedule.move();
  }
  yield encoder.finish();
}

/** The processes, programs in turn (so that neighbours run different ones), each with its regions. */
function processesOf({ programs, seed, files, cpus, pacing }: Workload): Process[] {
  const regions = new Map<string, Region>();
  let address = FIRST_ADDRESS;
  let seeds = seed * 65_537;
  let frames = FIRST_FRAME;
  const shortLived = Object.values(programs).filter(({ lifetime }) => lifetime !== undefined);
  const spaces = shortLived.reduce((sum, { processes }) => sum + processes.value, 0);
  let lastSpace = SPACE;
  const disks = Array.from(
    { length: cpus.value },
    (_, cpu): PrivateDisk => ({ cpu, used: false, owed: cpu / cpus.value, temporaries: cpu / cpus.value }),
  );
  const turns = inTurn(Object.values(programs).map(({ processes }) => processes.value));
  const region = (name: string, shape: WalkShape, physical = frames): Region => {
    const known = regions.get(name);
    if (known !== undefined) return known;
    const made = new Region(shape, address, ++seeds, physical);
    regions.set(name, made);
    frames += shape.pages.value;
    address += Math.ceil(made.bytes / REGION_BYTES) * REGION_BYTES;
    return made;
  };
  const perProgram = Object.entries(programs).map(([name, program], p) =>
    Array.from({ length: program.processes.value }, (_, n) => {
      const random = new Random(++seeds);
      // The text of a program that is a file stands in the buffer cache.
      const physical = files === undefined ? undefined : FIRST_BUFFER_FRAME;
      const text = new Walk(region(`${name} text`, program.text, physical), random, pacing);
      const data = Object.entries(program.data).map(([part, shape]) => {
        const owner = { no: `${name} ${n} `, program: `${name} `, all: '' }[shape.shared];
        const kernels = files !== undefined && shape.begins === 'zeroes';
        return new Walk(region(`${owner}data ${part}`, shape, kernels ? -1 : undefined), random, pacing);
      });
      const space = program.lifetime === undefined ? SPACE : ++lastSpace;
      const place = turns.findIndex((turn) => turn.program === p && turn.n === n);
      const identity = {
        name: `${name} ${n}`,
        space,
        spaces,
        elapsed: n / program.processes.value,
        pacing,
        files: files === undefined ? null : new Files(files, place, disks[place % disks.length]),
      };
      return new Process(identity, program, text, data, random);
    }),
  );
  return turns.map(({ program, n }) => perProgram[program][n]);
}

/** Programs in turn: the order of so many processes of each. */
function inTurn(processes: readonly number[]): { program: number; n: number }[] {
  return Array.from({ length: Math.max(...processes) }, (_, n) =>
    processes.flatMap((count, program) => (n < count ? [{ program, n }] : [])),
  ).flat();
}
