import type { TopLevelSpec } from 'vega-lite';
import { NARROW, WIDE } from '../draw/theme.ts';
import type { PagePart } from '../markup/markup.ts';

/** Where a figure is drawn, and how wide: the page shows one of them. */
export const PLACES = { wide: WIDE, narrow: NARROW } as const;

/** A chart of a page. */
export interface Figure {
  /** That of its place, `figureSlot(name)`, and of its files. */
  name: string;
  /** As wide as it is to be, in CSS pixels. Its description is its caption. */
  draw(width: number): TopLevelSpec;
}

/** What a page shows. It is made by the same code where it is written and, under other costs, where it is read. */
export interface Page {
  title: string;
  /** Sentences that answer before anything else does. */
  leads: readonly string[];
  parts: readonly PagePart[];
  figures: readonly Figure[];
}

/** Ids of the elements of a page that are more than its text. */
export const LIVE_IDS = { payload: 'live-payload', leads: 'leads', main: 'main', panel: 'live-panel' } as const;

/** The parts, no two of which have one id, and none that of an element of the page's own. */
export function numbered(parts: readonly PagePart[]): PagePart[] {
  const taken = new Set<string>(Object.values(LIVE_IDS));
  return parts.map((each) => {
    let id = each.id;
    for (let n = 2; taken.has(id); n++) id = `${each.id}-${n}`;
    taken.add(id);
    return { ...each, id };
  });
}

/** Charts as figures: of what draws all of them at a width, by their names. What is drawn at a width is drawn once. */
export function figuresOf(drawn: (width: number) => Iterable<readonly [name: string, spec: TopLevelSpec]>): Figure[] {
  const known = new Map<number, ReadonlyMap<string, TopLevelSpec>>();
  const at = (width: number): ReadonlyMap<string, TopLevelSpec> => {
    const all = known.get(width) ?? new Map(drawn(width));
    known.set(width, all);
    return all;
  };
  return Array.from(at(WIDE).keys(), (name) => ({ name, draw: (width) => at(width).get(name)! }));
}
