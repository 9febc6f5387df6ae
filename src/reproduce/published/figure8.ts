/** Figure 8 (page 14, section 5.5): percent of the same workload's IRIX execution time. Recovered from the figure's outlines, exact to 0.005. */
export const FIGURE_8 = {
  engineering: {
    irix: { exec: 31.31, local: 5.5, remote: 63.19, DISCO: 0, missesLocal: 16 },
    disco: { exec: 30.44, local: 12.92, remote: 13.3, DISCO: 10.35, missesLocal: 78 },
    uma: { exec: 31.36, local: 17.05, remote: 0, DISCO: 0, missesLocal: 100 },
  },
  raytrace: {
    irix: { exec: 42.12, local: 1.83, remote: 56.06, DISCO: 0, missesLocal: 6 },
    disco: { exec: 41.53, local: 6.76, remote: 7.15, DISCO: 6.24, missesLocal: 76 },
    uma: { exec: 42.02, local: 7.42, remote: 0, DISCO: 0, missesLocal: 100 },
  },
} as const;
