import { text } from '../../report/tables/column.ts';

/** What a point is of. */
export const TRACE = text('The trace: a file or a name.');
export const STRUCTURE = text('The structure’s name.');
