import { integer, number, text } from '../../../report/tables/column.ts';
import { tableOf } from '../../../report/tables/table.ts';
import type { Stretch } from '../../survivors/after.ts';
import type { Played } from '../configuration.ts';

/** How survivors go on after the first loss of a scenario: two rows for each configuration in which anybody does. */
export const survivorsTable = tableOf({
  name: 'failures-survivors',
  meaning: 'What the survivors of a scenario’s first loss do from then on, after the loss or undisturbed.',
  columns: {
    configuration: text('The structure, and how its monitor is divided.'),
    replay: text('`undisturbed`: without the loss, or `after the loss`.'),
    clock: integer('instructions', 'Instructions of all CPUs until the loss.'),
    vms: integer('VMs', 'Virtual machines that survive.', { label: 'VMs left' }),
    cpus: integer('', 'CPUs that they run on from then on.', { label: 'CPUs' }),
    instructions: integer('instructions', 'Instructions that those execute from then on, the monitor’s left out.'),
    time: number('ns', 'Processor time of that, with the monitor’s work for them, without waiting for disks.'),
    timePercent: number('%', 'The same of the undisturbed time.', { label: 'of undisturbed', empty: 'Nothing is left to do.' }),
    busiest: number('ns', 'The same on the CPU that has most of it.', { label: 'on the busiest CPU' }),
    pageFaults: integer('', 'Page faults of the monitor’s: pages placed, again or for the first time.', { label: 'monitor page faults' }),
    diskRequests: integer('', 'Requests to disks; what there are more after the loss are blocks read again.', { label: 'disk requests' }),
    remoteMisses: integer('', 'Lines read from other nodes’ memory or caches.', { label: 'remote misses' }),
  },
  rows: (all: readonly Played[]) =>
    all.flatMap(({ name, hits, after }) => {
      if (typeof after === 'string') return [];
      const { spared, lost, survivors } = after;
      const row = (replay: string, { ns, ...counted }: Stretch) => ({
        configuration: name, replay, clock: hits[0].clock, vms: survivors.length, ...counted, time: ns,
        timePercent: spared.ns === 0 ? null : (100 * ns) / spared.ns,
      });
      return [row('undisturbed', spared), row('after the loss', lost)];
    }),
}); // biome-ignore format: a line each
