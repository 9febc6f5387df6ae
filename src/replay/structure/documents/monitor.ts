import { z } from 'zod';
import { MonitorSwitches } from '../shapes/monitor-shape.ts';
import { PlacementShape } from '../shapes/numa-shape.ts';
import { vmMB } from '../shapes/sharing-shape.ts';
import { VirtualCpuSwitches } from '../shapes/virtual-cpu-shape.ts';
import { labels } from './labels.ts';

const Memory = z.strictObject({ vmMB });

/** The virtual machine monitor, or that there is none. */
export const Monitor = z.strictObject({
  ...labels,
  kind: z
    .enum(['none', 'disco'])
    .default('none')
    .describe('none: the kernel runs on the bare machine, and no other key here means anything.'),
  placement: PlacementShape.shape.placement.describe(
    'Under the monitor, home of a new page: the node that touches it first; each in turn; the first that has room.',
  ),
  homes: PlacementShape.shape.homes.describe(
    'Under the monitor, homes given by address; the first that fits counts, `placement` is for all other pages.',
  ),
  ...MonitorSwitches.shape,
  memory: Memory.default(Memory.parse({})).describe('Memory of the virtual machines.'),
  virtualCpus: VirtualCpuSwitches.default(VirtualCpuSwitches.parse({})).describe('Virtual CPUs on CPUs (4.2.1).'),
});
export type Monitor = z.infer<typeof Monitor>;
