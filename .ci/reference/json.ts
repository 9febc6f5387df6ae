import { BY_TYPE, JSON_DOCUMENTS } from './json/documents.ts';
import type { Key } from './json/key.ts';
import { code, escaped, item, page, table } from './markdown.ts';

/** A type, with a link to the table whose columns are the keys of its rows. */
const typeText = ([type]: Key): string => type.replace(/^rows of (.*)$/, 'rows of [$1](columns.md#$1)');

/** The reference of what commands write for programs: docs/reference/json.md. */
export const jsonReference = (): string =>
  page([
    '# JSON of commands',
    'With `--json` a command prints its result for programs; with `-o FOLDER` it writes the same as a file into the folder. This page has the keys of each. Keys are a stable handle: a new version may add some. A key is written as its path; `[]` is what is in a list, and a part in capital letters stands for any name.',
    'A test runs the commands, and finds every key of what they write here, with its type.',
    ...JSON_DOCUMENTS.flatMap(({ title, about, keys }) => [
      `## ${title}`,
      about,
      table(
        ['key', 'type', 'unit', 'meaning'],
        Object.entries(keys).map(([path, key]) => [code(path), typeText(key), key[1] || '–', key[2]]),
      ),
    ]),
    '## Others',
    'These are made of types of the [library](library.md), whose members are their keys:',
    BY_TYPE.map(([command, what]) => item(`${code(command)}: ${what}`)).join('\n'),
    `Sections of a report by themselves are in [reports.md](reports.md), tables in [columns.md](columns.md). In a program, ${escaped('`toJson`, `ablate`, `serviceRows` and others')} give the same objects without a file.`,
  ]); // biome-ignore format: sentences
