import { bands } from './bands/index.ts';
import { breakdown } from './breakdown/index.ts';
import { costs } from './costs/index.ts';
import { locality } from './locality/index.ts';
import { rates } from './rates/index.ts';
import type { Section } from './section.ts';
import { services } from './services/index.ts';
import { windows } from './windows/index.ts';

/** The sections that are others under other costs: what a page makes anew where it is read. Nothing here needs more than a browser has. */
export const PRICED_SECTIONS = [
  breakdown,
  bands,
  windows,
  locality,
  services,
  rates,
  costs,
] as const satisfies readonly Section[];
