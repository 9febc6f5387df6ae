import { z } from 'zod';
import { dictionary } from '../../config/dictionary.ts';
import { FORMATS } from '../../trace/formats.ts';
import { inlineLayout, MOST_LAYOUT, namesLayout } from '../../trace/layout/document.ts';
import { carried } from '../../trace/placement/rules.ts';
import { MAX_CPUS } from '../../trace/words/trace.ts';
import type { Warmup } from '../../trace/words/warmup.ts';
import type { Reading } from '../store/keys.ts';

/** How traces are read: of all of a study, or of one of them. Flags, documents and keys of results derive from this. */
export const READING = {
  format: z.enum(FORMATS).optional().describe("The traces' format, if their content does not tell."),
  layout: z
    .string()
    .min(1)
    .max(MOST_LAYOUT)
    .optional()
    .describe("The layout of their lines, such as 'ip: op(R|W) address(hex) [size]', or a file of it."),
  raw: z.boolean().optional().describe("Keep a full-system recording's own TLB refills; false unless given."),
  cpus: z
    .int()
    .min(1)
    .max(MAX_CPUS)
    .optional()
    .describe('Puts the tasks of the traces, of user level, on so many CPUs; else they are on those recorded.'),
  map: z
    .union([
      z.string().min(1),
      dictionary(
        z
          .int()
          .min(0)
          .max(MAX_CPUS - 1),
      ),
    ])
    .optional()
    .describe(
      'Which task on which of `cpus`: threads (unless given), processes, a CSV file (task,cpu), or tasks and CPUs.',
    ),
};

/** How a trace is read, as a study says it. */
export type GivenReading = z.infer<z.ZodObject<typeof READING>>;

/** What `--NAME` says of all traces. */
export const READING_FLAGS = Object.keys(READING) as (keyof GivenReading)[];

/** A trace of a study: its file, or that and how it is read. */
export const GivenTrace = z.union([z.string(), z.strictObject({ file: z.string(), ...READING })]);
export type GivenTrace = z.infer<typeof GivenTrace>;

export const fileOf = (trace: GivenTrace): string => (typeof trace === 'string' ? trace : trace.file);

/** What is wrong with how a trace is read, and which key says it; undefined: nothing. */
export function readingProblem({ format, layout, cpus, map }: GivenReading): { key: string; text: string } | undefined {
  if (format !== undefined && layout !== undefined)
    return { key: 'layout', text: 'format and layout: expected one of them' };
  if (map !== undefined && cpus === undefined)
    return { key: 'map', text: 'expected cpus beside it: on so many CPUs tasks are put' };
  return undefined;
}

/** The same trace, its file and those of its layout and map by other names. */
export function renamed(trace: GivenTrace, name: (file: string) => string): GivenTrace {
  if (typeof trace === 'string') return name(trace);
  return { ...trace, file: name(trace.file), ...renamedFiles(trace, name) };
}

/** The files of the layout and the map by other names, where they are files: `name` leaves a rule's as it is. */
export const renamedFiles = ({ layout, map }: GivenReading, name: (file: string) => string): GivenReading => ({
  ...(layout === undefined ? {} : { layout: namesLayout(layout) ? name(layout) : layout }),
  ...(map === undefined ? {} : { map: typeof map === 'string' ? name(map) : map }),
});

/** How a trace of a study is read: as it says itself, else as the study says. Throws a UserError where its layout is wrong. */
export function readingOf(trace: GivenTrace, study: GivenReading, warmup: Warmup | null): Reading {
  const own: GivenReading = typeof trace === 'string' ? {} : trace;
  const { format, layout } = own.format === undefined && own.layout === undefined ? study : own;
  const { cpus, map } = own.cpus === undefined && own.map === undefined ? study : own;
  return {
    warmup,
    raw: own.raw ?? study.raw ?? false,
    format: format ?? null,
    layout: layout === undefined ? null : inlineLayout(layout),
    cpus: cpus ?? null,
    map: map === undefined ? null : carried(map),
  };
}
