import type { TopLevelSpec } from 'vega-lite';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Text for an element of XML: characters that XML has not become a question mark. */
const escapeXml = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?').replace(/[&<>"]/g, (c) => ENTITIES[c]);

/** FNV-1a, 32 bits, as eight hexadecimal digits. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
}

/** A specification's title in one line; empty where it has none. */
export const titleOf = ({ title }: TopLevelSpec): string => {
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  if (typeof text === 'string') return text;
  return Array.isArray(text) ? text.join(' ') : '';
};

/** An SVG without what Vega says of its parts: groups and backgrounds, which are nothing to who does not see them. */
const unspoken = (svg: string): string =>
  svg.replace(/<[a-z]+ [^>]*>/g, (tag) => tag.replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, ''));

/**
 * The SVG of a chart as one picture with the specification's title for a name and its description. `id` begins the identifiers, which
 * are the specification's own unless it is given; a specification without either is left as it is.
 */
export function named(svg: string, spec: TopLevelSpec, id = `chart-${hash(JSON.stringify(spec))}`): string {
  const parts = [['title', titleOf(spec)], ['desc', spec.description ?? '']].filter(([, text]) => text.trim() !== ''); // biome-ignore format: a line
  if (parts.length === 0) return svg;
  const own = escapeXml(id.replace(/\s+/g, '-'));
  const labels = parts.map(([tag]) => `${own}-${tag}`).join(' ');
  const elements = parts.map(([tag, text]) => `<${tag} id="${own}-${tag}">${escapeXml(text)}</${tag}>`).join('');
  return unspoken(svg).replace(
    /^<svg([^>]*)>/,
    (_, attributes) => `<svg${attributes} role="img" aria-labelledby="${labels}">${elements}`,
  );
}
