import { describe, expect, test } from 'vitest';
import { documents } from '../../.ci/docs/documents.ts';
import { untoldPictures } from '../../.ci/docs/pictures.ts';
import { isWhole } from '../../.ci/docs/whole.ts';
import { wrapped } from '../../.ci/docs/wrap.ts';

const wide = 'word '.repeat(30).trim();
const two = `${'word '.repeat(24).trim()}\n${'word '.repeat(6).trim()}`;

describe('lines of prose', () => {
  test('are no longer than 120 characters: npm run docs -- --wrap', async () => {
    const long: string[] = [];
    for (const document of documents())
      if (!isWhole(document.path) && (await wrapped(document)) !== document.text) long.push(document.path);
    expect(long).toEqual([]);
  });

  test('are wrapped where one of a paragraph or a list is longer, and nothing else is touched', async () => {
    const text = `# ${wide}\n\n${wide}\n\nshort\nlines\n\n    ${wide}\n\n| ${wide} |\n| --- |\n| *a* |\n`;
    expect(await wrapped({ text })).toBe(text.replace(`\n\n${wide}\n`, `\n\n${two}\n`));
    expect(await wrapped({ text: `- *${wide}*\n- \`a\`\n` })).toBe(`- *${'word '.repeat(23).trim()}\n  ${'word '.repeat(7).trim()}*\n- \`a\`\n`); // biome-ignore format: a line
    expect(await wrapped({ text: 'short\nlines\n' }, true)).toBe('short lines\n');
  });

  test('are as they are where programs write them, and where nothing can be parted', async () => {
    for (const text of [`<!-- a: written by x -->\n\n${wide}\n\n<!-- end of a -->\n`, `[a](${'x'.repeat(130)})\n`, `\`${wide}\`\n`]) // biome-ignore format: a line
      expect(await wrapped({ text })).toBe(text);
  });
});

describe('words of documents', () => {
  /** A document without headings, code, and what programs write. */
  const proseOf = (text: string): string =>
    text
      .replaceAll(/^<!-- ?(.*?): written by [\s\S]*?^<!-- ?end of \1 ?-->$/gm, '')
      .replaceAll(/^```[\s\S]*?^```$/gm, '')
      .replaceAll(/^(?: {4}|<!--|#).*$/gm, '')
      .replaceAll(/`[^`]*`/g, '');
  /** `virtual machine`, but for where the abbreviation is introduced, and for the monitor's name. */
  const SPELLED = /\bvirtual\s+machines?\b(?!\*?\s+\(VMs?\))(?!\s+monitor)/gi;
  const spelled = (text: string): string[] =>
    /\bVMs?\b/.test(proseOf(text)) ? (proseOf(text).match(SPELLED) ?? []) : [];
  const introduced = (text: string): boolean => !/\bVMs?\b/.test(proseOf(text)) || /\(VMs?\)/.test(proseOf(text));
  const ours = documents().filter(({ path }) => /^docs\/(tutorial|how-to|explanation|validation)/.test(path) && !isWhole(path)); // biome-ignore format: a line

  test('are VM, once a page has said what that is', () => {
    expect(spelled('A virtual machine (VM) is a\nvirtual\nmachine, on a virtual machine monitor. `virtual machine`\n')).toEqual(['virtual\nmachine']);
    expect([introduced('A VM.'), introduced('A *virtual machine* (VM).')]).toEqual([false, true]);
    expect(ours.filter(({ text }) => spelled(text).length > 0 || !introduced(text)).map(({ path }) => path)).toEqual([]);
  }); // biome-ignore format: lines

  test('are µs, where nothing is typed', () => {
    expect(ours.filter(({ text }) => /\d us\b/.test(proseOf(text))).map(({ path }) => path)).toEqual([]);
  });

  test('are one duration for what takes less than a minute', () => {
    expect(ours.filter(({ text }) => /half a minute/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('have one blank line between two paragraphs', () => {
    expect(documents().filter(({ text }) => /\n\n\n(?! {4})/.test(text.replaceAll(/^```[\s\S]*?^```$/gm, '```'))).map(({ path }) => path)).toEqual([]); // biome-ignore format: a line
  });
});

describe('pictures', () => {
  test('have an alternative text, charts with their numbers', () => {
    expect(documents().flatMap(untoldPictures)).toEqual([]); // biome-ignore format: a line
  });

  test('that are told are those with an alternative text, charts with a number in it', () => {
    const untold = (text: string) => untoldPictures({ path: 'a.md', text });
    expect(untold('![](a.png)\n')).toEqual(['a.md:1: a.png: expected an alternative text']);
    expect(untold('![A chart](../reports/x/a.svg)\n<img src="reports/b.png" alt="4 bars">\n')).toEqual([
      "a.md:1: ../reports/x/a.svg: expected the chart's numbers in its alternative text",
    ]);
    expect(untold('![a house](a.png)\n')).toEqual([]);
  });
});
