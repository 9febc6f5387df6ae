import { type Assignment, assignment, assignmentsOf, known } from './assignments.ts';
import { drawsOf } from './draws.ts';
import { valuesOf } from './parameters.ts';
import type { Scalar } from './range.ts';
import { nameOfGiven, type Study } from './study.ts';

/** One step along an axis. */
export interface Setting {
  /** What the axis's columns show. */
  labels: readonly Scalar[];
  assignments: readonly Assignment[];
  /** Which of the study's costs, on the axis of those. */
  costs?: number;
}

/** What varies together: one setting of the study, several zipped ones, the named points, or the lists of costs. */
export interface Axis {
  columns: readonly string[];
  settings: readonly Setting[];
  /** Where the study writes it. */
  path: readonly string[];
}

/** The axes of a study in the order they are written, zipped ones at the place of their first; they are crossed, the last varying fastest. */
export function axesOf(study: Study): Axis[] {
  const axes: Axis[] = [];
  if (study.costs.length > 1)
    axes.push({
      columns: ['costs'],
      settings: study.costs.map((given, costs) => ({ labels: [nameOfGiven(given)], assignments: [], costs })),
      path: ['costs'],
    });
  const points = Object.entries(study.points);
  if (points.length > 0)
    axes.push({
      columns: ['point'],
      settings: points.map(([name, settings]) => ({ labels: [name], assignments: assignmentsOf(settings) })),
      path: ['points'],
    });
  const draws = drawsOf(study);
  if (draws.length > 0)
    axes.push({
      columns: ['draw'],
      settings: draws.map((assignments, n) => ({ labels: [n], assignments })),
      path: ['draws'],
    });
  const done = new Set<string>();
  for (const path of Object.keys(study.vary)) {
    if (done.has(path)) continue;
    const group = study.zip.find((each) => each.includes(path)) ?? [path];
    for (const each of group) done.add(each);
    const parameters = group.map(known);
    const lists = group.map((each, i) => valuesOf(study.vary[each], parameters[i]));
    axes.push({
      columns: parameters.map((parameter) => parameter.path),
      settings: lists[0].map((_, n) => {
        const labels = lists.map((list) => list[n]);
        return { labels, assignments: parameters.map((parameter, i) => assignment(group[i], parameter, labels[i])) };
      }),
      path: ['vary', path],
    });
  }
  return axes;
}
