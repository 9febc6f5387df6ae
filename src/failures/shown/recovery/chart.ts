import type { TopLevelSpec } from 'vega-lite';
import { namesBeside, titled, within } from '../../../report/draw/layout.ts';
import { BAR_COLORS, INK, SCHEMA, TEXT, THEME, WIDE } from '../../../report/draw/theme.ts';
import { duration, printable } from '../../../report/text/words.ts';
import type { Costed } from './costed.ts';

const HOUR_NS = 3600e9;
/** Pixels behind the longest bar for its value. */
const VALUE_ROOM = 54;

/** What a virtual machine loses in a year, of each configuration. `width` is that of the figure in CSS pixels, padding included. Undefined: nothing is lost. */
export function availabilityChart(all: readonly Costed[], width = WIDE): TopLevelSpec | undefined {
  const values = all.map(({ name, vms, availability }) => {
    const ns = (availability.vmHoursLost / vms) * HOUR_NS;
    return { name: printable(name), seconds: ns / 1e9, said: duration(ns) };
  });
  const most = Math.max(0, ...values.map(({ seconds }) => seconds));
  if (most === 0) return undefined;
  const best = values.reduce((least, each) => (each.seconds < least.seconds ? each : least));
  const worst = values.reduce((largest, each) => (each.seconds > largest.seconds ? each : largest));
  const names = namesBeside(values.map(({ name }) => name), 0.36 * within(width));
  return {
    $schema: SCHEMA,
    description: `Time that a virtual machine loses in a year as nodes fail: ${best.said} through ${best.name}${best === worst ? '' : `, ${worst.said} through ${worst.name}`}.`,
    title: titled(`Failures take ${best.said} of a virtual machine’s year at best`, 'seconds a year, from the failure until it runs again; the mean of a configuration’s virtual machines', width),
    config: THEME,
    width: within(width) - names.room - VALUE_ROOM,
    height: { step: 24 + 13 * (names.deepest - 1) },
    data: { values },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: values.map(({ name }) => name), title: null, axis: names.axis },
      x: { field: 'seconds', type: 'quantitative', title: 'seconds a year', scale: { domain: [0, most] } },
    },
    layer: [
      { mark: { type: 'bar', color: BAR_COLORS.monitor } },
      { mark: { type: 'text', align: 'left', dx: 4, baseline: 'middle', color: INK, fontSize: TEXT.body }, encoding: { text: { field: 'said' } } },
    ],
  } as TopLevelSpec;
} // biome-ignore format: a specification
