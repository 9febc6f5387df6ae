import { allowedText, shownValue } from '../../../settings/allowed.ts';
import { type PresetValue, type SettingDocument, type SettingFacts, settingFacts } from '../../../settings/facts.ts';
import { type Fact, factsText, TYPE } from '../text/facts.ts';
import { priorText } from './prior.ts';

/** Headings of the settings of each kind of document. */
export const DOCUMENT_TITLES: Readonly<Record<SettingDocument, string>> = {
  run: 'The run',
  machine: 'The machine',
  guest: 'The guest',
  profile: 'The profile of the guest’s kernel',
  monitor: 'The monitor',
  costs: 'Costs',
  workload: 'Synthetic workloads',
  recovery: 'Recovery costs',
};

/** Whether settings of a document are listed as a kind of their own: costs. */
export const isOwnKind = (document: SettingDocument): boolean => document === 'costs' || document === 'recovery';

/** Presets whose values commands set, the first that says something. */
const SHOWN = ['disco', 'flash', 'irix-5.3', 'pmake', 'pmake8'];

/** The kind of `disco show` that prints presets of a document. */
const kindOf = (document: SettingDocument): string => ({ run: 'structure', costs: 'cost', recovery: 'recovery-cost' } as Partial<Record<SettingDocument, string>>)[document] ?? document; // biome-ignore format: a line

/** A command that takes the setting, with the value that it has anyway; of what no preset has as one word, the command that prints a preset. */
export function commandOf({ presets, document, path, fallback }: SettingFacts): string {
  const shown = SHOWN.map((name) => presets.find(({ preset }) => preset === name)).find((each) => each !== undefined);
  const value = shown === undefined ? fallback : shown.value;
  const settable = ['string', 'number', 'boolean'].includes(typeof value) && !/\s/.test(String(value));
  if (!settable || (shown === undefined && document !== 'run'))
    return `disco show ${kindOf(document)} ${shown?.preset ?? PRESETS[document] ?? 'flash'}`;
  const trace = document === 'workload' ? `synthetic:${shown?.preset}` : 'radix8';
  return `disco compare ${trace} --set ${(shown?.path ?? path).replace(/^machine\./, '')}=${value}`;
}

/** A preset of each kind of document, to be looked at. */
const PRESETS: Partial<Record<SettingDocument, string>> = { guest: 'irix-5.3', profile: 'irix-5.3', monitor: 'disco', workload: 'pmake' }; // biome-ignore format: a line

const plain = (markdown: string): string => markdown.replaceAll('`', '');

/** A setting for people. */
export function settingText(name: string): string {
  const setting = settingFacts().find((each) => each.name === name);
  if (setting === undefined) throw new RangeError(`no setting ${name}`);
  const { node, meaning, document, path, presets } = setting;
  const detailed = presets.some((value) => value.path !== path) ? [] : presets;
  const facts: Fact[] = [
    ['is of', DOCUMENT_TITLES[document].replace(/^The/, 'the')],
    ...(node.unit === undefined ? [] : [['unit', node.unit] as const]),
    ['may be', plain(allowedText(node))],
    ['unless said', plain(fallbackText(setting))],
    ...(detailed.length === 0 && presets.length > 0 ? [['in presets', plain(presetText(setting))] as const] : []),
    ...detailed.flatMap(({ preset, value, kind, source, prior }): Fact[] => [
      [preset, `${plain(shownValue(value))}${kind === undefined ? '' : `, ${kind}: ${source}`}`],
      ...(prior === undefined ? [] : [['it may be', priorText(prior, node.unit)] as const]),
    ]),
    [TYPE, commandOf(setting)],
  ];
  return factsText(`setting ${name}`, meaning, facts);
}

/** What it is where a document does not say it. */
export const fallbackText = ({ fallback }: SettingFacts): string =>
  fallback === undefined ? '–' : shownValue(fallback);

/** What presets say, each value once: `64 (flash, origin), 0 (dinero)`; of many of a form the least and the most. */
export function presetText({ presets, path }: SettingFacts): string {
  const isMany = presets.some((value) => value.path !== path);
  if (!isMany || new Set(presets.map(({ value }) => JSON.stringify(value))).size === 1) return grouped(presets);
  const of = [...Map.groupBy(presets, ({ preset }) => preset)].map(([preset, its]) => [spanOf(its), preset] as const);
  return listed([...Map.groupBy(of, ([span]) => span)].map(([span, its]) => [span, its.map(([, preset]) => preset)]));
}

const grouped = (presets: readonly PresetValue[]): string =>
  listed([...Map.groupBy(presets, ({ value }) => shortly(value))].map(([value, its]) => [value, [...new Set(its.map(({ preset }) => preset))]])); // biome-ignore format: a line

const listed = (values: readonly (readonly [value: string, presets: readonly string[]])[]): string =>
  values.map(([value, names]) => `${value} (${values.length === 1 && names.length > 2 ? 'all' : names.join(', ')})`).join('; '); // biome-ignore format: a line

/** A value; of a list how long it is. */
const shortly = (value: unknown): string => Array.isArray(value) && value.length > 0 ? `a list of ${value.length}` : shownValue(value); // biome-ignore format: a line

function spanOf(values: readonly PresetValue[]): string {
  const numbers = values.map(({ value }) => value).filter((value) => typeof value === 'number');
  if (numbers.length < values.length) return [...new Set(values.map(({ value }) => shortly(value)))].join(', ');
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? shownValue(least) : `${shownValue(least)} to ${shownValue(most)}`;
}
