import { nodeAt, pathsOf } from '../../../config/schema.ts';
import { COST_NAMES } from '../../../price/cost-table.ts';
import { shownCost } from '../../../price/costs/document.ts';
import { Documents } from '../../../replay/structure/documents/documents.ts';
import { documentPaths } from '../../../replay/structure/documents/homes.ts';
import { Structure } from '../../../replay/structure/structure.ts';
import { anchorOf, item, markdownPage } from '../../../report/text/markdown.ts';
import { allowedText, shownValue } from '../../../settings/allowed.ts';
import { SETTING_DOCUMENTS, type SettingDocument, type SettingFacts, settingFacts } from '../../../settings/facts.ts';
import { markdownTable } from './markdown.ts';
import { priorText } from './prior.ts';
import { DOCUMENT_TITLES, fallbackText, isOwnKind, presetText } from './settings.ts';

/** The reference of settings, as Markdown: `docs/reference/settings.md`. */
export function settingReference(): string {
  const contents = [...SETTING_DOCUMENTS.map((document) => DOCUMENT_TITLES[document]), ORIGINS, SPELLINGS];
  const sections = SETTING_DOCUMENTS.flatMap((document) => [`## ${DOCUMENT_TITLES[document]}`, SAID[document], tableOf(document)]);
  return markdownPage([
    '# Settings',
    WRITTEN,
    TAKEN,
    HOW,
    RULES.map((rule) => item(rule)).join('\n'),
    contents.map((title) => item(`[${title}](#${anchorOf(title)})`)).join('\n'),
    ...sections,
    `## ${ORIGINS}`,
    FROM,
    ...SETTING_DOCUMENTS.filter((document) => !isOwnKind(document) && document !== 'workload').flatMap(originsOf),
    `## ${SPELLINGS}`,
    ALSO,
    markdownTable(['also', 'is'], [...oldPaths(), ...costNames()]),
  ]);
} // biome-ignore format: long lines

const ORIGINS = 'Where the values come from';
const SPELLINGS = 'Other spellings';

const WRITTEN = `Written by \`disco show settings --markdown > docs/reference/settings.md\`; a test compares.
A setting is a value of the model that you can change without writing a file. This page has all of them, by the kind of
document that they stand in. \`disco show setting NAME\` prints one of them, \`disco show settings\` lists them.`;

const TAKEN =
  'Settings are taken by the option `--set` of [these commands](commands.md#commands-that-take-settings), and by the axes of a sweep: `--vary`, and `set`, `vary` and `points` of a study.';

const HOW =
  'A setting is written `PATH=VALUE`, such as `tlb.entries=128`. In a study file and in the library, it is a key and a value.';

const RULES = [
  'A path may be given in full (`machine.tlb.entries`), or without the document’s name where no other document has the key.',
  'A number may have a unit behind it: `B`, `KiB`, `MiB`, `GiB` for bytes, `ns`, `us`, `ms` for time, `cycles`, `MHz`, `GHz`, and `k`, `M`, `G` for thousands, millions and thousands of millions. The clock converts between time and cycles.',
  'A word in capitals stands for a name: `SERVICE` for a service of the kernel, `LOCK` for one of its locks, `PROGRAM` for a program of a workload, `CALL` for a kind of system call, `REGION` for a data region of a program.',
  '`[]` stands for the elements of a list. A list is set as a whole. The lists of a profile are an exception: an element is set by its number, from 0.',
  '*Unless said* is the value where no document says another. *In presets* are the values in the documents that come along; *all* of them have it where no names are given.',
];

const FROM = `Of values that say where they come from, this is what they say: *published* in the paper or another source, *derived* from other
values, *measured* in a recording, *assumed*, or *fitted* to something that the source names. *May be* is the prior of an assumption: the
values that draws of bands take. A value without a row does not say where it comes from, and draws leave it as it is. Costs say the same in [costs](costs.md)
and [recovery costs](recovery-costs.md), numbers of workloads in [settings-workloads.md](settings-workloads.md).`;

const ALSO = `Some values can be written in a second way. Of the cost of a level, the name is used by the columns of tables.`;

/** What is said of each kind of document before its table. */
const SAID: Readonly<Record<SettingDocument, string>> = {
  run: 'This belongs to no document.',
  machine: 'The hardware: `disco show machines` lists the presets. The prefix `machine.` may be left out.',
  guest: 'The operating system: `disco show guests` lists the presets.',
  profile: `What the kernel of a guest executes and touches in each of its services. It acts on user-level traces, into which that work is
inserted. \`disco show profiles\` lists the presets.`,
  monitor: 'The virtual machine monitor: `disco show monitors` lists the presets. These act where there is a monitor.',
  costs: `How long things take: [costs](costs.md) has sources, priors, and the events that each prices. The prefix \`costs.\` may be left out.`,
  workload: `A workload is a trace that is made as it is read, \`synthetic:NAME\`: \`disco show workloads\` lists them. The prefix has to be
written. A sweep takes workloads as they are.`,
  recovery: `How long recovery from a failure takes: [recovery costs](recovery-costs.md) has sources and priors. The prefix has to be written.
They are taken by \`disco failures\` and \`disco reproduce failures\`.`,
};

function tableOf(document: SettingDocument): string {
  const rows = settingFacts().filter((each) => each.document === document).map(cells); // biome-ignore format: a line
  return markdownTable(['setting', 'meaning', 'unit', 'may be', 'unless said', 'in presets'], rows);
}

const cells = (setting: SettingFacts): string[] => [
  `\`${setting.name.replaceAll('.[]', '[]')}\``,
  setting.meaning,
  setting.node.unit ?? '–',
  setting.node.type === 'null' ? '`null`, or the keys below' : allowedText(setting.node),
  fallbackText(setting),
  setting.presets.length === 0 ? '–' : presetText(setting),
];

/** A value that says where it comes from, and the presets that have it. */
export interface Origin {
  path: string;
  presets: readonly string[];
  /** Value, kind, source, and prior, in words. */
  said: readonly string[];
}

/** Where the values of a document's presets come from, of those that say so. */
export function originsIn(document: SettingDocument): Origin[] {
  const all = settingFacts()
    .filter((each) => each.document === document)
    .flatMap(({ presets, node }) =>
      presets
        .filter(({ kind, prior }) => kind !== undefined || prior !== undefined)
        .map(({ path, preset, value, kind, source, prior }) => ({
          path: path.replace(/^machine\./, ''),
          preset,
          said: [shownValue(value), kind ?? '–', source ?? '–', prior === undefined ? '–' : priorText(prior, node.unit)],
        })),
    );
  return [...Map.groupBy(all, ({ path, said }) => JSON.stringify([path, said])).values()].map((its) => ({
    path: its[0].path,
    presets: its.map(({ preset }) => preset),
    said: its[0].said,
  }));
} // biome-ignore format: long lines

function originsOf(document: SettingDocument): string[] {
  const rows = originsIn(document).map(({ path, presets, said }) => [`\`${path}\``, presets.join(', '), ...said]);
  return rows.length === 0 ? [] : [`### ${DOCUMENT_TITLES[document]}: sources`, markdownTable(['setting', 'preset', ...SAID_OF_VALUES], rows)];
} // biome-ignore format: a line

/** Heads of what values say. */
export const SAID_OF_VALUES = ['value', 'kind', 'source', 'may be'];

/** Paths of what replay reads that the documents have elsewhere; groups stand for all that is in them. */
function oldPaths(): string[][] {
  const found: [string, string][] = [];
  for (const path of pathsOf(Structure)) {
    const keys = path.split('.');
    const known = documentPaths(keys).filter((each) => nodeAt(Documents, each) !== undefined);
    const elsewhere = known.map((each) => each.join('.')).filter((each) => each !== path && each !== `machine.${path}`);
    const isWithin = found.some(([before]) => path.startsWith(`${before}.`));
    if (elsewhere.length > 0 && !isWithin) found.push([path, elsewhere.map((each) => `\`${each}\``).join(', or under a monitor ')]);
  }
  return found.map(([path, is]) => [`\`${path}\``, is]);
} // biome-ignore format: long lines

const costNames = (): string[][] =>
  COST_NAMES.filter((name) => shownCost([name]).length > 1).map((name) => [`\`${name}\``, `\`costs.${shownCost([name]).join('.')}\``]); // biome-ignore format: a line
