import { stat } from 'node:fs/promises';
import { presetNames } from '../config.ts';
import { openTrace, shipped } from '../trace/open.ts';
import type { Totals, TraceHeader } from '../trace/words/trace.ts';
import { CATALOGUE } from './entry.ts';

/** What the file of a trace says of it by itself. */
export interface FileFacts {
  path: string;
  bytes: number;
  header: TraceHeader;
  totals: Totals;
}

/** Of a trace that comes along; undefined for one that has to be made. Only its ends are read. */
export async function fileFacts(name: string): Promise<FileFacts | undefined> {
  const path = shipped(name);
  if (path === name) return undefined;
  const [{ size }, { header, totals }] = await Promise.all([stat(path), openTrace(path)]);
  return totals === undefined ? undefined : { path, bytes: size, header, totals };
}

/** Of all traces of the catalogue, by name, those that come along first. */
export async function catalogueFacts(): Promise<[name: string, facts: FileFacts | undefined][]> {
  const all = await Promise.all(
    presetNames(CATALOGUE).map(async (name): Promise<[string, FileFacts | undefined]> => [name, await fileFacts(name)]),
  );
  return [...all.filter(([, facts]) => facts !== undefined), ...all.filter(([, facts]) => facts === undefined)];
}
