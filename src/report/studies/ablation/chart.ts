import type { TopLevelSpec } from 'vega-lite';
import { BAR_COLORS, INK, SCHEMA, SOFT_INK, THEME } from '../../draw/theme.ts';
import { cut, decimal, signed } from '../../text/words.ts';
import type { Ablation } from './ablation.ts';

const OFF = 'turned off, all others on';
const ALONE = 'turned on, all others off';
const COLORS = { [OFF]: BAR_COLORS.monitor, [ALONE]: '#dba0b8' };
const WIDTH = 380;
/** Pixels of a bar's label. */
const LABEL = 52;

interface Bar {
  name: string;
  how?: keyof typeof COLORS;
  worth: number;
}

/** Worths as bars to the right of zero where time is saved, to the left where it is lost; what-ifs apart, on the same scale. */
export function ablationChart({ native, monitor, overheadFull, overheadBare, ...ablation }: Ablation): TopLevelSpec {
  const mechanisms = ablation.mechanisms.flatMap(({ name, worthInFull, worthAlone }): Bar[] => [
    { name, how: OFF, worth: worthInFull },
    { name, how: ALONE, worth: worthAlone },
  ]);
  const whatIfs = ablation.whatIfs.map(({ name, worth }): Bar => ({ name, worth }));
  const domain = domainOf([...mechanisms, ...whatIfs]);
  const title = `points of overhead over ${cut(native, 24)} saved`;
  const panels = [
    ...(mechanisms.length === 0 ? [] : [panel(mechanisms, domain, whatIfs.length === 0 ? title : null)]),
    ...(whatIfs.length === 0 ? [] : [{ ...panel(whatIfs, domain, title), title: HEAD }]),
  ];
  return {
    $schema: SCHEMA,
    description: `What each mechanism of ${monitor} is worth, in points of overhead over ${native}.`,
    title: {
      text: `What each mechanism of ${cut(monitor, 24)} is worth`,
      subtitle: `overhead over ${cut(native, 24)}: ${decimal(overheadFull, 1)} % with all, ${decimal(overheadBare, 1)} % with none`,
    },
    config: THEME,
    spacing: 26,
    vconcat: panels,
  } as TopLevelSpec;
}

const HEAD = { text: 'What if …', fontSize: 11, offset: 8 };

/** From the least worth, or zero, to the greatest, with room for labels outside the bars. */
function domainOf(bars: readonly Bar[]): [number, number] {
  const worths = bars.map(({ worth }) => worth);
  const least = Math.min(0, ...worths);
  const most = Math.max(0, ...worths) || 1e-9;
  const ends = least < 0 ? 2 : 1;
  const room = ((most - least) * LABEL) / (WIDTH - ends * LABEL);
  return [least < 0 ? least - room : 0, most + room];
}

/** Bars side by side for each way of switching, where there are several. */
function panel(bars: readonly Bar[], domain: [number, number], title: string | null) {
  const twofold = bars.some(({ how }) => how !== undefined);
  const color = {
    field: 'how',
    type: 'nominal',
    scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
    legend: { orient: 'top', columns: 2, labelLimit: 220, offset: 6 },
  };
  return {
    width: WIDTH,
    height: { step: twofold ? 15 : 22 },
    data: { values: bars.map((bar) => ({ ...bar, label: signed(bar.worth, 2) })) },
    encoding: {
      y: {
        field: 'name',
        type: 'nominal',
        sort: [...new Set(bars.map(({ name }) => name))],
        title: null,
        axis: { labelColor: INK, labelLimit: 220, labelPadding: 8 },
      },
      x: {
        field: 'worth',
        type: 'quantitative',
        scale: { domain, nice: false },
        title,
        axis: { grid: true, tickCount: 6, ...(title === null ? { labels: false } : {}) },
      },
      ...(twofold ? { yOffset: { field: 'how', sort: Object.keys(COLORS) } } : {}),
    },
    layer: [
      {
        mark: { type: 'bar', height: { band: twofold ? 0.9 : 0.7 }, ...(twofold ? {} : { color: BAR_COLORS.user }) },
        ...(twofold ? { encoding: { color } } : {}),
      },
      { mark: { type: 'rule', color: SOFT_INK }, encoding: { x: { datum: 0 }, y: null, yOffset: null } },
      ...(['left', 'right'] as const).map((align) => ({
        transform: [{ filter: align === 'left' ? 'datum.worth >= 0' : 'datum.worth < 0' }],
        mark: { type: 'text', align, baseline: 'middle', dx: align === 'left' ? 4 : -4, fontSize: 9.5, color: INK },
        encoding: { text: { field: 'label' } },
      })),
    ],
  };
}
