import { describe, expect, test } from 'vitest';
import { type ConfigKind, loadConfig, presetNames, publishedSchema } from '../../src/config.ts';
import { UserError } from '../../src/errors.ts';
import { GUESTS } from '../../src/guest/profile.ts';
import { COSTS } from '../../src/price/costs.ts';
import { GUEST_DOCUMENTS, MACHINES, MONITORS } from '../../src/replay/structure/documents/documents.ts';
import { STRUCTURES } from '../../src/replay/structure/presets.ts';
import { STUDIES } from '../../src/sweep/study/study.ts';
import { LAYOUT_DOCUMENTS } from '../../src/trace/layout/document.ts';
import { WORKLOADS } from '../../src/trace/synthetic/index.ts';
import { inlined, isValid, type JsonSchema } from './json-schema.ts';

type Any = ConfigKind<unknown, unknown>;
const of = (kind: unknown, preset: string | object) => ({ kind: kind as Any, base: loadConfig(kind as Any, preset) as object, schema: inlined(publishedSchema(kind as Any) as JsonSchema) }); // biome-ignore format: a line
const KINDS = [
  of(STRUCTURES, 'disco'),
  of(MACHINES, 'flash'),
  of(GUEST_DOCUMENTS, 'irix-5.3'),
  of(MONITORS, 'disco'),
  of(COSTS, 'flash'),
  of(STUDIES, 'latencies'),
  of(WORKLOADS, 'pmake'),
  of(LAYOUT_DOCUMENTS, { line: 'op(R|W) address' }),
  of(GUESTS, presetNames(GUESTS)[0]),
];

/** What may be written where something else is due, and at the edges of what may. */
const VALUES: readonly unknown[] = [
  null, [], [1], ['a'], [[]], [{}], {}, { x: 1 }, { value: 1 }, { value: {} }, 'text', '', ' ', 'x'.repeat(300), '3 parsecs', '256KiB', '64', '1..5:1', '1constructor', '=1',
  -1, 0, 1, 1.5, 3, 64, 127, 128, 129, 4096, 1e6, 1e9, 1e9 + 1, 2 ** 31, 1e15, 2 ** 53, 1e308, -1e308, Number.NaN, Number.POSITIVE_INFINITY, true, false, undefined,
]; // biome-ignore format: a list

interface Place {
  path: readonly string[];
  schema: JsonSchema;
}

/** Whether a document can say it: JSON has no such numbers, and a program that leaves something out need not know the key. */
const isWritten = (value: unknown): boolean =>
  value !== undefined && (typeof value !== 'number' || Number.isFinite(value));

/** Every place where a document may say something: keys, keys of what has names (`x`), items of lists (`[]`). */
function* placesOf(schema: JsonSchema, path: readonly string[] = []): Generator<Place> {
  if (path.length > 0) yield { path, schema };
  for (const each of [schema, ...(schema.anyOf ?? [])]) {
    if (each !== schema && each.anyOf) yield* placesOf(each, path);
    for (const [key, inner] of Object.entries(each.properties ?? {})) yield* placesOf(inner, [...path, key]);
    if (typeof each.additionalProperties === 'object') yield* placesOf(each.additionalProperties, [...path, 'x']);
    if (each.items) yield* placesOf(each.items, [...path, '[]']);
  }
}

const written = ([key, ...rest]: readonly string[], value: unknown): unknown =>
  key === undefined ? value : key === '[]' ? [written(rest, value)] : { [key]: written(rest, value) };

/** What no schema can say: of values that have to fit others, of texts with a grammar of their own, and of what is not given. */
const BEYOND_A_SCHEMA = [
  /found nothing, expected/, /no such (setting|preset|unit|output|virtual machine|structure)/, /no place: write/, /does not fit/, /expected a (finite|whole) number/,
  /is no number of the costs|is a label|needs its prefix|is ambiguous|write monitor/, /none of the structures/, /is there (already|twice)|among the values twice|occurs twice/,
  /lines? (of|larger)|sets|ways|entries|tags|coherence|inclusive|inclusion|expected a power of two|power of two of such sets/, /no TLB under|cannot move|runs on a monitor|no nodes|smaller than a page/,
  /a range is|no range/, /expected l1i and l1d/, /takes workloads as they are|is not varied/, /expected with|the shares make|have no share|pages of|working set|more than|comes into use|code is the contents|share nothing|more code than fits|shared by all/,
  /the name of the .* is empty/, /expected at (most|least)/, /is no key/, /only exit, execve and systemCall give|only fork, execve and write take|only fork and execve make|expected whole pages|more pages than are taken/, /expected cpus beside it/, /fixed already|varied already/, /cannot be read|is a folder/,
]; // biome-ignore format: a list

/** What a library, and not we, would say, or a value that nobody wrote out. */
const RAW =
  /Invalid|Unrecognized|Too (small|big)|received|\[object|undefined|\bNaN\b.*\bNaN\b|TypeError|RangeError|\n\s+at /;

function refusal(load: () => unknown): string | undefined {
  try {
    load();
    return undefined;
  } catch (error) {
    return error instanceof UserError ? error.message : `not a UserError: ${(error as Error).stack}`;
  }
}

describe.each(KINDS)('a document of $kind.noun', ({ kind, base, schema }) => {
  const places = [...placesOf(schema)];
  const step = 11;
  const cases = places.flatMap(({ path }) => VALUES.map((value) => ({ path, value }))).filter((_, n) => n % step === 0);

  test('is refused by the loader if by the published schema, and only for what no schema says otherwise; in our words', () => {
    const wrong: unknown[] = [];
    for (const { path, value } of cases) {
      const document = { extends: base, ...(written(path, value) as object) };
      const message = refusal(() => loadConfig(kind, document));
      const valid = isValid(schema, document);
      const agreed =
        message === undefined
          ? valid
          : !valid || path[0] === 'extends' || BEYOND_A_SCHEMA.some((each) => each.test(message));
      const said = message === undefined || (!RAW.test(message.replace(/found .{0,62}?[:,]/g, '')) && /found|expected|unknown|no such|: /.test(message)); // biome-ignore format: a line
      if ((isWritten(value) && !agreed) || !said) wrong.push([path.join('.'), value, valid, message]);
    }
    expect(wrong).toEqual([]);
  });
});
