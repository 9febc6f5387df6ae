import { VERSION } from '../../version.ts';
import { escapeHtml, leadsHtml, type PagePart } from './markup.ts';
import { STYLE } from './style.ts';

/** What a page's document is made of: its figures are in their places. */
interface Content {
  title: string;
  leads: readonly string[];
  parts: readonly PagePart[];
}

/** What makes a page again where it is read: a script, what it reads, and the hash by which alone it may run; or a sentence that says why there is none. */
type Live = { script: string; hash: string; payload: string; payloadId: string } | { missing: string };

/** A page that needs nothing else, no network: its title, sentences that lead it, what is in it, and its sections. It is complete without its script. */
export const documentHtml = ({ title, leads, parts }: Content, live?: Live): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policyOf(live))}">
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
<footer>Disco Replay ${escapeHtml(VERSION)}${live !== undefined && 'missing' in live ? `. ${escapeHtml(live.missing)}` : ''}</footer>
${scriptHtml(live)}</body>
</html>
`;

/** Nothing may be loaded and no other script may run, whatever a trace calls itself. Pictures are those that the script makes of charts. */
const policyOf = (live: Live | undefined): string =>
  `default-src 'none'; style-src 'unsafe-inline'${live === undefined || 'missing' in live ? '' : `; script-src 'sha256-${live.hash}'; img-src data:`}`;

/** Neither base64 nor the script has an end of a script element in it. */
function scriptHtml(live: Live | undefined): string {
  if (live === undefined || 'missing' in live) return '';
  const { script, payload, payloadId } = live;
  if (/<\/script|<!--/i.test(script)) throw new RangeError('the script would end within itself');
  return `<noscript><p>Without scripts this page is complete, but its costs cannot be changed.</p></noscript>
<script type="application/gzip+json;base64" id="${payloadId}">${payload}</script>
<script>${script}</script>
`;
}

const partsHtml = (parts: readonly PagePart[]): string =>
  parts
    .map(({ id, title, html }) => `<section id="${id}">\n<h2>${escapeHtml(title)}</h2>\n<div>${html}</div>\n</section>\n`)
    .join(''); // biome-ignore format: one chain

const contentsHtml = (parts: readonly PagePart[]): string =>
  parts.length < 2
    ? ''
    : `<nav aria-label="Contents"><ul>\n${parts.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('\n')}\n</ul></nav>\n`;
