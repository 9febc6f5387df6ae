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
import { Service, SLEEPING_LOCK } from '../../src/trace/words/vocabulary.ts';

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
    addLocks(table, interval, costs);
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

/** Depth of a lock: the most locks that are around it anywhere. */
const depthOf = (strands: Counts['strands'], lock: number): number =>
  Math.max(
    ...strands.map((strand) =>
      strand.lock === NO_LOCK ? 0 : Math.max(0, [...strand.around, strand.lock].indexOf(lock)),
    ),
  );

/** Of a sleep: how long it takes until the process is away, and from its wake-up until it runs, by mode and part. */
function sleepOf({ counts }: Table, costs: Costs): { mode: number; part: Part; away: number; back: number }[] {
  const { structure, strands, values, intervals } = counts;
  const units = inNanoseconds(costs);
  const kernel = { mode: MODE_NAMES.indexOf('kernel'), part: 'execution' as Part };
  const work = [{ ...kernel, away: units.processSwitch, back: units.processSwitch }];
  if (structure.monitor === null) return work;
  const mean = (service: number, mode: number, event: number): number => {
    let [events, calls] = [0, 0];
    for (const [interval, { warmup }] of intervals.entries())
      for (let strand = 0; strand < strands.length && !warmup; strand++)
        for (let m = 0; m < MODE_NAMES.length; m++) {
          const row = (interval * strands.length + strand) * CONTEXT_COUNT + m * SERVICES + service;
          if (m === mode) events += values[row * EVENT_COUNT + event];
          calls += values[row * EVENT_COUNT + Event.serviceEntered];
        }
    return calls === 0 ? 0 : events / calls;
  };
  const ofMonitor = MODE_NAMES.flatMap((name, mode) =>
    isMonitor(name)
      ? EVENT_NAMES.map((event, e) => {
          // Calls to other cells are not made again for pages that are known.
          const ns = event === 'interCellCall' ? 0 : EVENT_COSTS[event].ns(units, structure, name);
          const away = mean(Service.contextSwitch, mode, e) * ns;
          return { mode, part: PART_OF_MONITOR[name], away, back: away + mean(Service.interrupt, mode, e) * ns };
        })
      : [],
  );
  const own = { mode: MODE_NAMES.indexOf('privileged'), part: PART_OF_MONITOR.privileged };
  return [
    ...work,
    ...ofMonitor,
    { ...own, away: units.emulation + units.virtualCpuSwitch, back: units.virtualCpuSwitch },
  ];
}

function addLocks(table: Table, interval: number, costs: Costs): void {
  const { strands, values } = table.counts;
  const work = sleepOf(table, costs);
  const [awayNs, backNs] = [sum(work.map(({ away }) => away)), sum(work.map(({ back }) => back))];
  for (const vm of new Set(strands.map((strand) => strand.vm))) {
    const mine = table.strands((s) => s.vm === vm && s.lock !== NO_LOCK);
    const ofVm = strands.filter((s) => s.vm === vm);
    const locks = [...new Set(mine.flatMap((n) => [...strands[n].around, strands[n].lock]))];
    const cpus = [...new Set(table.strands((s) => s.vm === vm).map((n) => strands[n].cpu))];
    const depths = new Map(locks.map((lock) => [lock, depthOf(ofVm, lock)]));
    const busy = strands.map((_, n) => table.busy([n]));
    const waits = strands.map(() => 0);
    const sleeps = strands.map(() => 0);
    const acquired = strands.map(({ lock }, n) =>
      lock < SLEEPING_LOCK
        ? 0
        : sum(
            Array.from({ length: CONTEXT_COUNT }, (_, context) => {
              const row = (interval * strands.length + n) * CONTEXT_COUNT + context;
              return values[row * EVENT_COUNT + Event.lockAcquired];
            }),
          ),
    );
    for (let round = 0, change = 1; round < 5000 && change > 1e-15; round++) {
      change = 0;
      for (let depth = 0; depth <= Math.max(0, ...depths.values()); depth++) {
        const stations = locks.filter((lock) => depths.get(lock) === depth);
        // What is held of this depth, the last acquired first; what a strand waits for is not what it holds.
        const holds = (n: number): number | undefined =>
          strands[n].lock === NO_LOCK
            ? undefined
            : [...strands[n].around, strands[n].lock].reverse().find((lock) => depths.get(lock) === depth);
        const own = (n: number): boolean => depths.get(strands[n].lock) === depth;
        const time = (n: number): number => busy[n] + sleeps[n] * backNs + (own(n) ? 0 : waits[n] + sleeps[n] * awayNs);
        const classes = cpus.map((cpu): Customers => {
          const all = table.strands((s) => s.vm === vm && s.cpu === cpu).filter((n) => busy[n] > 0);
          const demand = stations.map((lock) => sum(all.filter((n) => holds(n) === lock).map(time)));
          const leaving = sum(all.filter(own).map((n) => sleeps[n] * awayNs));
          const think = leaving + sum(all.filter((n) => holds(n) === undefined).map(time));
          return { demand, think, population: Number(all.length > 0) };
        });
        const stays = residences(classes);
        const cycles = stays.map((stay, c) => classes[c].think + sum(stay));
        // Those with a lock around it in common never meet there.
        const met = (n: number): number => {
          const { lock, around, cpu } = strands[n];
          const chain = (o: number): number[] => [...strands[o].around, strands[o].lock];
          const others = mine.filter((o) => chain(o).includes(lock) && strands[o].cpu !== cpu);
          const use = (o: number): number => (busy[o] === 0 ? 0 : busy[o] / cycles[cpus.indexOf(strands[o].cpu)]);
          const before = (o: number): number[] => chain(o).slice(0, chain(o).indexOf(lock));
          const meets = others.filter((o) => !before(o).some((each) => around.includes(each)));
          return sum(others.map(use)) === 0 ? 0 : sum(meets.map(use)) / sum(others.map(use));
        };
        stays.forEach((residence, c) => {
          const cycle = cycles[c];
          stations.forEach((lock, l) => {
            const own = mine.filter((n) => strands[n].cpu === cpus[c] && strands[n].lock === lock && busy[n] > 0);
            for (const n of own) {
              const wait =
                (met(n) * Math.max(0, residence[l] - classes[c].demand[l]) * busy[n]) /
                sum(own.map((other) => busy[other]));
              change = Math.max(change, Math.abs(wait - waits[n]) / cycle);
              waits[n] = wait;
              // Others are there while it is not: of the time that anybody is, less its own.
              const used = sum(classes.map(({ demand }, k) => (cycles[k] === 0 ? 0 : demand[l] / cycles[k])));
              const here = residence[l] / cycle;
              const found = here < 0.999 ? (used - here) / (1 - here) : used - classes[c].demand[l] / cycle;
              const asleep = acquired[n] * met(n) * Math.min(1, Math.max(0, found));
              change = Math.max(change, (Math.abs(asleep - sleeps[n]) * (awayNs + backNs)) / cycle);
              sleeps[n] = asleep;
            }
          });
        });
      }
    }
    for (const n of mine)
      table.share([n], strands[n].lock >= SLEEPING_LOCK ? 'idle' : 'lockWaiting', waits[n], PART_NAMES);
    for (const n of mine) {
      const first = table.strands((s) => s.cpu === strands[n].cpu && s.vm === vm)[0];
      for (const { mode, part, away, back } of work)
        table.add(first, mode * SERVICES + Service.contextSwitch, part, sleeps[n] * (away + back));
    }
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
