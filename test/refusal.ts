import { expect } from 'vitest';
import { UserError } from '../src/errors.ts';

/** The message with which something is refused: a UserError's. */
export function refusal(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('it loaded');
}
