import { nodeProblem } from './version.ts';

/** Imported before all else, so that an older Node is told of in a sentence instead of by the first thing it lacks. */
const problem = nodeProblem();
if (problem !== undefined) throw new Error(problem);
