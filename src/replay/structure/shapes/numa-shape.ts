import { z } from 'zod';
import { MOST_RANGES } from './sets.ts';

/** Nodes, and the memories on them: the machine's part. */
export const NodesShape = z.strictObject({
  nodes: z
    .union([z.int().min(1).max(128), z.literal('cpus')])
    .default('cpus')
    .describe('Nodes of the machine; "cpus": one for each CPU, as on FLASH; 1: uniform memory.')
    .meta({ unit: 'nodes' }),
  cpusPerNode: z
    .int()
    .min(1)
    .max(128)
    .default(1)
    .describe('CPUs on a node; CPU c is on node c / cpusPerNode, counted around.')
    .meta({ unit: 'CPUs' }),
  banks: z
    .union([z.int().min(1).max(128), z.enum(['cpus', 'unlimited'])])
    .default(1)
    .describe(
      'Memories of a node that work side by side, its lines spread over them; "cpus": as many as CPUs; "unlimited": nobody queues.',
    )
    .meta({ unit: 'memories' }),
  disks: z
    .array(
      z.strictObject({
        disk: z
          .int()
          .min(0)
          .max(2 ** 32 - 1)
          .describe('Number of the disk in the trace.')
          .meta({ unit: 'disk' }),
        node: z.int().min(0).max(127).describe('The node it hangs on.').meta({ unit: 'node' }),
      }),
    )
    .max(MOST_RANGES)
    .default([])
    .describe('Disks that hang on a node and are lost with it, each on one; all others are lost with no node.'),
});
export type NodesShape = z.infer<typeof NodesShape>;

/** Where pages are put: by the guest's kernel natively, by the monitor where there is one. */
export const PlacementShape = z.strictObject({
  placement: z
    .enum(['firstTouch', 'roundRobin', 'fillFirst'])
    .default('firstTouch')
    .describe('Home of a new page: the node that touches it first; each in turn; the first that has room (IRIX).'),
  homes: z
    .array(
      z.strictObject({
        from: z.int().min(0).describe('First address (0x… is YAML for hexadecimal).').meta({ unit: 'address' }),
        to: z.int().min(0).describe('Last address.').meta({ unit: 'address' }),
        node: z
          .int()
          .min(0)
          .max(127)
          .describe('Home of the pages in between, in every address space.')
          .meta({ unit: 'node' }),
      }),
    )
    .max(MOST_RANGES)
    .default([])
    .describe('Homes given by address; the first that fits counts, `placement` is for all other pages.'),
});

export const pagesPerNode = z
  .int()
  .min(1)
  .max(2 ** 32)
  .nullable()
  .default(null)
  .describe('Pages of memory on a node; null: enough.')
  .meta({ unit: 'pages' });
export const cpus = z.int().min(1).max(128).nullable().default(null).meta({ unit: 'CPUs' });

/** Nodes and where memory is, as replay reads it. */
export const NumaShape = z.strictObject({
  nodes: NodesShape.shape.nodes,
  cpusPerNode: NodesShape.shape.cpusPerNode,
  ...PlacementShape.shape,
  banks: NodesShape.shape.banks,
  disks: NodesShape.shape.disks,
  pagesPerNode,
});
export type NumaShape = z.infer<typeof NumaShape>;
