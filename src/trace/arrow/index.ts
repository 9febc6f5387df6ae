export { type ArrowOptions, openArrow } from './read.ts';
export { type TraceEnd, writeArrow } from './write.ts';
