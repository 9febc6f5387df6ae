import type { BarPanel } from './form.ts';

/** Pixels between two groups of bars, two panels, and left of a row's first panel for its axis, of which the labels take so many. */
export const GROUP_GAP = 10;
export const PANEL_GAP = 14;
export const AXIS_WIDTH = 48;
export const AXIS_LABELS = 27;
/** Pixels a bar takes in a row: at least what `before` takes beneath it in 9 px, at most so many that it stays a bar. */
const LEAST_STEP = 31;
const MOST_STEP = 46;

/** Panels in rows, and the pixels that a bar takes. */
export interface Rows {
  rows: BarPanel[][];
  step: number;
}

export const panelWidth = ({ groups }: BarPanel, step: number): number =>
  groups.reduce((sum, { bars }) => sum + bars.length * step + GROUP_GAP, 0);

/**
 * Lays panels out in rows of at most `width` pixels, axis included; a panel that is wider than a row is divided between its groups. The
 * bars are as wide as the number of rows allows, and at least as wide as a number above one takes. With `apart` each panel has an axis of its own.
 */
export function rowsOf(panels: readonly BarPanel[], width: number, apart: boolean, numberWidth: number): Rows {
  const least = Math.max(LEAST_STEP, Math.ceil(numberWidth));
  const pack = (step: number, most = Number.POSITIVE_INFINITY): BarPanel[][] =>
    packed(panels, { width, step, apart, most });
  const few = pack(least).length;
  let step = least;
  while (step < MOST_STEP && pack(step + 1).length === few) step++;
  const even = pack(step, Math.ceil(pack(step).flat().length / few));
  return { rows: even.length === few ? even : pack(step), step };
}

interface Packing {
  width: number;
  step: number;
  apart: boolean;
  /** Panels of a row, at most. */
  most: number;
}

function packed(panels: readonly BarPanel[], { width, step, apart, most }: Packing): BarPanel[][] {
  const rows: BarPanel[][] = [];
  let left = 0;
  for (const panel of panels.flatMap((panel) => divided(panel, width - AXIS_WIDTH, step))) {
    const wide = panelWidth(panel, step);
    const beside = PANEL_GAP + wide + (apart ? AXIS_WIDTH : 0);
    const row = rows.at(-1);
    if (row !== undefined && row.length < most && beside <= left) {
      row.push(panel);
      left -= beside;
    } else {
      rows.push([panel]);
      left = width - AXIS_WIDTH - wide;
    }
  }
  return rows;
}

/** The panel in as few parts of about as many groups as fit the width. */
function divided({ name, groups }: BarPanel, width: number, step: number): BarPanel[] {
  for (let parts = 1; ; parts++) {
    const from = (n: number): number => Math.ceil((n * groups.length) / parts);
    const all = Array.from({ length: parts }, (_, n) => ({ name, groups: groups.slice(from(n), from(n + 1)) }));
    if (parts >= groups.length || all.every((part) => panelWidth(part, step) <= width)) return all;
  }
}
