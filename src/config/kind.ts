import type { z } from 'zod';
import { namesIn } from '../presets.ts';
import type { Layer, Path, Tree } from './layers.ts';

/** A kind of configuration: where its presets live and what it must look like. */
export interface ConfigKind<T, W = T> {
  /** `structure`, `costs`: the word messages use. */
  noun: string;
  /** What its layers make together. */
  schema: z.ZodType<W>;
  /** Folder of the presets, one YAML file each; absent where there are none. */
  presets?: URL;
  /** Whether its documents say where their values come from (`{ value, kind, source }`) and what they may be (a section `priors`). */
  annotated?: true;
  /** What a message that shows how to set a value takes as its example. */
  example?: string;
  /** What a layer says in the spelling in which layers are merged, and the layers of documents it names, before it; the same unless given. */
  normalise?(layer: Layer): Layer[];
  /** Last changes to what the layers made, and what people should know of them. */
  prepare?(tree: Tree, where: (path: Path) => string): string[];
  /** What is loaded, out of what was written; issues with paths in what was written. The same unless given. */
  resolve?(written: W): z.ZodSafeParseResult<T>;
  /** A path as messages show it. */
  shown?(path: Path): Path;
  /** The JSON Schema of a file, where it is not that of `schema`. */
  published?(): object;
}

/** Names of the presets, sorted. */
export const presetNames = ({ presets }: { presets?: URL | undefined }): string[] =>
  presets === undefined ? [] : namesIn(presets);
