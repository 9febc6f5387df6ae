/**
 * What text that spreadsheets compute begins with: a sign of a formula, in ASCII or in full width, also behind quotes, blanks and signs that
 * are not seen. The source of a pattern with the flag `u`.
 */
export const FORMULA_BEGINS = `[\\p{Z}\\p{C}"'’\`]*[=+\\-@＝＋－＠]`;
