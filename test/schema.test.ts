import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jsonSchema } from '../src/config.ts';
import { COSTS } from '../src/price/costs.ts';
import { STRUCTURES } from '../src/replay/structure/presets.ts';
import { STUDIES } from '../src/sweep/study/study.ts';

test.each([STRUCTURES, COSTS, STUDIES])(
  'the published JSON Schema of $noun is the one in force',
  ({ noun, schema }) => {
    const published = readFileSync(new URL(`../docs/schema/${noun}.schema.json`, import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(jsonSchema(schema))));
  },
);
