import { suggestion } from '../../config/suggestion.ts';
import { excerpt, UserError } from '../../errors.ts';
import { CannotAct, type Explained, explain } from '../../explain/explain.ts';
import { EXPLANATIONS } from '../../explain/explanations.ts';
import { jsonOf } from '../../explain/shown/facts.ts';
import { explainedText, listText } from '../../explain/shown/text.ts';
import type { MechanismKey } from '../../replay/ablation/mechanisms.ts';
import { checkFolder } from '../../report/files/write.ts';
import { plural } from '../../report/text/words.ts';
import { print, say } from '../../terminal.ts';
import { isWorkload } from '../../trace/synthetic/index.ts';
import type { ModelOptions } from '../shared/options.ts';
import { commandLine } from '../shared/present.ts';
import { type Progress, withProgress } from '../shared/progress.ts';

export interface ExplainCommand
  extends Pick<ModelOptions, 'costs' | 'set' | 'warmup' | 'format' | 'layout' | 'raw' | 'cpus' | 'map' | 'filter' | 'json' | 'out'> {
  all?: boolean;
  trace?: string;
} // biome-ignore format: a list

const KEYS = Object.keys(EXPLANATIONS) as MechanismKey[];

/** `; did you mean "hot-pages"?` of a key that begins or ends so, or is written nearly so. */
function nearest(word: string): string {
  const part = KEYS.find((key) => word.length > 1 && (key.startsWith(word) || key.endsWith(word)));
  return part === undefined
    ? suggestion(word, KEYS) || '; disco explain lists them'
    : `; did you mean ${excerpt(part)}?`;
}

/** The mechanisms by their keys, in the order of a lecture. Throws UserError for a key that is none. */
function mechanismsOf(keys: readonly string[]): MechanismKey[] {
  for (const key of keys)
    if (!Object.hasOwn(EXPLANATIONS, key))
      throw new UserError(`no mechanism is called ${excerpt(key)}${nearest(key)}`);
  return KEYS.filter((key) => keys.includes(key));
} // biome-ignore format: a line

/** Explains mechanisms on their traces or on one, prints what they show, and writes their figures if a folder was named. */
export async function explainMechanisms(keys: readonly string[], options: ExplainCommand): Promise<void> {
  const { all, out, json } = options;
  const wanted = all === true ? KEYS : mechanismsOf(keys);
  if (wanted.length === 0) {
    if (out !== undefined || options.trace !== undefined)
      throw new UserError('which mechanism? Expected keys, such as second-level-tlb, or --all');
    print(json === true ? `${JSON.stringify(KEYS, null, 2)}\n` : listText());
    return;
  }
  if (out !== undefined) await checkFolder(out);
  const explained: Explained[] = [];
  for (const [n, key] of wanted.entries()) {
    const turn = wanted.length === 1 ? key : `${key} (${n + 1} of ${wanted.length})`;
    const one = await withProgress(turn, (progress) => explainOne(key, options, progress, wanted.length > 1), isWorkload(options.trace ?? EXPLANATIONS[key].source.trace) ? 'instructions' : 'bytes');
    if (one === undefined) continue;
    explained.push(one);
    if (wanted.length > 1) say(`${turn}: ${one.sentence}`);
    if (json !== true && out === undefined) print(`${explained.length > 1 ? '\n' : ''}${explainedText(one)}`);
  }
  if (explained.length === 0) throw new UserError(`none of ${plural(wanted.length, 'mechanism')} can act on ${options.trace}`);
  if (json === true) {
    const values = explained.map(jsonOf);
    print(`${JSON.stringify(values.length === 1 ? values[0] : values, null, 2)}\n`);
  } else if (out !== undefined && wanted.length === 1) print(explainedText(explained[0]));
  if (out === undefined) return;
  const { writeExplained } = await import('../../explain/kit/files.ts');
  const command = commandLine();
  await withProgress('figures', ({ signal }) => writeExplained(out, explained, { command, signal }));
  say(explained.length > 1 ? `slides: ${out}/slides.html; ${out}/README.md says what is there` : `report: ${out}/${wanted[0]}.html`);
} // biome-ignore format: long lines

/** One mechanism; of several, none where it cannot act on the trace, which is said. */
async function explainOne(
  key: MechanismKey,
  options: ExplainCommand,
  { onProgress, reads, signal }: Progress,
  several: boolean,
): Promise<Explained | undefined> {
  const { costs, set, warmup, format, layout, raw, cpus, map, filter, trace } = options;
  const given = { trace, warmup, format, layout, raw, cpus, map };
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  try {
    return await explain(key, { costs, set, filter, onProgress, onOpened: reads, signal, ...told });
  } catch (error) {
    if (!several || !(error instanceof CannotAct)) throw error;
    say(`disco: ${error.message}`);
    return undefined;
  }
}
