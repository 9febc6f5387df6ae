/**
 * Figure 6 (page 13, section 5.3): pages of 4 KB that eight pmakes and their kernels use, V: the virtual machines' physical pages, M: the machine's.
 * Recovered from the figure's outlines, exact to half a page. Buffer cache, kernel text and data, and Disco itself.
 */
export const FIGURE_6 = {
  irix: { V: { data: 1683, text: 421, buffers: 3662, DISCO: 0 }, M: { data: 1683, text: 421, buffers: 3662, DISCO: 0 } },
  '1vm': { V: { data: 1646, text: 421, buffers: 3669, DISCO: 1212 }, M: { data: 1646, text: 421, buffers: 3669, DISCO: 1212 } },
  '2vm': { V: { data: 1885, text: 842, buffers: 5207, DISCO: 1363 }, M: { data: 1868, text: 421, buffers: 3878, DISCO: 1363 } },
  '4vm': { V: { data: 2409, text: 1684, buffers: 7517, DISCO: 1361 }, M: { data: 2382, text: 421, buffers: 4222, DISCO: 1361 } },
  '8vm': { V: { data: 3541, text: 3368, buffers: 11681, DISCO: 1178 }, M: { data: 3513, text: 421, buffers: 4538, DISCO: 1178 } },
  '8vm/nfs': { V: { data: 4056, text: 3368, buffers: 11955, DISCO: 1433 }, M: { data: 4021, text: 421, buffers: 4304, DISCO: 1433 } },
} as const; // biome-ignore format: a table
