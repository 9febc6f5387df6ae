/** Figure 7 (page 13, section 5.4): percent of the same workload's IRIX time on eight CPUs. Recovered from the figure's outlines, exact to 0.005. */
export const FIGURE_7 = {
  pmake: {
    irix: { user: 18.31, 'user stall': 9.82, kernel: 34.06, sync: 22.74, DISCO: 0, idle: 15.07 },
    '1vm': { user: 18.33, 'user stall': 10.2, kernel: 34.31, sync: 25.33, DISCO: 23.3, idle: 24.68 },
    '2vm': { user: 18.32, 'user stall': 7.79, kernel: 21.23, sync: 12.48, DISCO: 21.22, idle: 10.63 },
    '4vm': { user: 18.36, 'user stall': 6.22, kernel: 12.55, sync: 3.12, DISCO: 16.33, idle: 6.93 },
    '8vm': { user: 18.41, 'user stall': 4.96, kernel: 8.7, sync: 0.91, DISCO: 14.02, idle: 12.72 },
    '8vm/nfs': { user: 18.41, 'user stall': 4.64, kernel: 9.55, sync: 0.99, DISCO: 14.41, idle: 37.73 },
  },
  radix: {
    irix: { user: 20.82, 'user stall': 29.6, kernel: 22.25, sync: 5.02, DISCO: 0, idle: 22.31 },
    splashos: { user: 15.51, 'user stall': 14.72, kernel: 0, sync: 0, DISCO: 3.69, idle: 0 },
  },
} as const;
