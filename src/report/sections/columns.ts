import { flag, integer, text } from '../tables/column.ts';

/** Columns that several tables have. */
export const CONFIGURATION = text('The run: the name of its structure, numbered where one occurs twice.');
export const WINDOW = integer('', 'Window of the recording; 0 where it has none.');
export const CPU = integer('', 'Processor, from 0; a virtual one where the monitor divides processors.');
export const VM = integer('', 'Virtual machine, from 0.', { label: 'VM' });
export const MODE = text('Who ran: `user`, `kernel`, or what the monitor was doing.');
export const SERVICE = text('The service of the operating system it was in; `none`: in no service.');
export const WARMUP = flag('Whether it was counted during the warm-up, which is in no other number.');
