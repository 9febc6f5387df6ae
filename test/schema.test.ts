import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSchema } from '../src/config.ts';
import { RECOVERY_COSTS } from '../src/failures/costs/recovery-costs.ts';
import { SCENARIOS } from '../src/failures/scenario/scenario.ts';
import { COSTS } from '../src/price/costs.ts';
import { GUEST_DOCUMENTS, MACHINES, MONITORS } from '../src/replay/structure/documents/documents.ts';
import { STRUCTURES } from '../src/replay/structure/presets.ts';
import { STUDIES } from '../src/sweep/study/study.ts';
import { LAYOUT_DOCUMENTS } from '../src/trace/layout/document.ts';
import { WORKLOADS } from '../src/trace/synthetic/index.ts';

const KINDS: [string, () => object][] = [
  ['structure', () => publishedSchema(STRUCTURES)],
  ['machine', () => publishedSchema(MACHINES)],
  ['guest', () => publishedSchema(GUEST_DOCUMENTS)],
  ['monitor', () => publishedSchema(MONITORS)],
  ['costs', () => publishedSchema(COSTS)],
  ['recovery-costs', () => publishedSchema(RECOVERY_COSTS)],
  ['study', () => publishedSchema(STUDIES)],
  ['scenario', () => publishedSchema(SCENARIOS)],
  ['workload', () => publishedSchema(WORKLOADS)],
  ['layout', () => publishedSchema(LAYOUT_DOCUMENTS)],
];

test.each(KINDS)('the published JSON Schema of a %s is the one in force', (noun, schema) => {
  const published = readFileSync(new URL(`../docs/reference/schema/${noun}.schema.json`, import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(schema())));
});
