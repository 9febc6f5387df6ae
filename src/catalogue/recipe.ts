import { z } from 'zod';
import { text } from '../config/labels.ts';
import { DEFAULT_RECORDER, RECORDER_NAMES, RECORDERS } from '../trace/recorder/recorders.ts';
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
    with: z.enum(RECORDER_NAMES).describe('The recorder.'),
    quantum: z.int().min(1).optional().describe("qemu-user: instructions of a thread's turn."),
    command: z.array(word).min(1).describe('The program in the folder, or in PATH, and its arguments.'),
  }),
  references: z.int().min(1).describe('How many there are in it, about.'),
  stores: z.int().min(1).optional().describe('How many of them are stores: checked in their place, where threads wait for each other by reading.'),
  within: z.number().min(0).max(1).default(0).describe('The part by which the number that is checked may differ: 0 where it is always the same.'),
}); // biome-ignore format: a long line
export type Recipe = z.infer<typeof Recipe>;

/** Debian's packages of the programs that recipes need, where their names differ. */
export const PACKAGES: Readonly<Record<string, string>> = { cc: 'gcc libc6-dev', 'qemu-x86_64': 'qemu-user' };

/** Programs that a recipe takes. */
export const programsOf = ({ compile, needs, record }: Recipe): string[] => [
  ...(compile === undefined && record.with === DEFAULT_RECORDER ? [] : ['cc']), // qemu-user's plugin is compiled
  ...needs,
  RECORDERS[record.with].program,
];

/** The packages that have these programs. */
export const packagesOf = (programs: readonly string[]): string =>
  programs.map((program) => PACKAGES[program] ?? program).join(' ');

/** What a recipe does, as one could type it in a copy of traces/src. */
export const commandsOf = (name: string, { compile, record }: Recipe): string[] => [
  ...(compile === undefined ? [] : [`cc ${formatCommand(compile)}`]),
  `disco record ${waysOf(record)}-o ${name}.arrow -- ${formatCommand(record.command)}`,
];

/** Options of `disco record` that are not its defaults. */
const waysOf = ({ with: name, quantum }: Recipe['record']): string =>
  `${name === DEFAULT_RECORDER ? '' : `--with ${name} `}${quantum === undefined ? '' : `--quantum ${quantum} `}`;
