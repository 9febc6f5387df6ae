export { type ArrowOptions, openArrow } from './open.ts';
export { type TraceEnd, writeArrow } from './write.ts';
