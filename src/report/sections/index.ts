import { bands } from './bands/index.ts';
import { breakdown } from './breakdown/index.ts';
import { caches } from './caches/index.ts';
import { command } from './command/index.ts';
import { costs } from './costs/index.ts';
import { differences } from './differences/index.ts';
import { events } from './events/index.ts';
import { footprint } from './footprint/index.ts';
import { locality } from './locality/index.ts';
import { notes } from './notes/index.ts';
import { rates } from './rates/index.ts';
import type { Section } from './section.ts';
import { services } from './services/index.ts';
import { structures } from './structures/index.ts';
import { trace } from './trace/index.ts';
import { windows } from './windows/index.ts';

/** The sections of every report, in the order of all its forms: what it is of, the result, why, and what it stands on. */
export const SECTIONS = [
  differences,
  trace,
  breakdown,
  bands,
  windows,
  locality,
  footprint,
  services,
  rates,
  caches,
  structures,
  costs,
  events,
  notes,
  command,
] as const satisfies readonly Section[];

/** The tables of all sections. */
export type SectionTable = Extract<(typeof SECTIONS)[number], { tables: unknown }>['tables'][number];
export type TableName = SectionTable['name'];
