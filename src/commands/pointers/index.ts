export { helpOf, ownersOf } from './option.ts';
export { meantCommand } from './word.ts';
