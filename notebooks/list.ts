import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notebooks of a folder by their files, with the titles that these give. */
export const notebooksIn = (folder: string): { file: string; title: string }[] =>
  globSync('*.html', { cwd: folder })
    .sort()
    .map((file) => ({ file, title: /<title>(.*?)<\/title>/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? file })); // biome-ignore format: a line

/** A page that leads to each of them. */
export const listHtml = (folder: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Notebooks of Disco Replay</title></head>
<body style="font-family: sans-serif; line-height: 1.6">
<h1>Notebooks of Disco Replay</h1>
<ul>
${notebooksIn(folder).map(({ file, title }) => `<li><a href="/${file}">${title}</a></li>`).join('\n')}
</ul>
</body>
</html>
`; // biome-ignore format: a template
