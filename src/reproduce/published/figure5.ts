/** Figure 5 (page 11, section 5.2): percent of the same workload's IRIX execution time, one CPU. Recovered from the figure's outlines, exact to 0.005. */
export const FIGURE_5 = {
  pmake: {
    irix: { user: 49.58, kernel: 18.73, DISCO: 0, idle: 31.69 },
    disco: { user: 50.45, kernel: 16.26, DISCO: 24.09, idle: 24.93 },
  },
  engineering: {
    irix: { user: 94.07, kernel: 5.93, DISCO: 0, idle: 0 },
    disco: { user: 94.76, kernel: 1.19, DISCO: 9.73, idle: 0 },
  },
  raytrace: {
    irix: { user: 96.57, kernel: 3.43, DISCO: 0, idle: 0 },
    disco: { user: 96.14, kernel: 0.77, DISCO: 6.11, idle: 0 },
  },
  database: {
    irix: { user: 86.39, kernel: 13.61, DISCO: 0, idle: 0 },
    disco: { user: 87.94, kernel: 2.98, DISCO: 25.36, idle: 0 },
  },
} as const;
