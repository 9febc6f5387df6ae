import type { Block, Blocks } from './block.ts';
import { BANDS } from './blocks/bands.ts';
import { BOUNDS } from './blocks/bounds.ts';
import { CATALOGUE } from './blocks/catalogue.ts';
import { COMPARING } from './blocks/comparing.ts';
import { FAILURES } from './blocks/failures.ts';
import { FIGURES } from './blocks/figures.ts';
import { FITTED } from './blocks/fitted.ts';
import { FRESH } from './blocks/fresh.ts';
import { HOOKS } from './blocks/hooks.ts';
import { LAYERS } from './blocks/layers.ts';
import { LAYOUTS } from './blocks/layouts.ts';
import { TRACE_MARKERS } from './blocks/markers.ts';
import { PERFORMANCE } from './blocks/performance.ts';
import { PICTURES } from './blocks/pictures.ts';
import { PROGRAM_NUMBERS } from './blocks/program-numbers.ts';
import { README } from './blocks/readme.ts';
import { REAL_KERNEL } from './blocks/real-kernel.ts';
import { SCALING } from './blocks/scaling.ts';
import { SCHEMA_KINDS } from './blocks/schemas.ts';
import { SECOND_LEVEL } from './blocks/second-level.ts';
import { START } from './blocks/start.ts';
import { VALIDATION } from './blocks/validation.ts';
import { VALIDATION_PAGES } from './blocks/validation-pages.ts';
import { WORKED_EXAMPLE } from './blocks/worked-example.ts';
import { WORKLOADS } from './blocks/workloads.ts';
import { WORTH } from './blocks/worth.ts';

const GROUPS: readonly Blocks[] = [
  VALIDATION,
  VALIDATION_PAGES,
  BANDS,
  FITTED,
  FRESH,
  FAILURES,
  REAL_KERNEL,
  FIGURES,
  PICTURES,
  WORKED_EXAMPLE,
  SCALING,
  WORKLOADS,
  SECOND_LEVEL,
  WORTH,
  BOUNDS,
  HOOKS,
  LAYOUTS,
  SCHEMA_KINDS,
  TRACE_MARKERS,
  CATALOGUE,
  PROGRAM_NUMBERS,
  COMPARING,
  PERFORMANCE,
  README,
  START,
  LAYERS,
];

/** Every block that a document may have, by its name. */
export const BLOCKS: Blocks = (() => {
  const all: Record<string, Block> = {};
  for (const [name, block] of GROUPS.flatMap(Object.entries<Block>)) {
    if (name in all) throw new Error(`two blocks are named ${name}`);
    all[name] = block;
  }
  return all;
})();
