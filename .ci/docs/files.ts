import { show } from '../../src/commands/show/show.ts';
import { toSvg } from '../../src/report/draw/render.ts';
import { bandPictures } from '../bands.ts';
import { libraryReferences } from '../reference.ts';
import { scalingChart } from '../scaling-chart.ts';
import { reportFiles } from '../validation.ts';
import { widePicture } from './blocks/readme.ts';
import { inReference, WHOLE } from './whole.ts';

export type Content = string | Uint8Array;
/** Paths from the root, and what is in them. */
type Files = readonly (readonly [path: string, content: Content])[];

const SCHEMAS = ['structure', 'machine', 'guest', 'monitor', 'costs', 'recovery-costs', 'study', 'scenario', 'workload', 'layout']; // biome-ignore format: a list

const written = (
  files: readonly (readonly [path: string, write: () => Content | Promise<Content>])[],
): Promise<Files> => Promise.all(files.map(async ([path, write]) => [path, await write()] as const));
const inReports = (files: Files): Files => files.map(([name, content]) => [`reports/reproduction/${name}`, content]);

/** Files for which the library's declarations are made, in some ten seconds. */
export const LIBRARY_FILES: readonly (() => Promise<Files>)[] = [
  async () => written(Object.entries(inReference(await libraryReferences()))),
];

/** Files that are written as a whole, from code and committed data. */
export const FILES: readonly (() => Promise<Files>)[] = [
  () => written(Object.entries(WHOLE)),
  () => written(SCHEMAS.map((kind) => [`docs/reference/schema/${kind}.schema.json`, () => show(kind, undefined, { schema: true })])), // biome-ignore format: a line
  async () => inReports(await reportFiles()),
  async () => inReports(await bandPictures()),
  async () => [['reports/scaling/scaling.svg', await toSvg(scalingChart())]],
  widePicture,
];
