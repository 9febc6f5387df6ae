import { describe, expect, test } from 'vitest';
import { mentionProblem, problemOf, simpleCommands } from '../../.ci/docs/commands/check.ts';
import { fitting, shownOf } from '../../.ci/docs/commands/fitting.ts';
import { mentionsOf, stepsOf } from '../../.ci/docs/commands/steps.ts';
import { documents } from '../../.ci/docs/documents.ts';

const steps = (text: string) => stepsOf({ path: 'a.md', text });
const typed = (text: string) => steps(text).steps.map((step) => ['file' in step ? step.file : step.command, step.line, step.notRun]); // biome-ignore format: a line

describe('commands of a document', () => {
  test('are told from what they print', () => {
    const [a, c, d] = steps('# A\n\n    $ a\n    b …\n\n    $ c\n\ntext\n\n```sh\n$ d \\\n  e\nf\n```\n').steps;
    expect(a).toEqual({ command: 'a', line: 3, output: { lines: ['b …', ''], from: 3, to: 5, indent: '    ' } });
    expect(c).toEqual({ command: 'c', line: 6, output: { lines: [], from: 6, to: 6, indent: '    ' } });
    expect(d).toEqual({ command: 'd \\\n  e', line: 11, output: { lines: ['f'], from: 12, to: 13, indent: '' } });
  });

  test('are those of blocks that have one of a program that is known, and files are written', () => {
    expect(typed('    # first\n    A=1 disco start\n    gzip x\n\ntext\n\n    gzip x\n')).toEqual([
      ['A=1 disco start', 2, undefined],
      ['gzip x', 3, undefined],
    ]);
    for (const name of ['lab.yaml: how', 'lab.yaml'])
      expect(typed(`\`\`\`yaml\n# ${name}\nline: a\n\`\`\`\n`)).toEqual([['lab.yaml', 1, undefined]]);
    expect(steps('    // own/mine.ts\n    a\n\n    b\n').steps).toEqual([{ file: 'own/mine.ts', text: '// own/mine.ts\na\n\nb\n', line: 1 }]); // biome-ignore format: a line
    expect(typed('    # Not a file. It says what\n    a\n')).toEqual([]);
  });

  test('are not run where a mark or a sentence says why', () => {
    const block = '    $ disco a\n\n';
    expect(typed(`<!-- not run: slow -->\n\n${block}text\n\n${block}`).map(([, , why]) => why)).toEqual(['slow', undefined]); // biome-ignore format: a line
    expect(typed(`*Not run here*: slow.\n\n${block}`).map(([, , why]) => why)).toEqual(['slow.']);
    expect(typed(`<!-- test/a.test.ts runs this -->\n\n${block}`)[0][2]).toBe('test/a.test.ts runs this');
    const section = `## A\n<!-- not run in this section: slow -->\n\n${block}text\n\n${block}## B\n\n${block}`;
    expect(typed(section).map(([, , why]) => why)).toEqual(['slow', 'slow', undefined]);
    const untried = `*Recording is not tried here*: x\n\n    disco a\n\ntext\n\n${block}`;
    expect(typed(untried).map(([, , why]) => why !== undefined)).toEqual([true, false]);
    expect(typed(`<!-- b: written by x -->\n\n${block}<!-- end of b -->\n\n${block}`)[0][2]).toMatch('npm run docs');
  });

  test('take what the document says that they take', () => {
    expect(steps('<!-- needs: cc, valgrind -->\n\n<!-- in a copy of the sources -->\n\ntext\n')).toEqual({
      steps: [],
      needs: ['cc', 'valgrind'],
      inCopy: true,
    });
  });
});

describe('what is printed', () => {
  test('fits line by line, but for what … stands for', () => {
    expect('a\nb 12 c\nx\ny\nz\n').toMatch(fitting(['a', 'b … c', '…', 'z']));
    expect('z\n').toMatch(fitting(['…', 'z']));
    for (const [
      printed,
      shown,
    ] of [['a\n', []], ['', ['a']], ['a\nb\n', ['a']], ['b 12 d\n', ['b … c']], ['axb\n', ['a.b']]] as const) // biome-ignore format: a table
      expect(printed).not.toMatch(fitting(shown));
  });

  test('is shown with the … that were there', () => {
    expect(shownOf([], ['a', 'b'])).toEqual(['a', 'b']);
    expect(shownOf(['a 1', 'b …'], ['a 2', 'b 3'])).toEqual(['a 2', 'b …']);
    expect(shownOf(['a 1', '…', 'total 2', '…'], ['a 3', 'x', 'y', 'total 4', 'z'])).toEqual(['a 3', '…', 'total 4', '…']); // biome-ignore format: a line
    expect(shownOf(['…', 'end 1'], ['x', 'y', 'end 2'])).toEqual(['…', 'end 2']);
    expect(shownOf(['a: old …'], ['a: new'])).toEqual(['a: new']);
    expect(shownOf(['made 1 of …'], ['made 1 in 2'])).toEqual(['made 1 in 2']);
  });
});

describe('a command line', () => {
  test('is of simple commands', () => {
    expect(simpleCommands("A=1 disco a 'b c' 2>/dev/null | head -1 && disco d   # e")).toEqual([
      ['disco', 'a', 'b c'],
      ['head', '-1'],
      ['disco', 'd'],
    ]);
  });

  test.each([
    ['disco compair make', /unknown command 'compair'/],
    ['disco compare make --structure irix', /unknown option '--structure'/],
    ['disco trace info', /missing required argument 'trace'/],
    ['disco show traces | disco replay --cpus 2', /missing required argument 'trace'/],
    ['npm run -s disco -- replay make --casts x', /unknown option '--casts'/],
    ['npm run dogs', /no script dogs/],
    ['npm --prefix notebooks run nothing', /notebooks\/package.json has no script nothing/],
    ['node .ci/nothing.ts run', /there is no .ci\/nothing.ts/],
  ])('%s is none', async (line, message) => {
    expect(await problemOf(line)).toMatch(message);
  });

  test('of a document is one that its program takes', async () => {
    const all = documents().flatMap((document) =>
      stepsOf(document).steps.flatMap((step) => ('file' in step ? [] : [{ ...step, place: document.path }])),
    );
    expect(all.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const { command, place, line } of all) {
      const problem = await problemOf(command);
      if (problem !== undefined) wrong.push(`${place}:${line}: ${command}: ${problem}`);
    }
    expect(wrong).toEqual([]);
  });

  test('of a sentence names commands and options that there are', async () => {
    expect(mentionsOf({ path: 'a.md', text: 'Say\n`disco show`, `discos`.\n' })).toEqual([{ command: 'disco show', line: 2 }]); // biome-ignore format: a line
    expect(await mentionProblem('disco compare A B --cpus N')).toBeUndefined();
    expect(await mentionProblem('disco compare --cpu 2')).toMatch("unknown option '--cpu'");
    expect(await mentionProblem('disco compair')).toMatch("unknown command 'compair'");
    const wrong: string[] = [];
    for (const document of documents())
      for (const { command, line } of mentionsOf(document)) {
        const problem = await mentionProblem(command);
        if (problem !== undefined) wrong.push(`${document.path}:${line}: ${command}: ${problem}`);
      }
    expect(wrong).toEqual([]);
  });
});
