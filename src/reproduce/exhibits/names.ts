/** The exhibits of the paper we set ours beside, in its order. Apart from what computes them, which the command line need not load to name them. */
export const EXHIBIT_NAMES = ['fig5', 'table2', 'fig6', 'fig7', 'fig8', 'table3'] as const;
/** The name of an exhibit of the paper. */
export type ExhibitName = (typeof EXHIBIT_NAMES)[number];
