import type { Costs } from '../../src/price/costs.ts';
import { EVENT_COSTS } from '../../src/price/event-costs.ts';
import { PART_COUNT, PART_NAMES, PART_OF_MONITOR, type Part } from '../../src/price/parts.ts';
import { inNanoseconds } from '../../src/price/units.ts';
import { type Counts, NO_LOCK } from '../../src/replay/counts/counts.ts';
import {
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  Event,
  isMonitor,
  MODE_NAMES,
  SERVICES,
} from '../../src/replay/counts/event.ts';
import { DISKS } from '../../src/replay/counts/tally.ts';
import { SLEEPING_LOCK } from '../../src/trace/words/vocabulary.ts';

interface Customers {
  demand: number[];
  think: number;
  population: number;
}

/** Residence of one customer of each class at each station: mean value analysis as its theorem reads, each population vector solved by recursion. */
export function residences(classes: readonly Customers[]): number[][] {
  const known = new Map<string, { queues: number[]; residence: number[][] }>();
  const stations = classes[0]?.demand.length ?? 0;
  const at = (customers: readonly number[]): { queues: number[]; residence: number[][] } => {
    const found = known.get(customers.join());
    if (found !== undefined) return found;
    const queues = new Array<number>(stations).fill(0);
    const residence = classes.map(({ demand, think }, c) => {
      if (customers[c] === 0) return demand.map(() => 0);
      const without = at(customers.map((n, other) => n - Number(other === c)));
      const stay = demand.map((ns, s) => ns * (1 + without.queues[s]));
      const cycle = stay.reduce((a, b) => a + b, think);
      stay.forEach((ns, s) => { queues[s] += cycle === 0 ? 0 : (customers[c] * ns) / cycle; }); // biome-ignore format: a line
      return stay;
    });
    known.set(customers.join(), { queues, residence });
    return { queues, residence };
  };
  return at(classes.map(({ population }) => population)).residence;
}

const sum = (values: readonly number[]): number => values.reduce((total, ns) => total + ns, 0);

/** One interval's times while they are worked out: `[strand][context][part]`. */
class Table {
  readonly counts: Counts;
  readonly ns: number[][][];

  constructor(counts: Counts) {
    this.counts = counts;
    this.ns = counts.strands.map(() =>
      Array.from({ length: CONTEXT_COUNT }, () => new Array<number>(PART_COUNT).fill(0)),
    );
  }

  add(strand: number, context: number, part: Part, ns: number): void {
    this.ns[strand][context][PART_NAMES.indexOf(part)] += ns;
  }

  of(strand: number, context: number, parts: readonly Part[]): number {
    return sum(parts.map((part) => this.ns[strand][context][PART_NAMES.indexOf(part)]));
  }

  /** Time of these strands that is not idle. */
  busy(strands: readonly number[]): number {
    const parts = PART_NAMES.filter((part) => part !== 'idle');
    return sum(strands.flatMap((n) => this.ns[n].map((_, context) => this.of(n, context, parts))));
  }

  /** Shares time among the contexts of strands as these parts are. */
  share(strands: readonly number[], part: Part, ns: number, as: readonly Part[]): void {
    const weights = strands.map((n) => this.ns[n].map((_, context) => this.of(n, context, as)));
    const all = sum(weights.flat());
    if (all === 0) return;
    strands.forEach((n, i) => {
      weights[i].forEach((weight, context) => { this.add(n, context, part, (ns * weight) / all); }); // biome-ignore format: a line
    });
  }

  strands(which: (strand: Counts['strands'][number]) => boolean): number[] {
    return this.counts.strands.flatMap((strand, n) => (which(strand) ? [n] : []));
  }
}

/** What `price` says, worked out by plain sums, one count after the other: shape `[interval][strand][context][part]`, measured intervals. */
export function referencePrice(counts: Counts, costs: Costs): number[] {
  const measured = counts.intervals.flatMap(({ warmup }, n) => (warmup ? [] : [n]));
  return measured.flatMap((interval) => {
    const table = new Table(counts);
    addEvents(table, interval, costs);
    addContention(table, interval, costs);
    addLocks(table);
    addIdle(table, interval, costs);
    return table.ns.flat(2);
  });
}

function addEvents(table: Table, interval: number, costs: Costs): void {
  const { strands, values, structure } = table.counts;
  const units = inNanoseconds(costs);
  strands.forEach((_, n) => {
    for (let context = 0; context < CONTEXT_COUNT; context++) {
      const mode = MODE_NAMES[Math.floor(context / SERVICES)];
      EVENT_NAMES.forEach((event, e) => {
        const count = values[((interval * strands.length + n) * CONTEXT_COUNT + context) * EVENT_COUNT + e];
        const part = isMonitor(mode) ? PART_OF_MONITOR[mode] : EVENT_COSTS[event].part;
        table.add(n, context, part, count * EVENT_COSTS[event].ns(units, structure, mode));
      });
    }
  });
}

function addContention(table: Table, interval: number, costs: Costs): void {
  const { structure, cpus, nodes, visits } = table.counts;
  if (structure.numa === null || structure.numa.banks === 'unlimited') return;
  const { cpusPerNode } = structure.numa;
  const banks = structure.numa.banks === 'cpus' ? cpus : structure.numa.banks;
  const own = Array.from({ length: cpus }, (_, cpu) => table.strands((strand) => strand.cpu === cpu));
  const classes = own.map((strands, cpu): Customers => {
    const demand = Array.from({ length: nodes * banks }, (_, station) => {
      const n = visits[(interval * cpus + cpu) * nodes + Math.floor(station / banks)];
      return (n * costs.memoryOccupancy.value) / banks;
    });
    const busy = table.busy(strands);
    return { demand, think: Math.max(0, busy - sum(demand)), population: Number(busy > 0) };
  });
  residences(classes).forEach((residence, cpu) => {
    const waiting = residence.map((ns, station) => Math.max(0, ns - classes[cpu].demand[station]));
    const isHome = (station: number): boolean => Math.floor(station / banks) === Math.floor(cpu / cpusPerNode) % nodes;
    const local = sum(waiting.filter((_, station) => isHome(station)));
    const remote = sum(waiting.filter((_, station) => !isHome(station)));
    shareWaiting(table, interval, own[cpu], local, remote, costs);
  });
}

const modeOf = (context: number) => MODE_NAMES[Math.floor(context / SERVICES)];

/** Queueing is shared as waiting for memory is, which in the monitor's modes is in the one part of the mode. */
function shareWaiting(
  table: Table,
  interval: number,
  own: number[],
  local: number,
  remote: number,
  costs: Costs,
): void {
  const { strands, structure, values } = table.counts;
  const units = inNanoseconds(costs);
  const waits = (['localRead', 'remoteRead', 'dirtyRead', 'localUpgrade', 'remoteUpgrade'] as const).map((event) => ({
    e: EVENT_NAMES.indexOf(event),
    ns: EVENT_COSTS[event].ns(units, structure, 'user'),
  }));
  const { hotPages } = structure.monitor ?? {};
  const lines = structure.pageBytes / (structure.cache.l2 ?? structure.cache.l1d).lineBytes;
  const engine = hotPages?.copy === 'engine' ? units.remoteMemory + 2 * lines * units.memoryOccupancy : 0;
  const weights = own.flatMap((n) =>
    Array.from({ length: CONTEXT_COUNT }, (_, context) => {
      const at = ((interval * strands.length + n) * CONTEXT_COUNT + context) * EVENT_COUNT;
      const copies = (['migration', 'replication'] as const).map((event) => values[at + EVENT_NAMES.indexOf(event)]);
      const weight = sum(waits.map(({ e, ns }) => values[at + e] * ns));
      return { n, context, weight: weight + (isMonitor(modeOf(context)) ? sum(copies) * engine : 0) };
    }),
  );
  const all = sum(weights.map(({ weight }) => weight));
  if (all === 0) return;
  for (const { n, context, weight } of weights) {
    const mode = modeOf(context);
    const [here, there] = isMonitor(mode)
      ? [PART_OF_MONITOR[mode], PART_OF_MONITOR[mode]]
      : (['localContention', 'remoteContention'] as const);
    table.add(n, context, here, (local * weight) / all);
    table.add(n, context, there, (remote * weight) / all);
  }
}

function addLocks(table: Table): void {
  const { strands } = table.counts;
  for (const vm of new Set(strands.map((strand) => strand.vm))) {
    const locks = [...new Set(strands.flatMap((s) => (s.vm === vm && s.lock !== NO_LOCK ? [s.lock] : [])))];
    const cpus = [...new Set(table.strands((s) => s.vm === vm).map((n) => strands[n].cpu))];
    const strand = (cpu: number, lock: number) => table.strands((s) => s.cpu === cpu && s.vm === vm && s.lock === lock);
    const classes = cpus.map((cpu): Customers => {
      const demand = locks.map((lock) => table.busy(strand(cpu, lock)));
      const think = table.busy(strand(cpu, NO_LOCK));
      return { demand, think, population: Number(think + sum(demand) > 0) };
    });
    residences(classes).forEach((residence, c) => {
      locks.forEach((lock, l) => {
        const waiting = Math.max(0, residence[l] - classes[c].demand[l]);
        const part = lock >= SLEEPING_LOCK ? 'idle' : 'lockWaiting';
        table.share(strand(cpus[c], lock), part, waiting, PART_NAMES);
      });
    });
  }
}

function addIdle(table: Table, interval: number, costs: Costs): void {
  const { cpus, disks, jobs, strands, values } = table.counts;
  const units = inNanoseconds(costs);
  const own = Array.from({ length: cpus }, (_, cpu) => table.strands((strand) => strand.cpu === cpu));
  const busy = own.map((strands) => table.busy(strands));
  const present = busy.flatMap((ns, cpu) => (ns > 0 ? [cpu] : []));
  const classes = present.map((cpu, n): Customers => {
    const population = Math.max(1, Math.floor((jobs + n) / present.length));
    const ofDisks = Array.from({ length: DISKS }, (_, disk) => {
      const at = ((interval * cpus + cpu) * DISKS + disk) * 2;
      return disks[at] * units.diskAccess + disks[at + 1] * units.diskSector;
    });
    const requests = (event: number): number[] =>
      own[cpu].flatMap((strand) =>
        Array.from({ length: CONTEXT_COUNT }, (_, context) => {
          const row = (interval * strands.length + strand) * CONTEXT_COUNT + context;
          return values[row * EVENT_COUNT + event];
        }),
      );
    const ofServer =
      sum(requests(Event.nfsRequest)) * units.nfsRequest + sum(requests(Event.nfsNameRequest)) * units.nfsNameRequest;
    const ofCpus = present.map((other) => (other === cpu ? busy[cpu] : 0));
    const demand = [...ofCpus, ...ofDisks, ofServer].map((ns) => ns / population);
    return { demand, think: 0, population };
  });
  if (classes.every(({ demand }) => sum(demand.slice(present.length)) === 0)) return;
  residences(classes).forEach((residence, n) => {
    table.add(own[present[n]][0], 0, 'idle', Math.max(0, sum(residence) - busy[present[n]]));
  });
}
