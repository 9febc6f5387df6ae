/**
 * Coprocessor-0 registers whose accesses have no side effect, so that the special register page can stand for them
 * (section 4.3: the frequent ones, by hand). Assumed: the paper gives no list; this follows what each register does (MIPS R10000 User's Manual).
 * Reads: all but Random (1) and Count (9), which change by themselves. Writes: EntryLo0, EntryLo1 (2, 3), Context (4), PageMask (5),
 * EPC (14), LLAddr (17), XContext (20), TagLo, TagHi (28, 29), ErrorEPC (30): a later instruction reads them from the page.
 */
const CHANGES_BY_ITSELF = new Set([1, 9]);
const PLAIN_WRITE = new Set([2, 3, 4, 5, 14, 17, 20, 28, 29, 30]);

export const readHasNoEffect = (register: number): boolean => !CHANGES_BY_ITSELF.has(register);
export const writeHasNoEffect = (register: number): boolean => PLAIN_WRITE.has(register);
