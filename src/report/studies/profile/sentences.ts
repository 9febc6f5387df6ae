import type { TraceProfile } from '../../../trace/operations/profile/profile.ts';
import { integer } from '../../text/words.ts';

/** How the numbers are to be read, of what this trace has. */
export function sentences({ reuse, windows, cpus, tasks, sharing }: TraceProfile): string[] {
  const shared = sharing.some((row) => row.class !== 'private');
  return [
    ...(shared
      ? [
          'Read-shared: not stored to since a second CPU or task touched it. Migratory: stored to in every turn, a turn being what one does to it before another touches it. Write-shared: any other.',
        ]
      : []),
    ...(reuse.length === 0
      ? []
      : [
          `Caches are fully associative, virtually addressed, with lines of ${integer(reuse[0].lineBytes)} bytes${cpus.length > 1 ? ', one for all CPUs' : ''}${tasks.length > 1 ? '; a change of task empties none' : ''}.`,
        ]),
    ...(windows > 1
      ? [
          `The trace has gaps: caches are cold after each of the ${integer(windows - 1)}, intervals of the working set end there; footprint and sharing are of all windows together.`,
        ]
      : []),
  ];
}
