import { FORMULA_BEGINS } from '../../formula.ts';

const FORMULAS = new RegExp(`([,;])(?=${FORMULA_BEGINS})`, 'gu');
const GUARDED = new RegExp(`([,;])'(?=${FORMULA_BEGINS})`, 'gu');

/**
 * Text of a comment, which a spreadsheet cuts at its separators as it does a row: an apostrophe stands before each piece that it would
 * compute, as before such cells of reports. The first piece begins with the comment's own sign.
 */
export const withoutFormulas = (comment: string): string => comment.replace(FORMULAS, "$1'");

/** The same text without these apostrophes. */
export const withFormulas = (comment: string): string => comment.replace(GUARDED, '$1');
