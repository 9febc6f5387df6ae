import { PARTS } from '../../price/parts.ts';
import { MODE_NAMES } from '../../replay/counts/event.ts';
import { flag, integer, text } from '../tables/column.ts';

/** Values as a column's meaning lists them. */
export const listed = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ');

/** Columns that several tables have. */
export const CONFIGURATION = text('The run: the name of its structure, numbered where one occurs twice.');
export const WINDOW = integer('', 'Which window of the recording, from 1; a recording without gaps is one.');
export const CPU = integer('', 'Processor of the machine, from 0.', { label: 'CPU' });
export const VM = integer('', 'Virtual machine, from 0.', { label: 'VM' });
export const MODE = text(`Who ran, and of the monitor what for: ${listed(MODE_NAMES)}.`);
export const SERVICE = text('The service of the operating system it was in; `none`: in no service.');
export const PART = text(`What the time is spent on: ${listed(Object.keys(PARTS))}.`);
export const WARMUP = flag('Whether it was counted during the warm-up, which is in no other number.');
