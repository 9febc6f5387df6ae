import type { TopLevelSpec } from 'vega-lite';
import {
  axisTitle,
  headed,
  legendAbove,
  namesBeside,
  OVERHANG,
  ofTrace,
  textWidth,
  titled,
  within,
} from '../../draw/layout.ts';
import { BAR_COLORS, filled, INK, SCHEMA, SOFT_INK, TEXT, THEME, WIDE } from '../../draw/theme.ts';
import { cut } from '../../text/words.ts';
import type { Ablation } from './ablation.ts';
import { pointsText, worthText } from './points.ts';

const OFF = 'off, all others on';
const ALONE = 'on, all others off';
const COLORS = { [OFF]: BAR_COLORS.monitor, [ALONE]: '#dba0b8' };

interface Bar {
  name: string;
  how?: keyof typeof COLORS;
  worth: number;
}

/** Worths as bars to the right of zero where time is saved, to the left where it is lost; what-ifs apart, on the same scale. */
export function ablationChart(ablation: Ablation, trace: string, width = WIDE): TopLevelSpec {
  const { native, monitor, overheadFull, overheadBare } = ablation;
  const mechanisms = ablation.mechanisms.flatMap(({ name, worthInFull, worthAlone }): Bar[] => [
    { name, how: OFF, worth: worthInFull },
    { name, how: ALONE, worth: worthAlone },
  ]);
  const whatIfs = ablation.whatIfs.map(({ name, worth }): Bar => ({ name, worth }));
  const all = [...mechanisms, ...whatIfs];
  const names = namesBeside([...new Set(all.map(({ name }) => name))], Math.min(200, 0.38 * within(width)));
  const plot = Math.min(560, within(width) - names.room - OVERHANG);
  const domain = domainOf(all, plot);
  const title = axisTitle(`points of overhead over ${cut(native, 24)} saved`, plot);
  const layout = { names, plot, domain };
  const panels = [
    ...(mechanisms.length === 0 ? [] : [panel(mechanisms, layout, whatIfs.length === 0 ? title : null)]),
    ...(whatIfs.length === 0 ? [] : [{ ...panel(whatIfs, layout, title), title: headed('What if …', plot) }]),
  ];
  const spec = {
    $schema: SCHEMA,
    description: sentence(ablation),
    title: titled(
      `What each mechanism of ${cut(monitor, 24)} is worth`,
      `overhead over ${cut(native, 24)}: ${pointsText(overheadFull)} % with all, ${pointsText(overheadBare)} % with none`,
      width,
    ),
    config: THEME,
    spacing: 26,
    vconcat: panels,
  } as TopLevelSpec;
  return ofTrace(spec, trace, width);
}

function sentence({ native, monitor, overheadFull, overheadBare, mechanisms, whatIfs }: Ablation): string {
  const whole = `${monitor} costs ${pointsText(overheadFull)} % over ${native} with all its mechanisms and ${pointsText(overheadBare)} % with none`;
  const most = mechanisms.toSorted((a, b) => b.worthInFull - a.worthInFull)[0];
  const worth = most === undefined ? '' : `; of ${mechanisms.length}, ${most.name} is worth most: turned off it changes the overhead by ${worthText(most.worthInFull)} points, turned on alone by ${worthText(-most.worthAlone)}`;
  const best = whatIfs.toSorted((a, b) => b.worth - a.worth)[0];
  const would = best === undefined ? '' : `; of what might be otherwise, ${best.name} would save most, ${pointsText(best.worth)} points`;
  return `${whole}${worth}${would}.`;
} // biome-ignore format: sentences

/** From the least worth, or zero, to the greatest, with room for labels outside the bars. */
function domainOf(bars: readonly Bar[], plot: number): [number, number] {
  const worths = bars.map(({ worth }) => worth);
  const least = Math.min(0, ...worths);
  const most = Math.max(0, ...worths) || 1e-9;
  const label = Math.max(...bars.map(({ worth }) => textWidth(worthText(worth), TEXT.small))) + 8;
  const ends = least < 0 ? 2 : 1;
  const room = ((most - least) * label) / Math.max(20, plot - ends * label);
  return [least < 0 ? least - room : 0, most + room];
}

interface Layout {
  names: ReturnType<typeof namesBeside>;
  plot: number;
  domain: [number, number];
}

/** Bars side by side for each way of switching, where there are several. */
function panel(bars: readonly Bar[], { names, plot, domain }: Layout, title: string[] | null) {
  const twofold = bars.some(({ how }) => how !== undefined);
  const legend = { ...legendAbove(Object.keys(COLORS), plot), offset: 6 };
  return {
    width: plot,
    height: { step: Math.max(twofold ? 16 : 24, (13 * names.deepest + 6) / (twofold ? 2 : 1)) },
    data: { values: bars.map((bar) => ({ ...bar, label: worthText(bar.worth) })) },
    encoding: {
      y: {
        field: 'name',
        type: 'nominal',
        sort: [...new Set(bars.map(({ name }) => name))],
        title: null,
        axis: { ...names.axis, labelColor: INK },
      },
      x: {
        field: 'worth',
        type: 'quantitative',
        scale: { domain, nice: false },
        title,
        axis: { grid: true, tickCount: Math.min(6, Math.floor(plot / 45)), ...(title === null ? { labels: false } : {}) },
      },
      ...(twofold ? { yOffset: { field: 'how', sort: Object.keys(COLORS) } } : {}),
    },
    layer: [
      {
        mark: { type: 'bar', height: { band: twofold ? 0.9 : 0.7 }, strokeWidth: 1, ...(twofold ? {} : { color: BAR_COLORS.user }) },
        ...(twofold ? { encoding: filled('how', COLORS, legend) } : {}),
      },
      { mark: { type: 'rule', color: SOFT_INK }, encoding: { x: { datum: 0 }, y: null, yOffset: null } },
      ...(['left', 'right'] as const).map((align) => ({
        transform: [{ filter: align === 'left' ? 'datum.worth >= 0' : 'datum.worth < 0' }],
        mark: { type: 'text', align, baseline: 'middle', dx: align === 'left' ? 4 : -4, fontSize: TEXT.small, color: INK },
        encoding: { text: { field: 'label' } },
      })),
    ],
  };
} // biome-ignore format: a specification
