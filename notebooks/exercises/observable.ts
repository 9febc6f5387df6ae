import { type Exercise, further, importsOf, WHOLE } from './exercise.ts';

const indented = (text: string): string => text.trimEnd().split('\n').map((line) => (line === '' ? '' : `    ${line}`)).join('\n'); // biome-ignore format: a line
const cell = (attributes: string, text: string): string => `  <script ${attributes}>\n${indented(text)}\n  </script>`;
const markdown = (text: string): string => cell('type="text/markdown"', text);
const script = (text: string): string => cell('type="module"', text);

/** What all exercises' pages have: how a chart is drawn, how a slider chooses among values, how a question is asked. */
const COMMON = `import embed from "vega-embed";

async function chart(spec) {
  const div = document.createElement("div");
  await embed(div, spec, { actions: false, renderer: "svg", ast: true });
  return div;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A slider over a list of values. Its value is the one it stands at. */
function slider(label, values, start) {
  const range = element("input", { type: "range", min: 0, max: values.length - 1, step: 1, value: values.indexOf(start), ariaLabel: label });
  const said = element("output", {}, String(start));
  const form = element("label", { value: start }, label + " ", range, " ", said);
  range.oninput = () => {
    form.value = values[range.value];
    said.textContent = String(form.value);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return form;
}

/** A field for a number, whether it is right, and the answer for those who want it. */
function question(number, { right, within, unit, hint, why }) {
  const mine = element("input", { type: "number", step: "any", ariaLabel: "Your answer to question " + number });
  const verdict = element("output");
  mine.onchange = () => {
    const value = mine.valueAsNumber;
    verdict.textContent = Number.isNaN(value) ? "" : Math.abs(value - right) <= within ? "Right." : "Not yet. " + hint;
  };
  const answer = element("details", {}, element("summary", {}, "Answer"), element("p", {}, why));
  answer.dataset.answer = number + ": " + why;
  return element("div", {}, mine, " " + unit + " ", verdict, answer);
}`;

/** The exercise as an Observable notebook: what it replays runs in Node when the page is built, the rest in the page. */
export function observable(exercise: Exercise): string {
  const { title, number, story, run, sliders, says, questions, helpers } = exercise;
  const cells = [
    markdown(`# Exercise ${number}: ${title}\n\n${story}`),
    markdown('The next cell runs in Node when the notebook is built (`docs/how-to/notebook.md`); the rows it writes and a specification are all that travels in the page.'),
    cell(
      'type="application/vnd.node.javascript" pinned hidden format="json" output="found"',
      `import { ${importsOf(run).join(', ')} } from 'disco-replay';\n\n${run.trimEnd()}\nprocess.stdout.write(JSON.stringify({ rows, spec }));`,
    ),
    script(COMMON),
    script(`const rows = found.rows;\n${WHOLE}${helpers.trimEnd()}`),
    script('display(await chart(found.spec));'),
    markdown('Move the sliders:'),
    ...sliders.map(({ name, values, start }) => script(`const ${name} = view(slider(${JSON.stringify(name)}, ${JSON.stringify(values)}, ${JSON.stringify(start)}));`)),
    script(
      `const row = rows.find((r) => ${sliders.map(({ name, column }) => `r[${JSON.stringify(column)}] === ${name}`).join(' && ')});\ndisplay(element("p", {}, ${says.trim()}));`,
    ),
    ...questions.flatMap(({ ask, unit, answer, within = 1e-9, hint, why }, n) => [
      markdown(`**${n + 1}.** ${ask}`),
      script(
        `{\n  const right = ${answer};\n  display(question(${n + 1}, { right, within: ${within}, unit: ${JSON.stringify(unit)}, hint: ${JSON.stringify(hint)}, why: ${why.trim()} }));\n}`,
      ),
    ]),
    markdown(further(exercise)),
  ]; // biome-ignore format: long lines
  return `<!doctype html>\n<notebook theme="air">\n  <title>Exercise ${number}: ${title}</title>\n${cells.join('\n')}\n</notebook>\n`;
}
