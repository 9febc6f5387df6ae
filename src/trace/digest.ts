import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { basename } from 'node:path';
import { canonicalJson } from '../canonical-json.ts';
import type { Settings } from '../config.ts';
import { openInput } from './bytes/input.ts';
import { contentOf } from './open.ts';
import { isWorkload, loadWorkload, type Workload } from './synthetic/index.ts';

/** What tells a trace from every other. */
export interface ContentDigest {
  sha256: string;
  /** Of the file; none of a workload, which is no file. */
  bytes?: number;
}

/** A workload's specification as a trace's content. */
export const workloadDigest = (workload: Workload): string =>
  createHash('sha256').update(canonicalJson(workload)).digest('hex');

/**
 * Reads a trace through for the hash of its content: of a folder of all its files, of an archive's member of the archive and the name, of
 * a workload's specification, with `settings`, what it says. Throws UserError if there is none.
 */
export async function contentDigest(
  path: string,
  { signal, settings = [] }: { signal?: AbortSignal | undefined; settings?: Settings } = {},
): Promise<ContentDigest> {
  if (isWorkload(path)) return { sha256: workloadDigest(loadWorkload(path.replace(/^synthetic:/, ''), settings)) };
  const { files, member } = await contentOf(path);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files) {
    if (files.length > 1) hash.update(`\0${basename(file)}\0`);
    else await openInput(file, { signal }); // says what is wrong with it
    for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  }
  if (member !== undefined) hash.update(`\0${member}`);
  return { sha256: hash.digest('hex'), bytes };
}
