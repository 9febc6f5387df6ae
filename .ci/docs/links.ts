import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Nodes } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { nearestOf } from '../../src/config.ts';
import { type Document, pathOf } from './documents.ts';
import { tree } from './tree.ts';

export interface Link {
  path: string;
  line: number;
  url: string;
}

/** In HTML between Markdown. */
const ATTRIBUTE = /\b(?:href|src)="([^"]*)"/g;
const ANCHOR = /\b(?:id|name)="([^"]*)"/g;
/** Code that names a file or a folder of the repository. */
const FILE = /^(?:docs|src|test|bench|notebooks|reports|traces|\.ci)\/[\w./-]*$/;
/** Folders that are made by use. */
const MADE = /^(?:reports\/(?:latest|sweeps)|notebooks\/\.cache)\b/;

/** Links of a document, to the web as well, and files that code in it names. */
export function linksIn({ path, text }: Document): Link[] {
  const links: Link[] = [];
  visit(tree(text), (node: Nodes) => {
    const line = node.position!.start.line;
    const add = (url: string): unknown => links.push({ path, line, url });
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') add(node.url);
    if (node.type === 'html') for (const [, url] of node.value.matchAll(ATTRIBUTE)) add(url);
  });
  return links;
}

/** Names of headings, as GitHub makes them, and of anchors in HTML. */
export function anchorsIn({ text }: Pick<Document, 'text'>): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(tree(text), (node: Nodes) => {
    if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)));
    if (node.type === 'html') for (const [, id] of node.value.matchAll(ANCHOR)) anchors.add(id);
  });
  return anchors;
}

export const toWeb = ({ url }: Link): boolean => /^[a-z][a-z+.-]*:/i.test(url);

/** Links that lead nowhere, as `FILE:LINE: sentence`. */
export function deadLinks(documents: readonly Document[]): string[] {
  const anchors = new Map(documents.map((document) => [document.path, anchorsIn(document)]));
  return documents.flatMap(linksIn).flatMap((link) => {
    if (toWeb(link)) return [];
    const [file, anchor] = decodeURIComponent(link.url).split('#');
    const target = file === '' ? link.path : normalize(join(dirname(link.path), file));
    const said = `${link.path}:${link.line}: ${link.url}`;
    const known = anchors.get(target);
    if (known === undefined && (target.startsWith('..') || !existsSync(pathOf(target)))) return [`${said}: there is no ${target}`]; // biome-ignore format: a line
    if (anchor === undefined || known === undefined || known.has(anchor)) return [];
    const near = nearestOf(anchor, [...known]);
    return [`${said}: ${target} has no heading #${anchor}${near === undefined ? '' : `; did you mean #${near}?`}`];
  });
}

/** Files that code names and that there are not. */
export function missingFiles({ path, text }: Document): string[] {
  const missing: string[] = [];
  visit(tree(text), 'inlineCode', ({ value, position }) => {
    if (FILE.test(value) && !MADE.test(value) && !existsSync(pathOf(value)))
      missing.push(`${path}:${position!.start.line}: \`${value}\`: there is no such file`);
  });
  return missing;
}
