import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Block, Blocks } from './block.ts';
import { type Document, pathOf } from './documents.ts';
import { type Content, FILES } from './files.ts';
import { marked, placesIn } from './marks.ts';
import { wrapped } from './wrap.ts';

/** A file that is not as it is to be. */
export interface Difference {
  path: string;
  /** Where and what, for people. */
  what: string[];
  content: Content;
}

/** What is wrong with the marks of documents; `all`: these are all documents that there are. */
export function wrongMarks(documents: readonly Document[], blocks: Blocks, all = true): string[] {
  const standing = new Set<string>();
  const wrong = documents.flatMap(({ path, text }) => {
    const found = placesIn(path, text.split('\n'), blocks);
    for (const { name } of found.places) standing.add(name);
    return found.wrong;
  });
  const nowhere = all ? Object.keys(blocks).filter((name) => !standing.has(name)) : [];
  return [...wrong, ...nowhere.map((name) => `the block "${name}" stands in no document; give it a place, or take it from .ci/docs/blocks`)]; // biome-ignore format: a line
}

/** Documents whose blocks from these sources are not as they are to be. */
export async function changedBlocks(documents: readonly Document[], blocks: Blocks, from: readonly Block['from'][]): Promise<Difference[]> {
  const contents = new Map<string, string>();
  const contentOf = async (name: string): Promise<string> => {
    if (!contents.has(name)) contents.set(name, marked(name, blocks[name].from, await wrapped({ text: await blocks[name].write() })));
    return contents.get(name)!;
  };
  const changed: Difference[] = [];
  for (const { path, text } of documents) {
    const lines = text.split('\n');
    const what: string[] = [];
    for (const { name, begin, end } of placesIn(path, lines, blocks).places.toReversed()) {
      if (!from.includes(blocks[name].from)) continue;
      const content = await contentOf(name);
      if (lines.slice(begin, end + 1).join('\n') === content) continue;
      what.unshift(`${path}:${begin + 1}: the block "${name}" differs`);
      lines.splice(begin, end + 1 - begin, ...content.split('\n'));
    }
    if (what.length > 0) changed.push({ path, what, content: lines.join('\n') });
  }
  return changed;
} // biome-ignore format: a line

const present = (path: string): Buffer | undefined => {
  try {
    return readFileSync(pathOf(path));
  } catch {
    return undefined;
  }
};

/** Files written as a whole that are not as they are to be. */
export async function changedFiles(wanted = FILES): Promise<Difference[]> {
  const all = (await Promise.all(wanted.map((files) => files()))).flat();
  return all.flatMap(([path, content]) =>
    isDeepStrictEqual(present(path), Buffer.from(content as string))
      ? []
      : [{ path, what: [`${path}: differs`], content }],
  );
}
