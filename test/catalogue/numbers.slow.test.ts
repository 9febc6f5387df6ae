import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const document = readFileSync(new URL('../../traces/README.md', import.meta.url), 'utf8');

/** Cells of the table's row of a trace and a structure. */
function cells(trace: string, structure: string): { ms: number; falseSharing: number; tlb: number; local: number; migrated: number } {
  const row = document.split('\n').find((line) => line.startsWith(`| \`${trace}\` | ${structure} |`)) ?? '';
  const [ms, , falseSharing, , tlb, local, migrated] = row.split('|').slice(3).map((cell) => Number(cell.replaceAll(',', '')));
  return { ms, falseSharing, tlb, local, migrated };
} // biome-ignore format: long lines

test('they show what the programs are to teach', () => {
  const [shared, padded] = [cells('false-sharing', 'irix'), cells('padded', 'irix')];
  expect(shared.falseSharing).toBeGreaterThan(100 * padded.falseSharing);
  // Beside the counting both have the page faults of their start, for which four threads wait for each other.
  expect(shared.ms).toBeGreaterThan(1.5 * padded.ms);
  expect(cells('false-sharing', 'uma').ms).toBeLessThan(0.6 * shared.ms);
  expect(cells('gups', 'irix').tlb).toBeGreaterThan(0.9 * 8 * 4000); // one for nearly every update
  const trigger = 'pointer-chase --set monitor.hotPages.trigger=32';
  const [native, moved] = [cells(trigger, 'irix'), cells(trigger, 'disco')];
  expect(moved.migrated).toBeGreaterThan(1000);
  expect(moved.local).toBeGreaterThan(native.local + 20);
});
