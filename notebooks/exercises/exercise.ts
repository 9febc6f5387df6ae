import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A text of both forms: what is a slider in the one is a line to change in the other. */
const Shared = z
  .string()
  .regex(/^(?!.*slider)/s, 'speaks of a slider, which a Jupyter notebook has not: name the value instead');

const Value = z.union([z.number(), z.string(), z.boolean()]);

/** An exercise, of which both forms of its notebook are made (`make.ts`). What is code is TypeScript in `run`, and JavaScript that a browser runs, too, elsewhere. */
const Exercise = z.strictObject({
  title: z.string(),
  /** The mechanism's key, of which `disco explain` has the figure; null: it is about none. */
  mechanism: z.string().nullable(),
  /** Markdown. */
  story: Shared,
  /** Replays, and leaves `rows`, an array of objects, and `spec`, a chart. */
  run: z.string(),
  /** Functions that the expressions below use, of `rows`. */
  helpers: z.string(),
  /** Each chooses one of the values of a column: together they choose `row`. */
  sliders: z.array(z.strictObject({ name: z.string(), column: z.string(), values: z.array(Value).min(2), start: Value })).min(1),
  /** A sentence on `row` and the sliders: an expression. */
  says: z.string(),
  questions: z
    .array(
      z.strictObject({
        ask: Shared,
        unit: z.string(),
        /** A number: an expression of `rows` and the helpers. */
        answer: z.string(),
        /** How far off an answer may be. */
        within: z.number().positive().optional(),
        hint: Shared,
        /** Why: an expression, of `right`, too. */
        why: Shared,
      }),
    )
    .min(2),
}); // biome-ignore format: long lines

export type Exercise = z.infer<typeof Exercise> & { name: string; number: number };

/** Every exercise of this folder, in the order of its number. */
export function exercises(): Exercise[] {
  const files = globSync('[0-9]*.yaml', { cwd: import.meta.dirname }).sort();
  return files.map((file) => {
    const name = basename(file, '.yaml');
    const read = Exercise.parse(parse(readFileSync(join(import.meta.dirname, file), 'utf8')));
    return { ...read, name: `exercise-${name}`, number: Number.parseInt(name, 10) };
  });
}

/** A helper that all exercises have: `1,234`. */
export const WHOLE = "const whole = (n) => n.toLocaleString('en-US');\n";

/** What of the library `code` uses, to be imported. */
export function importsOf(code: string): string[] {
  const names = ['charts', 'loadCosts', 'loadStructures', 'openTrace', 'replayAll', 'runsOf', 'sensitivity', 'sweep', 'tables', 'toSvg'];
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
} // biome-ignore format: a list

/** Where to go on: the figure of the mechanism, and the manual. */
export const further = ({ mechanism }: Exercise): string =>
  mechanism === null
    ? 'More: `disco reproduce --bands`, and docs/explanation/bands.md.'
    : `More: \`disco explain ${mechanism}\`, and docs/explanation/mechanisms.md.`;
