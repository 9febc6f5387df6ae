import { z } from 'zod';
import { text } from '../config/labels.ts';
import { formatCommand } from '../trace/recorder/run/command.ts';

const word = text.min(1);

/** How a trace is made by a command: in a folder with these sources, perhaps compiled, a program is recorded. */
export const Recipe = z.strictObject({
  sources: z
    .array(z.string().regex(/^[\w-]+(\.[ch])?$/, 'expected the name of a file'))
    .default([])
    .describe('Files of traces/src that lie in the folder.'),
  compile: z.array(word).min(1).optional().describe('Arguments of cc.'),
  needs: z.array(word).default([]).describe('Programs that it takes besides cc and the recorder.'),
  record: z.strictObject({
    with: z.enum(['valgrind']).describe('The recorder.'),
    command: z.array(word).min(1).describe('The program in the folder, or in PATH, and its arguments.'),
  }),
  references: z.int().min(1).describe('How many there are to be in it.'),
  within: z.number().min(0).max(1).default(0).describe('The part of them by which a recording may differ: 0 where all are the same.'),
}); // biome-ignore format: a long line
export type Recipe = z.infer<typeof Recipe>;

/** Debian's packages of the programs that recipes need, where their names differ. */
const PACKAGES: Readonly<Record<string, string>> = { cc: 'gcc libc6-dev' };

/** Programs that a recipe takes. */
export const programsOf = ({ compile, needs, record }: Recipe): string[] => [
  ...(compile === undefined ? [] : ['cc']),
  ...needs,
  record.with,
];

/** The packages that have these programs. */
export const packagesOf = (programs: readonly string[]): string =>
  programs.map((program) => PACKAGES[program] ?? program).join(' ');

/** What a recipe does, as one could type it in a copy of traces/src. */
export const commandsOf = (name: string, { compile, record }: Recipe): string[] => [
  ...(compile === undefined ? [] : [`cc ${formatCommand(compile)}`]),
  `disco record -o ${name}.arrow -- ${formatCommand(record.command)}`,
];
