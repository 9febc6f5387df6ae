import { isTree, type Layer, type Writing } from '../../../config/layers.ts';
import { beside, readLayers } from '../../../config/read.ts';
import { UserError } from '../../../errors.ts';
import { DOCUMENT_KINDS, type DocumentName, isDocument } from './documents.ts';
import { documentPaths, meanings } from './homes.ts';

/** A layer of a structure in the documents' spelling; before it the layers of the documents it names. */
export function normalise(layer: Layer): Layer[] {
  const named: Layer[] = [];
  const own: Writing[] = [];
  const switches: Writing[] = [];
  for (const writing of layer.writings) {
    const document = namedBy(writing);
    if (document === undefined) {
      const here = placed(writing, layer.flag);
      own.push(...here);
      if (writing.path[0] !== 'numa')
        switches.push(...here.filter(({ path, value }) => path[0] === 'monitor' && (path.length > 1 || isTree(value))));
    } else {
      named.push(...layersOf(document, writing, layer));
      // A guest's system changes, and where it places pages only if the document says so.
      if (document === 'guest') own.push({ ...writing, path: [document], value: {}, replaces: false });
    }
  }
  const inherits = layer.writings.some(({ path }) => path[0] === 'monitor' && path[1] === 'extends');
  // Who writes switches of a monitor wants one.
  if (switches.length > 0 && !inherits && !switches.some(({ path }) => path[1] === 'kind'))
    own.push({ path: ['monitor', 'kind'], value: 'disco', place: switches[0].place, replaces: false });
  return [...named, { ...layer, writings: own }];
}

/** The document that a writing names: `machine: mine.yaml`, or `machine: { extends: mine.yaml, … }`. */
function namedBy({ path, value }: Writing): DocumentName | undefined {
  const [head, key] = path;
  if (!isDocument(head) || typeof value !== 'string') return undefined;
  return path.length === 1 || (path.length === 2 && key === 'extends') ? head : undefined;
}

/** What a named document says, in the place of what was there before. */
function layersOf(document: DocumentName, { value, place }: Writing, { file }: Layer): Layer[] {
  const name = value as string;
  const layers = readLayers(DOCUMENT_KINDS[document], file === undefined ? name : beside(name, file));
  const clear: Writing = { path: [document], value: {}, place, replaces: document !== 'guest' };
  return [
    { flag: false, writings: [clear] },
    ...layers.map((each) => ({
      ...each,
      writings: each.writings.map((writing) => ({ ...writing, path: [document, ...writing.path] })),
    })),
  ];
}

/** A writing where documents have it. */
function placed(writing: Writing, flag: boolean): Writing[] {
  const { path, value, replaces } = writing;
  const to = (each: readonly string[], what: unknown): Writing => ({ ...writing, path: each, value: what });
  if (path.length === 1 && path[0] === 'monitor' && value === null) return [to(['monitor', 'kind'], 'none')];
  if (path.length === 1 && isDocument(path[0]) && isTree(value)) return [writing];
  if (path[0] === 'run') return path.length === 1 ? [] : [to(path.slice(1), value)];
  const old = documentPaths(path);
  if (path.length === 1 && path[0] === 'numa' && replaces) {
    const others = ['placement', 'homes', 'pagesPerNode'].flatMap((key) => documentPaths(['numa', key]));
    return [...old, ...others].map((each, n) => to(each, n < old.length ? value : undefined));
  }
  if (!flag || old.length > 1) return old.map((each) => to(each, value));
  const found = meanings(path);
  if (found.length > 1)
    throw new UserError(
      `${writing.place}: ${path.join('.')} is ambiguous; write ${found.map((each) => each.join('.')).join(' or ')}`,
    );
  return [to(found[0] ?? old[0], value)];
}
