import { decimal, signed } from '../../text/words.ts';

/** Decimals of overheads in percent and worths in points, wherever one stands: there are mechanisms worth hundredths of a point. */
const DIGITS = 2;

/** `37.49`: an overhead, or points of it. */
export const pointsText = (value: number): string => decimal(value, DIGITS);

/** `+8.05`: what a mechanism is worth. */
export const worthText = (value: number): string => signed(value, DIGITS);

/** Whether points are none as they are printed. */
export const isNone = (value: number): boolean => !/[1-9]/.test(pointsText(value));
