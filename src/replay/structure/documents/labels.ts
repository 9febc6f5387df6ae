import { z } from 'zod';

/** What every document has for people. */
export const labels = {
  name: z.string().default('unnamed').describe('What reports call it.'),
  description: z.string().optional().describe('One line for people.'),
};
