import { checkActedOn } from '../../trace/words/check/operand-checks.ts';
import { Kind } from '../../trace/words/layout.ts';
import { markerLength, markerOperand, markerType } from '../../trace/words/markers.ts';
import { MAX_CPUS } from '../../trace/words/trace.ts';
import type { Counts } from '../counts/counts.ts';
import type { DependenceRequest } from '../counts/dependence.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Structure } from '../structure/structure.ts';
import { Account } from './account.ts';
import { Activities } from './activities.ts';
import { DependenceLog } from './dependence/dependence-log.ts';
import { FootprintLog } from './footprint-log.ts';
import { build, type Hardware } from './hardware.ts';
import type { Gone } from './loss.ts';
import { type Handler, handlersOf } from './markers/index.ts';
import { Processors } from './processors.ts';
import { Sites } from './sites.ts';
import { TracePages } from './trace-pages.ts';
import { Variants } from './variants.ts';

export interface MachineOptions {
  /** The words have a warm-up in each window, whose end `Marker.measure` tells: it is counted apart. Default false. */
  warms?: boolean;
  /** False turns the hot filter off, to show that it changes no count. Default true. */
  filter?: boolean;
  /** Structures replayed at once, the machine's own first: those for which `reuseKey` says the same. */
  variants?: readonly Structure[];
  /** CPUs the machine may have: so many nodes has a structure whose `numa.nodes` is `cpus`. Default 128. */
  cpus?: number;
  /** Processes that can wait for a disk at the same time. Default: one for each CPU that ran. */
  jobs?: number;
  /** False where each kernel runs on one CPU: nobody waits for its locks, and what they guard is not counted apart. Default true. */
  contends?: boolean;
  /** Samples what virtual machines depend on, as `Counts.dependences`. Default: nothing is sampled. */
  dependences?: DependenceRequest;
}

/** The machine and what runs on it: takes words, gives counts. */
export class Machine {
  private readonly structure: Structure;
  private readonly hardware: Hardware;
  private readonly processors: Processors;
  private readonly account: Account;
  private readonly footprint: FootprintLog;
  /** Null: nobody asks. */
  private readonly dependences: DependenceLog | null;
  private readonly sites: Sites;
  private readonly variants: Variants | null;
  private readonly jobs: number | undefined;
  /** The first window after a loss. */
  private afterLoss: number | undefined;
  /** By type of marker. */
  private readonly handlers: readonly Handler[];

  constructor(
    structure: Structure,
    granuleBits: number,
    {
      warms = false,
      filter = true,
      cpus: maxCpus = MAX_CPUS,
      jobs,
      variants = [],
      contends = true,
      dependences: request,
    }: MachineOptions = {},
  ) {
    const cpus: Cpu[] = [];
    const hardware = build(structure, granuleBits, cpus, maxCpus, request !== undefined);
    const { pages, directory, supervisor } = hardware;
    const activities = new Activities();
    this.structure = structure;
    this.jobs = jobs;
    this.hardware = hardware;
    this.variants = variants.length > 1 ? new Variants(variants) : null;
    this.account = new Account(pages.memory.nodes, directory, activities, warms);
    this.footprint = new FootprintLog(pages.backing, () => supervisor.footprint());
    const vms = structure.monitor?.virtualCpus.vms ?? 1;
    this.dependences = request === undefined ? null : new DependenceLog(request, vms, hardware, activities);
    const shape = { structure, granuleBits, maxCpus, filter, variants: this.variants };
    this.processors = new Processors(shape, hardware, this.account, cpus);
    this.sites = new Sites(structure.monitor?.specialRegisterPage === 'patched');
    const { processors, account, footprint, dependences, sites } = this;
    const tracePages = new TracePages(pages.pageBits);
    this.handlers = handlersOf({ structure, granuleBits, hardware, processors, activities, account, footprint, dependences, sites, tracePages, contends }); // biome-ignore format: a call
  }

  /** Replays whole runs and markers. */
  run(words: Uint32Array): void {
    const { processors, sites, handlers } = this;
    const { relocator } = this.hardware;
    const end = words.length;
    let i = 0;
    for (;;) {
      const cpu = processors.current;
      i = cpu.scan(words, i, end);
      if (i >= end) break;
      const w = words[i];
      if ((w & 3) === Kind.marker) {
        const next = i + markerLength(w);
        sites.lookBack(words, i);
        checkActedOn(words, i, markerType(w));
        handlers[markerType(w)](markerOperand(w), words, i);
        if (cpu === processors.current) cpu.served.passMarker(i, next);
        sites.begin(next);
        i = next;
      } else {
        cpu.reference(w, i);
        if (relocator !== null) relocator.interrupt();
        i++;
      }
    }
    sites.lookBack(words, end);
    sites.begin(0);
    processors.advance(end);
  }

  /** Nodes, CPUs and virtual machines are lost: no words of theirs come any more. What is counted from here on is a window of its own. */
  lose(gone: Pick<Gone, 'nodes' | 'cpus' | 'vms'>): void {
    this.afterLoss = this.account.split(this.processors.all);
    this.hardware.supervisor.lose(gone);
  }

  /** Writes dirty lines back and returns what was counted. */
  finish(): Counts {
    return this.finishAll()[0];
  }

  /** The same for each of the variants. */
  finishAll(): Counts[] {
    this.account.endWindow(this.processors.all);
    const dependences = this.dependences?.finish();
    this.processors.flush();
    return this.counted(this.footprint.finish(), dependences);
  }

  /** Counts of each of the variants until now, after whole runs: dirty lines are where they are, and memory in use is left out, as are dependences. */
  soFar(): Counts[] {
    return this.counted([]);
  }

  private counted(footprint: Counts['footprint'], dependences?: Counts['dependences']): Counts[] {
    const { variants, processors, hardware, afterLoss } = this;
    const { counts } = this.account;
    const rest = { jobs: this.jobs ?? processors.count, moves: hardware.relocator?.moves ?? [], footprint, ...(dependences && { dependences }), ...(afterLoss !== undefined && { afterLoss }) }; // biome-ignore format: a record
    if (variants === null) return [counts.finish({ structure: this.structure, ...rest })];
    return variants.structures.map((structure, n) =>
      counts.finish({ structure, ...rest }, (block) => variants.complete(n, block)),
    );
  }
}
