import type { Nodes } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Document } from './documents.ts';
import { tree } from './tree.ts';

/** Charts: what programs draw. */
const CHART = /(?:^|\/)reports\/.*\.(?:svg|png)$/;
const IMG = /<img\b[^>]*>/g;
const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

/** Pictures without an alternative text, and charts whose text has no number, as `FILE:LINE: sentence`. */
export function untoldPictures({ path, text }: Document): string[] {
  const untold: string[] = [];
  visit(tree(text), (node: Nodes) => {
    const check = (url: string, alt: string): void => {
      const place = `${path}:${node.position!.start.line}: ${url}`;
      if (alt.trim() === '') untold.push(`${place}: expected an alternative text`);
      else if (CHART.test(url) && !/\d/.test(alt)) untold.push(`${place}: expected the chart's numbers in its alternative text`); // biome-ignore format: a line
    };
    if (node.type === 'image') check(node.url, node.alt ?? '');
    if (node.type === 'html') for (const [tag] of node.value.matchAll(IMG)) check(attribute(tag, 'src'), attribute(tag, 'alt')); // biome-ignore format: a line
  });
  return untold;
}
