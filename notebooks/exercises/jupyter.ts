import { type Exercise, further, importsOf, WHOLE } from './exercise.ts';

const lines = (text: string): string[] => text.trimEnd().split('\n').map((line, n, all) => (n < all.length - 1 ? `${line}\n` : line)); // biome-ignore format: a line

const markdown = (text: string) => ({ cell_type: 'markdown', metadata: {}, source: lines(text) });
const code = (text: string) => ({ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: lines(text) }); // biome-ignore format: a line

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

/** Parameters of a helper are of any type: TypeScript asks for it. */
const typed = (helpers: string): string => helpers.trimEnd().replace(/= \(([^()]+)\) =>/g, (_, names: string) => `= (${names.split(', ').map((name) => `${name}: any`).join(', ')}) =>`); // biome-ignore format: a line

/** The exercise as a Jupyter notebook with TypeScript cells, without outputs; for an examination without what checks answers and gives them. */
export function jupyter(exercise: Exercise, { answers = true } = {}): string {
  const { title, number, story, run, sliders, says, questions, helpers } = exercise;
  const cells = [
    markdown(`# Exercise ${number}: ${title}\n\n${story}`),
    code(`import { ${importsOf(`${run} toSvg`).join(', ')} } from 'disco-replay';\nimport { display } from 'tslab';`),
    code(`${run.trimEnd()}\ndisplay.svg(await toSvg(spec));`),
    code(`${typed(WHOLE + helpers)}`),
    markdown('Choose other values in the next cell, and run it again.'),
    code(
      [
        ...sliders.map(({ name, values, start }) => `const ${name}: ${typeof start} = ${literal(start)}; // one of ${values.map(literal).join(', ')}`),
        `const row = rows.find((r: any) => ${sliders.map(({ name, column }) => `r[${literal(column)}] === ${name}`).join(' && ')});`,
        `console.log(row === undefined ? 'Choose from the values in the comments.' : ${says.trim()});`,
      ].join('\n'),
    ),
    ...questions.flatMap(({ ask, unit }, n) => [
      markdown(`**${n + 1}.** ${ask}`),
      code(`const answer${n + 1}: number | undefined = undefined; // your answer in ${unit}`),
    ]),
    ...(answers ? checking(exercise) : []),
    markdown(further(exercise)),
  ]; // biome-ignore format: long lines
  const metadata = {
    kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

/** Cells that say which answers are right, and give them to those who ask. */
const checking = ({ questions }: Exercise) => [
  markdown('Run the next cell to see how you did; with `showAnswers = true` it gives the answers.'),
  code(
    [
      'const showAnswers = false;',
      'function check(question: number, mine: number | undefined, right: number, within: number, hint: string, why: string): void {',
      "  const verdict = mine === undefined ? 'not answered yet.' : Math.abs(mine - right) <= within ? 'right.' : 'not yet. ' + hint;",
      "  console.log(question + ': ' + (showAnswers ? why : verdict));",
      '}',
      'let right = 0;',
      ...questions.flatMap(({ answer, within = 1e-9, hint, why }, n) => [
        `right = ${answer};`,
        `check(${n + 1}, answer${n + 1}, right, ${within}, ${JSON.stringify(hint)}, ${why.trim()});`,
      ]),
    ].join('\n'),
  ),
]; // biome-ignore format: long lines
