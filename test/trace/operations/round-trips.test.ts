import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTrace } from '../../../src/trace/open.ts';
import { convert } from '../../../src/trace/operations/convert.ts';
import { head } from '../../../src/trace/operations/head.ts';
import { sliceWindows } from '../../../src/trace/operations/slice.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { loadWorkload, synthesize } from '../../../src/trace/synthetic/index.ts';
import { ARCHITECTURES, type Architecture } from '../../../src/trace/words/architecture.ts';
import { TraceDecoder } from '../../../src/trace/words/decoder.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { isEvent, MARKERS, Marker, type MarkerSpec } from '../../../src/trace/words/markers.ts';
import { regranule } from '../../../src/trace/words/regranule.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { Mode } from '../../../src/trace/words/vocabulary.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { balanced, collect, decode, encode, expected, header, inMemory, type Step, steps } from '../words/steps.ts';

/** The workload `pmake8` with fewer instructions: every event of files, disks and locks is in it. */
function pmake8(): Trace {
  const workload = loadWorkload('pmake8');
  return synthesize({ ...workload, instructions: { ...workload.instructions, value: 1.5e6 } }, 'synthetic:pmake8');
}

const folder = temporaryFolder('round-trips');
const architectures = fc.constantFrom(...ARCHITECTURES);

function traceOf(all: readonly Step[], architecture: Architecture, level: 'user' | 'system' = 'system'): Trace {
  const { batches, totals } = encode(all, architecture, { batchSteps: 70 });
  return inMemory({ ...header(architecture), level }, batches, totals);
}

const toldOf = async (trace: Trace): Promise<string[]> =>
  decode(await collect(trace.batches()), trace.header.granuleBits);

/** Writes the trace, and opens what was written. */
async function through(trace: Trace, name: string): Promise<Trace> {
  const path = join(folder, name);
  await convert(trace, path);
  return openTrace(path, { details: true, raw: true });
}

/** Steps with at least one reference, as files without any are none; runs of instructions as text can say them; services are left. */
const written = steps
  .map((all) =>
    balanced(all).map((step): Step => {
      if (step.do !== 'reference' || step.kind !== Kind.fetch) return step;
      return { ...step, instructions: Math.max(1, Math.min(step.instructions, step.bytes)) };
    }),
  )
  .filter((all) => all.some((step) => step.do === 'reference'));

const but = (told: readonly string[], ...names: string[]): string[] =>
  told.filter((record) => !names.some((name) => new RegExp(`: (event )?${name}( |$)`).test(record)));

test('every recorded marker is drawn', () => {
  const drawn = new Set<number>();
  for (const all of fc.sample(steps, 300)) for (const step of all) if (step.do === 'event') drawn.add(step.type);
  const recorded = (Object.values(MARKERS) as MarkerSpec[]).filter(({ role }) => role === 'event');
  expect(recorded.map(({ code }) => code).filter((code) => code !== Marker.run && !drawn.has(code))).toEqual([]);
});

describe('every record survives', () => {
  test('the container', async () => {
    await fc.assert(
      fc.asyncProperty(written, architectures, async (all, architecture) => {
        const again = await through(traceOf(all, architecture), 'a.arrow');
        expect(await toldOf(again)).toEqual(expected(all));
        expect(await validate(again)).toEqual([]);
      }),
      { numRuns: draws(60) },
    );
  });

  test('CSV, where modes and tasks are told with the next record, and then the same text', async () => {
    await fc.assert(
      fc.asyncProperty(written, architectures, fc.constantFrom('user', 'system'), async (all, architecture, drawn) => {
        const hasKernel = all.some(
          (step) => step.do === 'event' && step.type === Marker.mode && step.a === Mode.kernel,
        );
        const trace = traceOf(all, architecture, hasKernel ? 'system' : drawn);
        const again = await through(trace, 'a.csv');
        const records = await toldOf(again);
        expect(but(records, 'run', 'mode')).toEqual(but(expected(all), 'run', 'mode'));
        expect(trace.notes).toEqual([]);
        expect(await head(await through(again, 'b.csv'), 1e6)).toBe(await head(again, 1e6));
      }),
      { numRuns: draws(60) },
    );
  });

  test('granules of another size', async () => {
    await fc.assert(
      fc.asyncProperty(steps, architectures, fc.nat(3), async (all, architecture, bits) => {
        expect(await toldOf(regranule(traceOf(all, architecture), bits))).toEqual(expected(all));
      }),
      { numRuns: draws(60) },
    );
  });

  test('a slice of all windows but what was before the first; modes and tasks are told with the next record', async () => {
    const gap: Step = { do: 'event', type: Marker.window, a: 0, operands: [1, 0, 2, 0] };
    await fc.assert(
      fc.asyncProperty(steps, steps, architectures, async (before, after, architecture) => {
        const all = balanced([...before, gap, ...after]);
        const told = expected(all);
        const first = told.findIndex((record) => record.includes(': event window '));
        const windows = told.filter((record) => record.includes(': event window ')).map((_, n) => n + 1);
        const own = ['run', 'mode', 'serviceEnter', 'serviceLeave'];
        const slice = sliceWindows(traceOf(all, architecture), windows);
        expect(but(await toldOf(slice), ...own)).toEqual(but(told.slice(first), ...own));
        expect(await validate(sliceWindows(traceOf(all, architecture), windows))).toEqual([]);
      }),
      { numRuns: draws(60) },
    );
  });
});

test.each([
  ['din', 'din'],
  ['lackey', 'lackey text'],
])('%s keeps the references and says how many events it leaves out', async (ending, called) => {
  const access = (record: string): string => / (\d [0-9a-f]+ \d+) \d+$/.exec(record)?.[1] ?? '';
  const plain = written.map((all) =>
    all.map(
      (step): Step => (step.do === 'reference' ? { ...step, instructions: step.kind === Kind.fetch ? 1 : 0 } : step),
    ),
  );
  await fc.assert(
    fc.asyncProperty(plain, async (all) => {
      const trace = traceOf(all, 'flat');
      const again = await toldOf(await through(trace, `a.${ending}`));
      const isReference = (record: string): boolean => /: \d /.test(record);
      expect(again.filter(isReference).map(access)).toEqual(expected(all).filter(isReference).map(access));
      const events = all.filter(
        (step) => step.do === 'event' && isEvent(step.type) && step.type !== Marker.mode,
      ).length;
      const note = `${called} has references only: ${events} events are left out`;
      const said = trace.notes.map(({ text }) => text).filter((text) => text.includes('references only'));
      expect(said).toEqual(events > 0 ? [note] : []);
    }),
    { numRuns: draws(40) },
  );
});

describe('synthetic:pmake8', () => {
  test('has a head that shows files', async () => {
    const lines = (await head(await openTrace('synthetic:pmake8', { details: true }), 40)).split('\n');
    expect(lines.filter((line) => line.includes(',file-block 0 '))).not.toEqual([]);
    expect(lines.filter((line) => line.includes('segment'))[0]).toBe(
      '0,0,u,X,ffffffff98000000,0,segment unmapped kernel buffer-cache',
    );
    expect(lines.slice(3, -1)).toHaveLength(40);
  });

  test.each(['arrow', 'csv.zst'])('is the same trace after conversion to %s', async (ending) => {
    const again = await through(pmake8(), `pmake8.${ending}`);
    expect(await validate(again)).toEqual([]);
    const records = await toldOf(again);
    expect(records.length).toBeGreaterThan(20_000);
    expect(but(records, 'run', 'mode')).toEqual(but(await toldOf(pmake8()), 'run', 'mode'));
  });

  test('has the same regions, tasks and flags after conversion to CSV, with granules of another size, as a slice', async () => {
    const dictionaries = async (trace: Trace) => {
      const decoder = new TraceDecoder(trace.header.granuleBits);
      for await (const batch of trace.batches()) decoder.decode(batch, { reference() {}, event() {} });
      return [decoder.regions, decoder.tasks];
    };
    const whole = await dictionaries(pmake8());
    expect(await dictionaries(await through(pmake8(), 'pmake8.csv'))).toEqual(whole);
    expect(await dictionaries(regranule(pmake8(), 2))).toEqual(whole);
    const trace = pmake8();
    const gap = new TraceEncoder();
    gap.event(Marker.window, 0, 0, 0, 0, 0);
    const windowed = { ...trace, async *batches() { yield gap.finish(); yield* trace.batches(); } }; // biome-ignore format: short
    expect(await dictionaries(sliceWindows(windowed, [1]))).toEqual(whole);
  });
});
