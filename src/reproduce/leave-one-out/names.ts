/** The exhibits that have folds: figures of which one bar may be fitted and the others predicted. */
export const FOLD_EXHIBITS = ['fig5', 'fig7', 'fig8'] as const;
/** The name of an exhibit that folds are made of. */
export type FoldExhibit = (typeof FOLD_EXHIBITS)[number];
