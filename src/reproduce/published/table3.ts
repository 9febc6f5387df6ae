/** Table 3 (page 15): what Disco did with hot pages in the runs of Figure 8. Rates are taken to be of the whole machine. */
export const TABLE_3 = {
  engineering: { 'migrations/s': 2461, 'migration us': 67, 'replications/s': 2208, 'replication us': 57 },
  raytrace: { 'migrations/s': 909, 'migration us': 102, 'replications/s': 2671, 'replication us': 73 },
} as const;
