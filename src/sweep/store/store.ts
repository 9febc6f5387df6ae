import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { modelVersion } from '../../model-version.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { makeFolders, writeAside } from '../../trace/bytes/atomic-file.ts';
import { DamagedCounts, decodeCounts, encodeCounts } from './counts-file.ts';
import { type ReplaySpec, replayKey } from './keys.ts';

/** Characters of what is said of a trace that was cut off, at most: a path may be in it. */
export const SENTENCE_CHARS = 10_000;
/** Bytes of a manifest, at most; of an entry's Arrow file, as many as the rows of all its numbers would take. */
const MANIFEST_BYTES = 1 << 20;
const ENTRY_BYTES = 2 ** 31 - 1;

/** What stands beside the counts: what they are of, and how to know that they are whole. */
const Manifest = z.object({
  key: z.string(),
  sha256: z.string(),
  /** A sentence, where the trace was cut off. */
  truncated: z.string().max(SENTENCE_CHARS).nullable(),
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

/** What is kept under a key. */
export type Entry = { kept: Kept; bytes: Uint8Array } | { damage: string } | undefined;

/**
 * A folder of counts, each under the hash of what it depends on (`replayKey`): `ab/KEY.arrow`, and `ab/KEY.json` beside it, which is written
 * last and has the other's hash. An entry is there when both are, agree, and can be decoded as counts of that key; any other is as if it were
 * not. Several programs may use the same folder.
 */
export class Store {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** An entry, given to this structure; why it is none, if there is something that cannot be used; undefined if nothing is there. */
  async look(key: string, structure: Structure): Promise<Entry> {
    const found = await this.read(key);
    if (found === undefined || 'damage' in found) return found;
    const { bytes, truncated } = found;
    try {
      return { kept: { counts: decodeCounts(bytes, structure, key), truncated }, bytes };
    } catch (error) {
      if (error instanceof DamagedCounts) return { damage: error.message };
      throw error;
    }
  }

  /** Whether an entry is there that can be used. */
  async has(key: string, structure: Structure): Promise<boolean> {
    return (await this.get(key, structure)) !== undefined;
  }

  /** The counts under a key, given to this structure; undefined if there are none that can be used. */
  async get(key: string, structure: Structure): Promise<Kept | undefined> {
    const entry = await this.look(key, structure);
    return entry === undefined || 'damage' in entry ? undefined : entry.kept;
  }

  /** The same as bytes. */
  async encoded(key: string, structure: Structure): Promise<Encoded | undefined> {
    const entry = await this.look(key, structure);
    return entry === undefined || 'damage' in entry
      ? undefined
      : { bytes: entry.bytes, truncated: entry.kept.truncated };
  }

  /** Keeps counts. Throws UserError where nothing can be written. */
  put(spec: ReplaySpec, { counts, truncated }: Kept): Promise<void> {
    const key = replayKey(spec);
    return this.write(key, spec, { bytes: encodeCounts(counts, key), truncated });
  }

  /** Keeps what another store encoded. Throws DamagedCounts for what are no counts of that replay, and UserError where nothing can be written. */
  async putEncoded(spec: ReplaySpec, entry: Encoded): Promise<void> {
    const key = replayKey(spec);
    decodeCounts(entry.bytes, spec.structure, key);
    await this.write(key, spec, entry);
  }

  private async write(key: string, spec: ReplaySpec, { bytes, truncated }: Encoded): Promise<void> {
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

  /** An entry's bytes as they are. Without a manifest nothing is there yet, as it is written last. */
  private async read(key: string): Promise<Encoded | { damage: string } | undefined> {
    let text: string;
    try {
      text = (await readWhole(this.path(key, 'json'), MANIFEST_BYTES)).toString('utf8');
    } catch (error) {
      return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? undefined : { damage: reasonOf(error) };
    }
    try {
      const manifest = Manifest.safeParse(JSON.parse(text));
      if (!manifest.success) return { damage: 'its manifest is no manifest' };
      if (manifest.data.key !== key) return { damage: 'its manifest is of another replay' };
      const bytes = await readWhole(this.path(key, 'arrow'), ENTRY_BYTES);
      if (manifest.data.sha256 !== sha256(bytes)) return { damage: 'its counts are not those of its manifest' };
      return { bytes, truncated: manifest.data.truncated };
    } catch (error) {
      return { damage: reasonOf(error) };
    }
  }

  private path(key: string, ending: string): string {
    return join(this.folder, key.slice(0, 2), `${key}.${ending}`);
  }
}

/** A file's content. Throws for what is no regular file, which could be waited for without end, and for more than `most` bytes. */
async function readWhole(path: string, most: number): Promise<Buffer> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is no regular file');
  if (found.size > most) throw new Error(`it has ${found.size} bytes, at most ${most} are due`);
  return readFile(path);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its manifest is no JSON';
  return codeOf(error) === 'ENOENT' ? 'its counts are gone' : (codeOf(error) ?? (error as Error).message);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
