import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Rooms from the top floor to the ground: a file imports from its own room and from those below. The longest path that fits is a file's room. */
const FLOORS = [
  'src/cli.ts', 'src/index.ts',
  'src/live',
  'src/commands', 'src/commands/shared',
  'src/explain/kit', 'src/explain/shown', 'src/explain', 'src/explain/mechanisms', 'src/explain/draw', 'src/explain/form',
  'src/diff/shown', 'src/diff', 'src/diff/result',
  'src/reproduce', 'src/reproduce/leave-one-out', 'src/reproduce/exhibits', 'src/reproduce/experiments', 'src/reproduce/published',
  'src/sweep', 'src/sweep/pictures', 'src/sweep/finding', 'src/sweep/charts', 'src/sweep/results', 'src/sweep/engines', 'src/sweep/plan', 'src/sweep/study', 'src/sweep/store',
  'src/failures/shown',
  'src/report', 'src/report/studies', 'src/report/files', 'src/report/page', 'src/report/sections', 'src/report/markup', 'src/report/draw', 'src/report/run', 'src/report/tables', 'src/report/text',
  'src/bands',
  'src/settings',
  'src/failures/availability', 'src/failures/recovery', 'src/failures/survivors', 'src/failures/costs',
  'src/price', 'src/price/mva',
  'src/failures',
  'src/replay', 'src/replay/workers', 'src/replay/ablation', 'src/replay/machine/deployment.ts', 'src/replay/machine/machine.ts', 'src/replay/machine/markers', 'src/replay/machine/dependence', 'src/replay/machine',
  'src/replay/disco', 'src/replay/disco/sharing', 'src/replay/disco/tlb', 'src/replay/disco/moves', 'src/replay/disco/monitor', 'src/replay/disco/schedule', 'src/replay/supervisor',
  'src/replay/numa/cpu', 'src/replay/numa/caches', 'src/replay/numa/tlb', 'src/replay/numa/memory', 'src/replay/numa',
  'src/replay/why', 'src/replay/counts', 'src/replay/structure',
  'src/guest/measured', 'src/guest',
  'src/catalogue',
  'src/trace/operations', 'src/trace/reader', 'src/trace',
  'src/trace/recorder', 'src/trace/recorder/prepare', 'src/trace/recorder/valgrind', 'src/trace/recorder/system', 'src/trace/recorder/qemu', 'src/trace/recorder/run', 'src/trace/synthetic', 'src/trace/arrow', 'src/trace/layout', 'src/trace/csv', 'src/trace/din', 'src/trace/lackey', 'src/trace/champsim', 'src/trace/drmemtrace',
  'src/trace/archive', 'src/trace/placement', 'src/trace/schedule',
  'src/trace/bytes', 'src/trace/bytes/compression', 'src/trace/words',
  'src',
]; // biome-ignore format: a list

const files = globSync('src/**/*.ts');
const imports = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, to]) => ({
    file,
    to: normalize(join(dirname(file), to)),
  })),
);

function floorOf(file: string): number {
  const fits = FLOORS.filter((room) => file === room || file.startsWith(`${room}/`));
  return FLOORS.indexOf(fits.sort((a, b) => b.length - a.length)[0]);
}

test('imports go down, types included', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(({ file, to }) => floorOf(to) < floorOf(file))).toEqual([]);
});

test('no file imports itself by way of others, types included', () => {
  const next = Map.groupBy(imports, ({ file }) => file);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    done.add(file);
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('no room has more than sixteen loose files', () => {
  const rooms = Map.groupBy(
    globSync('src/**/*.*').filter((file) => basename(file).includes('.')),
    dirname,
  );
  expect(
    [...rooms].filter(([, loose]) => loose.length > 16).map(([room, loose]) => `${room}: ${loose.length}`),
  ).toEqual([]);
});
