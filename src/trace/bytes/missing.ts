import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearestOf } from '../../config/suggestion.ts';
import { excerpt } from '../../errors.ts';
import { presetPointer } from '../../preset-pointer.ts';
import { namesIn, PRESET_FOLDERS } from '../../presets.ts';
import { shippedNames } from '../../shipped.ts';

/**
 * What a name or path that leads to no file may have meant: `; did you mean "synthetic:pmake"?` of a workload, a trace of the catalogue or a
 * file in the same folder; else nothing.
 */
export function missingPointer(path: string): string {
  const folder = dirname(path);
  if (basename(path) !== path) {
    const near = nearestOf(basename(path), filesIn(folder));
    return near === undefined ? '' : `; did you mean ${JSON.stringify(join(folder, near))}?`;
  }
  const [traces, workloads] = [PRESET_FOLDERS.trace, PRESET_FOLDERS.workload].map(namesIn);
  const bare = path.replace(/\.(arrow|csv|lackey|din|champsim)(\.\w+)?$|\.workload\.ya?ml$|\.ya?ml$/, '');
  // The name itself, and nothing behind it.
  if (workloads.includes(bare)) return `; did you mean "synthetic:${bare}"?`;
  if (traces.includes(bare)) return shippedNames().includes(bare) ? `; did you mean "${bare}"?` : `; disco trace fetch ${bare} makes it`;
  const other = presetPointer(path, ['trace', 'workload']);
  if (other !== '') return other;
  const near = nearestOf(path, [...workloads, ...traces, ...filesIn('.')]);
  if (near === undefined) return '';
  return `; did you mean ${workloads.includes(near) ? `"synthetic:${near}"` : excerpt(near)}?`;
} // biome-ignore format: a line

/** Files and folders of a folder; none where it cannot be read. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
