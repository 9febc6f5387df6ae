import { compiled } from './built.ts';

export const load = <T>(path: string): Promise<T> => import(compiled ? `../dist/${path}.js` : `../src/${path}.ts`);

const [arrow, open, conversion, presets, machine, replay, counts, costs, price] = await Promise.all([
  load<typeof import('../src/trace/arrow/index.ts')>('trace/arrow/index'),
  load<typeof import('../src/trace/open.ts')>('trace/open'),
  load<typeof import('../src/trace/operations/convert.ts')>('trace/operations/convert'),
  load<typeof import('../src/replay/structure/presets.ts')>('replay/structure/presets'),
  load<typeof import('../src/replay/machine/machine.ts')>('replay/machine/machine'),
  load<typeof import('../src/replay/replay.ts')>('replay/replay'),
  load<typeof import('../src/replay/counts/counts.ts')>('replay/counts/counts'),
  load<typeof import('../src/price/costs.ts')>('price/costs'),
  load<typeof import('../src/price/price.ts')>('price/price'),
]);

export const product = {
  ...arrow,
  ...open,
  ...conversion,
  ...presets,
  ...machine,
  ...replay,
  ...counts,
  ...costs,
  ...price,
};
