import type { Code, Nodes } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import type { Document } from '../documents.ts';
import { tree } from '../tree.ts';
import { isWhole } from '../whole.ts';
import { type Command, commandsOf, fileOf } from './block.ts';

/** What a reader of a document does: a command that is typed, or a file that is written. */
export type Step = (Command | { file: string; text: string; line: number }) & {
  /** It is not done, and why. */
  notRun?: string;
};

export interface Steps {
  steps: Step[];
  /** Programs that the document takes, as PATH has them. */
  needs: string[];
  /** Whether its reader changes the sources: what it says is done in a copy of them. */
  inCopy: boolean;
}

/** Marks: of generated blocks; of a block, or the rest of a section, that is not run; of a whole document. */
const GENERATED = { begin: /^<!-- ?.*: written by .*-->$/, end: /^<!-- ?end of .*-->$/ };
const NOT_RUN = /^<!-- ?not run: (.*?) ?-->$/;
const RUN_ELSEWHERE = /^<!-- ?(.* runs this) ?-->$/;
const SECTION_NOT_RUN = /^<!-- ?not run in this section: (.*?) ?-->$/;
const NEEDS = /^<!-- ?needs: (.*?) ?-->$/;
const IN_COPY = /^<!-- ?in a copy of the sources ?-->$/;
/** Sentences that say the same to readers, of the next block, and of what stands behind no `$` in the rest of the section. */
const SAID = /^Not run here: (.+)/s;
const SECTION_SAID = /^[^.:]*not tried here/i;

/** What a document's blocks of code say to do, in their order; nothing where a program writes all of it. */
export function stepsOf({ path, text }: Document): Steps {
  const lines = text.split('\n');
  const found: Steps = { steps: [], needs: [], inCopy: false };
  if (isWhole(path)) return found;
  let section: string | undefined;
  let untried: string | undefined;
  let next: string | undefined;
  let generated: string | undefined;
  const mark = (value: string): void => {
    if (GENERATED.begin.test(value)) generated = 'written by npm run docs';
    if (GENERATED.end.test(value)) generated = undefined;
    if (IN_COPY.test(value)) found.inCopy = true;
    next = (NOT_RUN.exec(value) ?? RUN_ELSEWHERE.exec(value))?.[1] ?? next;
    section = SECTION_NOT_RUN.exec(value)?.[1] ?? section;
    found.needs.push(...(NEEDS.exec(value)?.[1].split(/,\s*/) ?? []));
  };
  visit(tree(text), (node: Nodes) => {
    if (node.type === 'html') mark(node.value);
    if (node.type === 'heading') [section, untried, next] = [undefined, undefined, undefined];
    if (node.type === 'paragraph') {
      const said = textOf(node);
      next = SAID.exec(said)?.[1] ?? next;
      if (SECTION_SAID.test(said)) untried = said.replaceAll(/\s+/g, ' ');
    }
    if (node.type !== 'code') return;
    const notRun = generated ?? next ?? section;
    for (const step of stepsIn(node, lines)) {
      const why = notRun ?? ('output' in step ? undefined : untried);
      found.steps.push(why === undefined ? step : { ...step, notRun: why });
    }
    next = undefined;
  });
  return found;
}

function stepsIn(code: Code, lines: readonly string[]): Step[] {
  const file = fileOf(code.value);
  const line = code.position!.start.line;
  return file === undefined ? commandsOf(code, lines) : [{ file, text: `${code.value}\n`, line }];
}

/** A line for each step of a document: where it stands, whether it is done, what it is. */
export const listed = (document: Document): string[] =>
  stepsOf(document).steps.map((step) => {
    const what = 'file' in step ? `(writes ${step.file})` : step.command;
    return `${document.path}:${step.line}: ${step.notRun === undefined ? 'run' : `not run (${step.notRun})`}: ${what}`;
  });

/** Command lines of `disco` that its sentences mention. */
export function mentionsOf({ text }: Document): { command: string; line: number }[] {
  const mentions: { command: string; line: number }[] = [];
  visit(tree(text), 'inlineCode', ({ value, position }) => {
    if (value.startsWith('disco ')) mentions.push({ command: value, line: position!.start.line });
  });
  return mentions;
}
