import { existsSync } from 'node:fs';
import { keysOf, parseSetting, placeOfFlag } from '../../config/settings.ts';
import { parseYaml } from '../../config/yaml.ts';
import { presetNames, suggestion, validated } from '../../config.ts';
import { excerpt, UserError } from '../../errors.ts';
import { shipped } from '../../shipped.ts';
import type { Warmup } from '../../trace/words/warmup.ts';
import { looksLikeRange, type Scalar } from './range.ts';
import { READING_FLAGS } from './reading.ts';
import { isStudy, type LocatedStudy, loadStudy, STUDIES } from './study.ts';

/** A study's parts as flags give them, lists separated by commas. */
export interface StudyArguments {
  vary: readonly string[];
  zip: readonly string[];
  set: readonly string[];
  /** Of every structure, in the place of its own. */
  machine?: string;
  structures?: string;
  costs?: string;
  baseline?: string;
  outputs?: string;
  name?: string;
  warmup?: Warmup;
  format?: string;
  layout?: string;
  raw?: boolean;
  cpus?: number;
  map?: string;
  draws?: number;
  costDraws?: number;
}

/**
 * A study out of a command line: a preset or file, changed by flags and by traces behind it; or traces and flags alone. Throws UserError
 * that names the flag, or file:line:column.
 */
export function studyOfArguments([first, ...others]: readonly string[], given: StudyArguments): LocatedStudy {
  const fromFile = isStudy(first) ? loadStudy(first) : undefined;
  const study = fromFile === undefined && shipped(first) === first && /^[\w-]+$/.test(first) && !existsSync(first) ? suggestion(first, presetNames(STUDIES)) : ''; // biome-ignore format: a line
  if (study !== '') throw new UserError(`${first}: there is no such study and no such trace${study}`);
  const traces = fromFile === undefined ? [first, ...others] : others;
  const { vary, zip, set, machine, structures, costs, outputs, draws, costDraws, ...rest } = given;
  const flags = ['baseline', 'name', 'warmup', ...READING_FLAGS] as const;
  const tree: Record<string, unknown> = { ...fromFile?.study };
  if (traces.length > 0) tree.traces = traces;
  // A flag takes the place of what the study says; one that is another way to say the same, too.
  if (rest.layout !== undefined) delete tree.format;
  if (rest.format !== undefined) delete tree.layout;
  for (const flag of flags) if (rest[flag] !== undefined) tree[flag] = rest[flag];
  if (draws !== undefined) tree.draws = { structural: draws, ...(costDraws === undefined ? {} : { costs: costDraws }) };
  else if (costDraws !== undefined) throw new UserError('--cost-draws: expected --draws beside it');
  const lists = { structures, costs, outputs };
  for (const [name, text] of Object.entries(lists)) if (text !== undefined) tree[name] = list(text);
  const places = new Map<string, string>();
  const record = (
    name: 'vary' | 'set',
    texts: readonly string[],
    split: (text: string) => { path: string; value: unknown },
  ): void => {
    if (texts.length === 0) return;
    const values: Record<string, unknown> = { __proto__: null, ...(tree[name] as Record<string, unknown> | undefined) };
    for (const text of texts) {
      const { path, value } = split(text);
      values[path] = value;
      places.set(`${name} ${path}`, placeOfFlag(`--${name}`, text));
    }
    tree[name] = values;
  };
  record('vary', vary, axis);
  if (machine !== undefined) {
    // Before all others: what is set within it is set within this one.
    const { machine: _, ...others } = { ...(tree.set as Record<string, unknown> | undefined) };
    tree.set = { machine, ...others };
    places.set('set machine', `--machine ${machine}`);
  }
  record('set', set, (text) => {
    const { path, value } = parseSetting(text);
    return { path: path.join('.'), value };
  });
  if (zip.length > 0) tree.zip = [...((tree.zip as string[][] | undefined) ?? []), ...zip.map(list)];
  const where = (path: readonly PropertyKey[]): string => {
    const flag = places.get(`${String(path[0])} ${String(path[1])}`);
    if (flag !== undefined) return flag;
    if (path[0] === 'zip' && zip.length > 0) return `--zip ${zip.join(' --zip ')}`;
    if (lists[path[0] as keyof typeof lists] !== undefined || rest[path[0] as (typeof flags)[number]] !== undefined)
      return `--${String(path[0])}`;
    return fromFile?.where(path) ?? 'disco sweep';
  };
  return { study: validated(STUDIES, { tree, where }), where };
}

const list = (text: string): string[] => text.split(',').map((each) => each.trim());

/** `tlb.entries=32,64` as a path and its values. */
function axis(text: string): { path: string; value: string | Scalar[] } {
  const place = placeOfFlag('--vary', text);
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new UserError(
      `${place}: expected PATH=VALUES, such as tlb.entries=32,64,128 or remoteMemory=300ns..3us:100ns`,
    );
  const right = text.slice(at + 1);
  const path = keysOf(text.slice(0, at), place).join('.');
  return { path, value: looksLikeRange(right) ? right : list(right).map((each) => scalar(each, place)) };
}

/** A value as YAML has it. */
function scalar(text: string, place: string): Scalar {
  const { value } = parseYaml(text, place);
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return value as Scalar;
  throw new UserError(`${place}: found ${excerpt(text)}, expected a number, a word, true, false or null`);
}
