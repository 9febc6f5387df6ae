import { z } from 'zod';
import { cpus } from './numa-shape.ts';
import { MOST_INSTRUCTIONS } from './sets.ts';
import { MAX_VMS } from './vms.ts';

/** How virtual CPUs share CPUs. */
export const VirtualCpuSwitches = z.strictObject({
  vms: z
    .int()
    .min(1)
    .max(MAX_VMS)
    .default(1)
    .describe("Virtual machines; the trace's CPUs are divided among them.")
    .meta({ unit: 'virtual machines' }),
  spread: z
    .boolean()
    .default(false)
    .describe('Of n VMs, VM v has the CPUs v, v + n and so on, over all nodes; false: neighbouring ones.'),
  quantumInstructions: z
    .int()
    .min(1000)
    .max(MOST_INSTRUCTIONS)
    .default(4_000_000)
    .describe('Instructions until the next virtual CPU has its turn; 10 ms at 400 MHz.')
    .meta({ unit: 'instructions' }),
  affinity: z.boolean().default(true).describe('Virtual CPUs keep to a CPU, unless another has nothing to do (4.2.1).'),
  flushTlb: z
    .boolean()
    .default(true)
    .describe('The TLB is flushed when another virtual CPU is scheduled, as ASIDs are not virtualised (4.2.2).'),
});

/** The same and the machine's CPUs, as replay reads it. */
export const VirtualCpuShape = z.strictObject({
  vms: VirtualCpuSwitches.shape.vms,
  cpus: cpus.describe("CPUs of the machine; null: one for each of the trace's, which are the virtual CPUs."),
  spread: VirtualCpuSwitches.shape.spread,
  quantumInstructions: VirtualCpuSwitches.shape.quantumInstructions,
  affinity: VirtualCpuSwitches.shape.affinity,
  flushTlb: VirtualCpuSwitches.shape.flushTlb,
});
export type VirtualCpuShape = z.infer<typeof VirtualCpuShape>;
