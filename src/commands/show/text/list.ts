import { amount, cpus } from '../../../catalogue/text.ts';
import { hanging, paragraph } from '../../../report/text/text-table.ts';
import { typed } from '../../../report/text/typed.ts';
import { lineWidth } from '../../../report/text/width.ts';
import { capital } from '../../../report/text/words.ts';
import type { Entry, Kind } from '../kind.ts';

/** Entries whose commands all differ in the name alone have it told once, from so many on. */
const SOME = 3;
/** From so many on, most of them. */
const MANY = 12;

/** Of a line, the most that names take; what is longer stands in a line of its own. */
const NAMES_SHARE = 0.29;

/** `5.73 M references, 8 CPUs`; nothing of what has neither. */
export const measure = ({ size, cpus: count }: Pick<Entry, 'size' | 'cpus'>): string =>
  [size === undefined ? [] : `${amount(size.amount)} ${size.unit}`, count === undefined ? [] : cpus(count)]
    .flat()
    .join(', ');

/** The entries of a kind: what each is, how large, and what to type. */
export function listText(kind: Kind, entries: readonly Entry[]): string {
  const sections = [...Map.groupBy(entries, ({ section }) => section)];
  const widest = Math.max(...entries.map(({ name }) => name.length)) + 4;
  const indent = Math.min(Math.floor(NAMES_SHARE * lineWidth()), widest);
  const shared = sharedCommand(entries);
  return `${[
    ...paragraph(`${capital(kind.plural)}: ${kind.line}.`),
    ...typedOf(shared, entries),
    ...sections.flatMap(([section, its]) => sectionLines(section, its, indent, shared)),
    '',
    ...inFull(kind, entries),
  ].join('\n')}\n`;
}

function sectionLines(section: string | undefined, entries: readonly Entry[], indent: number, told?: string): string[] {
  const shared = told ?? sharedCommand(entries);
  const head = section === undefined ? [] : [...paragraph(section), ...(told === undefined ? typedOf(shared, entries) : []), '']; // biome-ignore format: a line
  return ['', ...head, ...entries.flatMap((entry) => entryLines(entry, indent, shared))];
}

function entryLines(entry: Entry, indent: number, told: string | undefined): string[] {
  const { name, line, more = [], command } = entry;
  const under = ' '.repeat(indent);
  const label = `  ${name}`;
  const measured = measure(entry);
  return [
    ...(label.length > indent - 2 ? [label, ...hanging(under, line)] : hanging(label.padEnd(indent), line)),
    ...more.flatMap((text) => hanging(under, text)),
    ...(measured === '' ? [] : hanging(under, measured)),
    ...(isTold(entry, told) ? [] : typed(under, command)),
  ];
}

/** The command with NAME in the place of the name. */
const patternOf = ({ name, command }: Entry): string =>
  command.replace(/(?<=^disco ).*/, (rest) => rest.replaceAll(name, 'NAME'));

const isTold = (entry: Entry, told: string | undefined): boolean => entry.command === told || patternOf(entry) === told;

/** The command that all have, or the pattern that is told once for all commands, or for most of many; undefined: each is told. */
function sharedCommand(entries: readonly Entry[]): string | undefined {
  const [{ command }] = entries;
  if (entries.length > 1 && entries.every((entry) => entry.command === command)) return command;
  const [pattern, its] = [...Map.groupBy(entries, patternOf)].reduce((a, b) => (b[1].length > a[1].length ? b : a));
  const isAll = its.length === entries.length && its.length >= SOME;
  return isAll || (entries.length >= MANY && 2 * its.length > entries.length) ? pattern : undefined;
}

function typedOf(shared: string | undefined, entries: readonly Entry[]): string[] {
  if (shared === undefined) return [];
  if (entries.every((entry) => isTold(entry, shared))) return typed('Type: ', shared);
  return [...paragraph('Where nothing else is told, type:'), ...typed('  ', shared)];
}

const inFull = ({ name, files }: Kind, [first]: readonly Entry[]): string[] => [
  ...typed('One in full: ', `disco show ${name} ${first.name}`),
  ...(files === undefined ? [] : paragraph(`A file may describe another: disco show ${name} --schema says how.`)),
];
