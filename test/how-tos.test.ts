import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitting, howTos } from './how-tos.ts';

const sections = howTos(readFileSync(new URL('../docs/how-to/recording.md', import.meta.url), 'utf8'));

test('every command of docs/how-to/recording.md is one that CI runs, or of a section that says that it was not tried', () => {
  expect(sections.flatMap(({ commands }) => commands).length).toBeGreaterThan(10);
  expect(sections.filter(({ loose, untried }) => loose.length > 0 && !untried).map(({ title }) => title)).toEqual([]);
});

test('what is not tried says where its layout is described and where a fixture is', () => {
  const text = readFileSync(new URL('../docs/how-to/recording.md', import.meta.url), 'utf8');
  for (const { title } of sections.filter(({ untried }) => untried)) {
    const from = text.indexOf(`# ${title}\n`);
    const section = text.slice(from, text.indexOf('\n## ', from));
    expect(section, title).toMatch(/https:\/\/|Pin's kit/);
    expect(section, title).toMatch(/`test\/trace\//);
  }
});

test('commands are told from what they print', () => {
  const [{ commands, loose, untried }] = howTos('# A\n\n    $ a\n    b …\n    $ c\n\ntext\n\n    d\n    $ e\n');
  expect(commands).toEqual([
    { command: 'a', line: 3, output: ['b …'] },
    { command: 'c', line: 5, output: [] },
    { command: 'e', line: 10, output: [] },
  ]);
  expect([loose, untried]).toEqual([['d'], false]);
  expect(howTos('# B\n*Recording is not tried here*: c')[0].untried).toBe(true);
});

test('what is printed fits line by line, but for what … stands for', () => {
  expect('a\nb 12 c\nx\ny\nz\n').toMatch(fitting(['a', 'b … c', '…', 'z']));
  expect('z\n').toMatch(fitting(['…', 'z']));
  for (const [
    printed,
    shown,
  ] of [['a\n', []], ['', ['a']], ['a\nb\n', ['a']], ['b 12 d\n', ['b … c']], ['axb\n', ['a.b']]] as const) // biome-ignore format: a table
    expect(printed).not.toMatch(fitting(shown));
});
