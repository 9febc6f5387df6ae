import { loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import { CountsBuilder } from '../../src/replay/counts/counts.ts';
import { EVENT_COUNT, Event, type EventName, Mode, type ModeName, SERVICES } from '../../src/replay/counts/event.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import type { Run } from '../../src/report/run/run.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';

/** What one virtual machine's mode and service counted. */
export interface Block {
  vm?: number;
  mode: ModeName;
  service?: keyof typeof Service;
  events: Partial<Record<EventName, number>>;
}

/** 400 MHz; an instruction 2.5 ns, an emulation 100 ns, a TLB write 200 ns, a monitor call 50 ns, a kernel TLB fault 300 ns. */
const COSTS = loadCosts('flash', [
  'clock.value=400', 'instruction.value=1', 'emulation.value=40', 'tlbWriteEmulation.value=80', 'monitorCall.value=20',
  'kernelTlbFault.value=120',
]); // biome-ignore format: a list

/** A run of one CPU with these counts and no others. */
export function handMade(structure: Structure, blocks: readonly Block[]): Run {
  const builder = new CountsBuilder(1);
  builder.begin({ window: 1, warmup: false });
  for (const { vm = 0, mode, service = 'none', events } of blocks) {
    const row = (Mode[mode] * SERVICES + Service[service]) * EVENT_COUNT;
    for (const [name, count] of Object.entries(events)) builder.block(0, vm)[row + Event[name as EventName]] += count;
  }
  const counts = builder.finish({ structure, jobs: 1, moves: [], footprint: [] });
  const header = {
    source: 'by hand',
    format: 'csv',
    cpus: 1,
    level: 'system',
    architecture: 'mips32',
    granuleBits: 4,
  } as const;
  return {
    structure,
    counts,
    costs: COSTS,
    times: price(counts, COSTS),
    trace: { header, totals: undefined, notes: [] },
  };
}
