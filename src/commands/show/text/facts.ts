import { hanging, paragraph } from '../../../report/text/text-table.ts';
import { typed } from '../../../report/text/typed.ts';

/** The label of what to type. */
export const TYPE = 'type';

/** What is said of one thing: a label and a text; a label that is again the one before it is left out. */
export type Fact = readonly [label: string, text: string];

/** An entry for people: its heading, what it is, and facts in two columns. */
export function factsText(heading: string, sentence: string, facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(([label]) => label.length)) + 2;
  const lines = facts.flatMap(([label, text], n) => {
    const repeated = facts[n - 1]?.[0] === label;
    return (label === TYPE ? typed : hanging)((repeated ? '' : label).padEnd(width), text);
  });
  return `${[...paragraph(heading), '', ...paragraph(sentence), '', ...lines].join('\n')}\n`;
}
