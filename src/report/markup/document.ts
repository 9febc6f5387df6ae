import { VERSION } from '../../version.ts';
import { escapeHtml, type PagePart } from './markup.ts';
import { STYLE } from './style.ts';

/** What a page's document is made of: its figures are in their places. */
interface Content {
  title: string;
  leads: readonly string[];
  parts: readonly PagePart[];
}

/** A page that needs nothing else, no network and no script: its title, sentences that lead it, what is in it, and its sections. */
export const documentHtml = ({ title, leads, parts }: Content): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<title>${escapeHtml(title)} · Disco Replay</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Disco Replay</p>
<h1>${escapeHtml(title)}</h1>
<div id="leads">${leadsHtml(leads)}</div>
</header>
${contentsHtml(parts)}<main id="main">
${partsHtml(parts)}</main>
<footer>Disco Replay ${escapeHtml(VERSION)}</footer>
</body>
</html>
`;

/** Nothing may be loaded and no script may run, whatever a trace calls itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export const leadsHtml = (leads: readonly string[]): string =>
  leads.map((sentence) => `<p class="lead">${escapeHtml(sentence)}</p>`).join('\n');

export const partsHtml = (parts: readonly PagePart[]): string =>
  parts
    .map(({ id, title, html }) => `<section id="${id}">\n<h2>${escapeHtml(title)}</h2>\n${html}\n</section>\n`)
    .join('');

const contentsHtml = (parts: readonly PagePart[]): string =>
  parts.length < 2
    ? ''
    : `<nav aria-label="Contents"><ul>\n${parts.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('\n')}\n</ul></nav>\n`;
