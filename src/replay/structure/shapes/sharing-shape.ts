import { z } from 'zod';
import { MOST_RANGES } from './sets.ts';
import { MAX_VMS } from './vms.ts';

/** Disks, and what of them is shared (4.2.5). */
export const DisksShape = z.strictObject({
  sharing: z
    .boolean()
    .default(true)
    .describe(
      "Blocks of copy-on-write disks that are in memory are mapped or copied instead of read, for all VMs, and so is the kernel's text, booted from one; false: each VM reads copies of its own.",
    ),
  kinds: z
    .array(
      z.strictObject({
        disk: z
          .int()
          .min(0)
          .max(2 ** 32 - 1)
          .describe('Number of the disk in the trace.')
          .meta({ unit: 'disk' }),
        kind: z
          .enum(['copyOnWrite', 'persistent', 'nfs'])
          .describe('Shared, modifications private; of one VM; of one VM, which serves it to the others.'),
        vm: z
          .int()
          .min(0)
          .max(MAX_VMS - 1)
          .nullable()
          .default(null)
          .describe('The VM that mounts it; null: the first to use it.')
          .meta({ unit: 'virtual machine' }),
      }),
    )
    .max(MOST_RANGES)
    .default([])
    .describe('What disks are, by number.'),
  others: z
    .enum(['auto', 'copyOnWrite', 'persistent'])
    .default('auto')
    .describe('All other disks; "auto": copy-on-write where there are several VMs, persistent where there is one.'),
});
export type DisksShape = z.infer<typeof DisksShape>;

/** The virtual subnet (4.2.6), and the changes to IRIX that go with it (4.3). */
export const NetworkShape = z.strictObject({
  remapPages: z
    .boolean()
    .default(true)
    .describe('Whole aligned pages of a message are mapped read-only to the receiver; false: all of it is copied.'),
  remapCall: z
    .boolean()
    .default(true)
    .describe('The guest has pages of network buffers remapped where it would copy them (4.3).'),
  freeListFix: z
    .boolean()
    .default(true)
    .describe("The guest's free list of network buffers does not write into their data, which would end the sharing."),
  peer: z
    .union([
      z.literal('gateway'),
      z
        .int()
        .min(0)
        .max(MAX_VMS - 1),
    ])
    .default('gateway')
    .describe('Who gets messages of the trace: "gateway", the outside; or a virtual machine, by number.')
    .meta({ unit: 'virtual machine' }),
});
export type NetworkShape = z.infer<typeof NetworkShape>;

/** From a page of 256 bytes to 16 TiB, sixteen times what the 40 bits of a machine address reach. */
const megabytes = z
  .number()
  .min(2 ** -12)
  .max(2 ** 24);

/** Memory of the machine. Decides how large the monitor's tables are; what limits the guests is `pagesPerNode`. */
export const machineMB = megabytes.default(256).describe('Memory of the machine, in MB.').meta({ unit: 'MB' }); // biome-ignore format: a line
/** Memory of the virtual machines. */
export const vmMB = z
  .array(megabytes)
  .max(MAX_VMS)
  .default([])
  .describe('Memory of each virtual machine, in MB, together perhaps more; those left out have equal shares.')
  .meta({ unit: 'MB' });

/** Memory that is configured, as replay reads it. */
export const MemoryShape = z.strictObject({ machineMB, vmMB });
export type MemoryShape = z.infer<typeof MemoryShape>;

/** Addresses that virtual machines have in common. */
export const SharedRegion = z.strictObject({
  from: z.int().min(0).describe('First address (0x… is YAML for hexadecimal).').meta({ unit: 'address' }),
  to: z.int().min(0).describe('Last address.').meta({ unit: 'address' }),
});
