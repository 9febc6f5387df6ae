import type { TopLevelSpec } from 'vega-lite';
import { NARROW, WIDE } from '../../../report/draw/theme.ts';
import type { PagePart } from '../../../report/markup/markup.ts';
import type { LiveKind } from '../../../report/page/live.ts';
import { type Page, PLACES } from '../../../report/page/page.ts';
import { RECOVERY_COST_LIST } from '../../costs/recovery-cost-list.ts';
import type { RecoveryCosts } from '../../costs/recovery-cost-table.ts';
import { costed, type Recoverable } from './costed.ts';
import { recoveryParts } from './parts.ts';

/** What a page of failures carries: counts of recovery, and all that no recovery cost moves as it is. */
export interface FailuresContent {
  configurations: readonly Recoverable[];
  leads: readonly string[];
  /** Null: the place of what recovery costs. */
  parts: readonly (PagePart | null)[];
  figures: readonly { name: string; wide: TopLevelSpec; narrow: TopLevelSpec }[];
}

/** A page without what recovery costs, and the counts of that; it goes before the part with this title, or to the end. */
export function failuresContent(still: Omit<Page, 'title'>, configurations: readonly Recoverable[], before: string): FailuresContent {
  const at = still.parts.findIndex(({ title }) => title === before);
  const place = at < 0 ? still.parts.length : at;
  return {
    configurations,
    leads: still.leads,
    parts: [...still.parts.slice(0, place), null, ...still.parts.slice(place)],
    figures: still.figures.map(({ name, draw }) => ({ name, wide: draw(PLACES.wide), narrow: draw(PLACES.narrow) })),
  };
} // biome-ignore format: a signature

/** The page with what recovery costs. */
export function failuresPage({ configurations, leads, parts, figures }: FailuresContent, own: RecoveryCosts): Omit<Page, 'title'> {
  const priced = recoveryParts(configurations, own);
  return {
    leads: [...leads, priced.lead],
    parts: parts.flatMap((each) => each ?? priced.parts),
    figures: [...figures.map(({ name, wide, narrow }) => ({ name, draw: (width: number) => (width <= (NARROW + WIDE) / 2 ? narrow : wide) })), ...priced.figures],
  };
} // biome-ignore format: a record

/** A study of failures, made again under other recovery costs and rates: no replay, and nobody is hit who was not. */
export const failuresLive: LiveKind<FailuresContent, RecoveryCosts> = {
  name: 'failures',
  costs: RECOVERY_COST_LIST,
  totals: 'What a virtual machine loses in a year',
  open: (content) => ({
    counts: [],
    priced: (own) => ({
      ...failuresPage(content, own),
      totals: costed(content.configurations, own).map(({ name, vms, availability }) => ({
        group: '',
        name,
        ns: (availability.vmHoursLost / vms) * 3600e9,
      })),
    }),
  }),
};
