import { BARS, PART_LABELS, PART_NAMES, PARTS } from '../../price/parts.ts';
import { EVENT_NAMES, EVENTS } from '../../replay/counts/event.ts';
import { type Column, integer, type NamedColumn, named, number } from '../../report/tables/column.ts';
import { words } from '../../report/text/words.ts';

const NO_BASELINE = 'There is no baseline under the same settings.';
const NO_INSTRUCTION = 'No instruction was measured.';
const camel = (name: string): string => name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());

/** What each output is: a column for every name of `OUTPUTS`. */
const COLUMNS: Readonly<Record<string, Column>> = {
  totalMs: number('ms', 'Processor time, in all.', { label: 'total' }),
  overheadPercent: number('%', 'Time over that of the baseline under the same settings.', {
    label: 'overhead',
    empty: NO_BASELINE,
  }),
  cpi: number('', 'Cycles of processor time for each instruction.', {
    label: 'cycles per instruction',
    empty: NO_INSTRUCTION,
  }),
  ...Object.fromEntries(
    BARS.map((bar) => [
      `${camel(bar)}Ms`,
      number('ms', `Processor time of the segment “${bar}” of the figures’ bars.`, { label: bar }),
    ]),
  ),
  ...Object.fromEntries(
    PART_NAMES.filter((part) => part !== 'idle').map((part) => [
      `${part}Ms`,
      number('ms', PARTS[part], { label: PART_LABELS[part] }),
    ]),
  ),
  ...Object.fromEntries(
    EVENT_NAMES.flatMap((event) => [
      [event, integer('events', EVENTS[event], { label: words(event) })],
      [
        `${event}Per1000`,
        number('', `\`${event}\` for each thousand instructions.`, {
          label: `${words(event)} per 1000 instructions`,
          empty: NO_INSTRUCTION,
        }),
      ],
    ]),
  ),
};

/** The outputs for the reference, those of events as two patterns. */
export function outputReference(): NamedColumn[] {
  const events = EVENT_NAMES.flatMap((event): string[] => [event, `${event}Per1000`]);
  const [first] = EVENT_NAMES;
  return [
    ...named(COLUMNS).filter(({ name }) => !events.includes(name)),
    { ...COLUMNS[first], name: 'EVENT', meaning: 'How often an event happened; the table `events` says what each is.' },
    { ...COLUMNS[`${first}Per1000`], name: 'EVENTPer1000', meaning: 'An event for each thousand instructions.' },
  ];
}

/** Whether it is a column that sweeps can have as an output. */
export const isOutput = (name: string): boolean => Object.hasOwn(COLUMNS, name);

/** An output's column. Throws RangeError for what is no output. */
export function outputColumn(name: string): Column {
  if (!isOutput(name)) throw new RangeError(`${name} is no output of sweeps`);
  return COLUMNS[name];
}
