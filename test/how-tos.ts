/** A command of a how-to, where it stands, and the lines that it is shown to print. */
export interface Shown {
  command: string;
  line: number;
  output: string[];
}

export interface Section {
  title: string;
  /** What is shown to be typed (`$ …`) and to be printed. */
  commands: Shown[];
  /** Lines of indented blocks that show commands without saying what they print: nobody runs them. */
  loose: string[];
  /** It says that it was not tried, and why. */
  untried: boolean;
}

const INDENT = '    ';

/** The sections of a Markdown document, by its headings, with the commands that their indented blocks show. */
export function howTos(document: string): Section[] {
  const sections: Section[] = [];
  let block: 'none' | 'shown' | 'loose' = 'none';
  for (const [n, text] of document.split('\n').entries()) {
    const title = /^#+ (.*)/.exec(text)?.[1];
    if (title !== undefined) sections.push({ title, commands: [], loose: [], untried: false });
    const section = sections.at(-1);
    if (section === undefined) continue;
    if (/^\*[^*]*not tried here\*/i.test(text)) section.untried = true;
    if (!text.startsWith(INDENT)) {
      block = 'none';
      continue;
    }
    const content = text.slice(INDENT.length);
    if (content.startsWith('$ ')) {
      block = 'shown';
      section.commands.push({ command: content.slice(2), line: n + 1, output: [] });
    } else if (block === 'shown') section.commands.at(-1)?.output.push(content);
    else {
      block = 'loose';
      section.loose.push(content);
    }
  }
  return sections;
}

/** What fits the lines shown: a line `…` stands for any lines, `…` in a line for any text. */
export function fitting(output: readonly string[]): RegExp {
  const lines = output.map((line) => (line === '…' ? '(?:.*\n)*?' : `${line.split('…').map(escaped).join('.*')}\n`));
  return new RegExp(`^${lines.join('')}$`);
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
