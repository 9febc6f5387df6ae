/** Exhibits of other papers, for which nothing was fitted. Apart from what computes them, which the command line need not load to name them. */
export const FRESH_NAMES = ['sosp95', 'cellular', 'esx', 'failures'] as const;
export type FreshName = (typeof FRESH_NAMES)[number];

/** Stands for all of them. */
export const ALL_FRESH = 'fresh';
export const isFresh = (name: string): name is FreshName => FRESH_NAMES.some((each) => each === name);
