import { VERSION } from '../../version.ts';
import { escapeHtml } from './markup.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded and no script may run, whatever a trace calls itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** A page that needs nothing else, no network and no script: its title, sentences that lead it, and its sections as HTML. */
export const documentHtml = (title: string, leads: readonly string[], sections: string): string => `<!doctype html>
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
${leads.map((sentence) => `<p class="lead">${escapeHtml(sentence)}</p>`).join('\n')}
</header>
<main>
${sections}</main>
<footer>Disco Replay ${escapeHtml(VERSION)}</footer>
</body>
</html>
`;
