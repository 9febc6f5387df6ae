import { show } from '../../src/commands/show/show.ts';
import { toSvg } from '../../src/report/draw/render.ts';
import { bandPictures } from '../bands.ts';
import { scalingChart } from '../scaling-chart.ts';
import { reportFiles } from '../validation.ts';

export type Content = string | Uint8Array;
/** Paths from the root, and what is in them. */
type Files = readonly (readonly [path: string, content: Content])[];

const REFERENCES = ['columns', 'events', 'costs', 'recovery-costs'];
const SCHEMAS = ['structure', 'machine', 'guest', 'monitor', 'costs', 'recovery-costs', 'study', 'scenario', 'workload', 'layout']; // biome-ignore format: a list

/** Documents that are written as a whole. */
export const isWritten = (path: string): boolean => REFERENCES.some((name) => path === `docs/reference/${name}.md`);

const inFolder = (folder: string, files: Files): Files =>
  files.map(([name, content]) => [`${folder}/${name}`, content]);
const shown = (folder: string, names: readonly string[], file: (name: string) => string, options: Parameters<typeof show>[2]): Promise<Files> =>
  Promise.all(names.map(async (name) => [`${folder}/${file(name)}`, await show(name, undefined, options)] as const)); // biome-ignore format: a line

/** Files that are written as a whole, from code and committed data. */
export const FILES: readonly (() => Promise<Files>)[] = [
  () => shown('docs/reference', REFERENCES, (kind) => `${kind}.md`, { markdown: true }),
  () => shown('docs/reference/schema', SCHEMAS, (kind) => `${kind}.schema.json`, { schema: true }),
  async () => inFolder('reports/reproduction', await reportFiles()),
  async () => inFolder('reports/reproduction', await bandPictures()),
  async () => [['reports/scaling/scaling.svg', await toSvg(scalingChart())]],
];
