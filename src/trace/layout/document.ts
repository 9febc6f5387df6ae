import { z } from 'zod';
import { type ConfigKind, loadLocated, parseYaml } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { type Layout, layoutOf } from './layout.ts';

const some = (meaning: string) => z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).describe(meaning);

const LayoutDocument = z.strictObject({
  name: z.string().min(1).optional().describe('What reports call it.'),
  line: some('The layout of a line, or alternatives of it, tried in their order: "ip: op(R|W) address [size]".'),
  comments: some('What lines begin with that are passed over; # unless given.').optional(),
  skipLines: z.int().min(0).max(1_000_000).optional().describe('Lines at the beginning that are no records.'),
  lacks: z.array(z.string().min(1)).optional().describe('Sentences on what such a trace lacks; reports repeat them.'),
});
type LayoutDocument = z.infer<typeof LayoutDocument>;

/** Layouts in files: there are no presets in YAML. */
export const LAYOUT_DOCUMENTS: ConfigKind<LayoutDocument> = { noun: 'layout', schema: LayoutDocument };

/** A layout that the user describes, and what its traces lack. */
export interface Described {
  layout: Layout;
  lacks: readonly string[];
}

/**
 * The layout that a text says: a line's layout, alternatives of it line by line, or the name of a YAML or JSON file, or such a document in
 * braces. Throws a UserError that shows what is wrong in it.
 */
export function describedLayout(text: string): Described {
  const inline = text.trimStart().startsWith('{');
  if (!inline && !namesLayout(text)) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0)
      throw new UserError("--layout is empty; expected a line's layout, such as 'op(R|W) address'");
    return { layout: layoutOf({ lines }, '--layout'), lacks: [] };
  }
  const { value, where } = loadLocated(LAYOUT_DOCUMENTS, inline ? inlineDocument(text) : text);
  const { name, line, comments, skipLines, lacks = [] } = value;
  const list = (one: string | string[]): string[] => (typeof one === 'string' ? [one] : one);
  return {
    layout: layoutOf(
      { name, lines: list(line), comments: comments === undefined ? undefined : list(comments), skipLines },
      inline ? '--layout' : where(['line']),
    ),
    lacks,
  };
}

/** Whether a text is the name of a layout's file, and no layout. */
export const namesLayout = (text: string): boolean => /^\S+\.(ya?ml|json)$/.test(text) && !text.startsWith('{');

/** Characters of a layout that is given in place. */
export const MOST_LAYOUT = 10_000;

/** The same layout in place: of a file what it says, so that it can travel without the file. Throws a UserError as `describedLayout` does. */
export function inlineLayout(text: string): string {
  describedLayout(text);
  if (!namesLayout(text)) return text;
  const inline = JSON.stringify(loadLocated(LAYOUT_DOCUMENTS, text).value);
  if (inline.length > MOST_LAYOUT) throw new UserError(`${text}: the layout is longer than ${MOST_LAYOUT} characters`);
  return inline;
}

function inlineDocument(text: string): object {
  const document = parseYaml(text, '--layout').value;
  if (typeof document !== 'object' || document === null)
    throw new UserError("--layout: expected a document in braces, such as {line: 'op(R|W) address', skipLines: 1}");
  return document;
}
