import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { writeAside, writeError } from '../../trace/bytes/atomic-file.ts';
import { decodeCounts, encodeCounts } from './counts-file.ts';
import { modelVersion, type ReplaySpec, replayKey } from './keys.ts';

/** What stands beside the counts: what they are of, and how to know that they are whole. */
const Manifest = z.object({
  key: z.string(),
  sha256: z.string(),
  /** A sentence, where the trace was cut off. */
  truncated: z.string().nullable(),
});

/** A replay's counts as kept. */
export interface Kept {
  counts: Counts;
  truncated: string | null;
}

/** The same as bytes of an Arrow file. */
export interface Encoded {
  bytes: Uint8Array;
  truncated: string | null;
}

/**
 * A folder of counts, each under the hash of what it depends on (`replayKey`): `ab/KEY.arrow`, and `ab/KEY.json` beside it, which is written
 * last and has the other's hash. An entry is there when both are and agree; any other is as if it were not. Several programs may use the same folder.
 */
export class Store {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whether an entry is there, and whole. */
  async has(key: string): Promise<boolean> {
    return (await this.encoded(key)) !== undefined;
  }

  /** The counts under a key, given to this structure; undefined if they are not there or not whole. */
  async get(key: string, structure: Structure): Promise<Kept | undefined> {
    const entry = await this.encoded(key);
    return entry && { counts: decodeCounts(entry.bytes, structure), truncated: entry.truncated };
  }

  /** Keeps counts. Throws UserError where nothing can be written. */
  put(spec: ReplaySpec, { counts, truncated }: Kept): Promise<void> {
    return this.putEncoded(spec, { bytes: encodeCounts(counts), truncated });
  }

  /** The same of counts that another store encoded. */
  async putEncoded(spec: ReplaySpec, { bytes, truncated }: Encoded): Promise<void> {
    const key = replayKey(spec);
    const manifest = {
      key,
      sha256: sha256(bytes),
      truncated,
      program: modelVersion(),
      trace: spec.trace.sha256,
      reading: spec.reading,
      structure: spec.structure,
    };
    await makeFolders(join(this.folder, key.slice(0, 2)));
    await writeAside(this.path(key, 'arrow'), (handle) => handle.writeFile(bytes));
    await writeAside(this.path(key, 'json'), (handle) => handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`));
  }

  /** An entry's bytes as they are; undefined if they are not there or not whole. */
  async encoded(key: string): Promise<Encoded | undefined> {
    try {
      const manifest = Manifest.parse(JSON.parse(await readFile(this.path(key, 'json'), 'utf8')));
      const bytes = await readFile(this.path(key, 'arrow'));
      if (manifest.key !== key || manifest.sha256 !== sha256(bytes)) return undefined;
      return { bytes, truncated: manifest.truncated };
    } catch {
      return undefined; // missing, cut off or not ours: it is made again
    }
  }

  private path(key: string, ending: string): string {
    return join(this.folder, key.slice(0, 2), `${key}.${ending}`);
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Makes a folder and those around it. Throws UserError if it cannot be made. */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
}
