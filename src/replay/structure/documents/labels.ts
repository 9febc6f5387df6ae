import { label, text } from '../../../config/labels.ts';

/** What every document has for people. */
export const labels = {
  name: label.default('unnamed').describe('What reports call it.'),
  description: text.optional().describe('One line for people.'),
};
