import { describe, expect, test } from 'vitest';
import { fromCommands, fromData } from '../../.ci/docs/block.ts';
import { changedBlocks, wrongMarks } from '../../.ci/docs/written.ts';

const blocks = { ...fromData({ short: () => 'A', long: async () => 'B\nC\n' }), ...fromCommands({ slow: () => 'D' }) };
const block = (name: string, content: string, by = 'npm run docs'): string =>
  `<!-- ${name}: written by ${by} -->\n\n${content}\n\n<!-- end of ${name} -->`;
const wrong = (...texts: string[]): string[] =>
  wrongMarks(texts.map((text, n) => ({ path: `${n}.md`, text })), blocks); // biome-ignore format: a line
const all = ['short', 'long', 'slow'].map((name) => block(name, 'x')).join('\n\n');

describe('marks', () => {
  test('may stand in any document, and more than once', () => {
    expect(wrong(all, block('short', 'x'))).toEqual([]);
    expect(wrong(all, '    <!-- other: written by npm run docs -->\n')).toEqual([]);
  });

  test('of an unknown name, without an end or a beginning are told with their lines', () => {
    expect(wrong(all, `a\n\n${block('shrt', 'x')}`)).toEqual([
      '1.md:3: no block is named "shrt"; did you mean "short"?; .ci/docs/registry.ts has their names',
    ]);
    expect(wrong(all, `<!-- long: written by x -->\n\n${block('short', 'x')}`)).toEqual([
      '1.md:1: the block "long" has no end; expected <!-- end of long --> before the next mark',
    ]);
    expect(wrong(all, '<!-- short: written by x -->\n')).toHaveLength(1);
    expect(wrong(all, 'a\n<!-- end of short -->\n')).toEqual([
      '1.md:2: the end of "short" without its beginning; expected <!-- short: written by … --> before it',
    ]);
  });

  test('that stand nowhere are told', () => {
    expect(wrong(block('short', 'x'), block('long', 'x'))).toEqual([
      'the block "slow" stands in no document; give it a place, or take it from .ci/docs/blocks',
    ]);
  });
});

describe('blocks', () => {
  const changed = (text: string, from: ('data' | 'commands')[] = ['data']) =>
    changedBlocks([{ path: 'a.md', text }], blocks, from);

  test('are written between their marks, which say how', async () => {
    const text = `a\n${block('short', 'x', 'hand')}\nb\n${block('long', 'x')}\n`;
    expect(await changed(text)).toEqual([
      {
        path: 'a.md',
        what: ['a.md:2: the block "short" differs', 'a.md:8: the block "long" differs'],
        content: `a\n${block('short', 'A')}\nb\n${block('long', 'B\nC')}\n`,
      },
    ]);
  });

  test('that are as they are to be change nothing', async () => {
    expect(await changed(`${block('short', 'A')}\n\n${block('long', 'B\nC')}\n`)).toEqual([]);
  });

  test('of commands are left alone where only data are asked for', async () => {
    expect(await changed(block('slow', 'x'))).toEqual([]);
    const [{ content }] = await changed(block('slow', 'x'), ['data', 'commands']);
    expect(content).toBe(block('slow', 'D', 'npm run docs -- --outputs'));
  });
});
