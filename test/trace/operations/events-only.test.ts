import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelProfile } from '../../../src/guest/measured/index.ts';
import { replay } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { convert } from '../../../src/trace/operations/convert.ts';
import { eventProfile } from '../../../src/trace/operations/events/events.ts';
import { eventsOnly } from '../../../src/trace/operations/events-only.ts';
import { sliceWindows } from '../../../src/trace/operations/slice.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { ARCHITECTURES, type Architecture } from '../../../src/trace/words/architecture.ts';
import { type Actor, TraceDecoder } from '../../../src/trace/words/decoder.ts';
import { AccessBlock } from '../../../src/trace/words/encoder/access-block.ts';
import { EventsEncoder } from '../../../src/trace/words/encoder/events-encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { MARKER_NAMES, Marker, markerLength, markerOperand, pageOffsets } from '../../../src/trace/words/markers.ts';
import { regranule } from '../../../src/trace/words/regranule.ts';
import { addTotals, noTotals } from '../../../src/trace/words/totals.ts';
import type { Batch, Trace } from '../../../src/trace/words/trace.ts';
import { eachMarker, tallyAt } from '../../../src/trace/words/walk.ts';
import { draws } from '../../pace.ts';
import { refusal } from '../../refusal.ts';
import { temporaryFolder } from '../../temporary.ts';
import { open } from '../csv/csv-records.ts';
import { balanced, collect, encode, header, inMemory, type Step, steps } from '../words/steps.ts';

const folder = temporaryFolder('events-only');
/** The message with which something is refused that takes its time. */
async function refused(work: () => Promise<unknown>): Promise<string> {
  const error: unknown = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return refusal(() => {
    if (error !== undefined) throw error;
  });
}

const architectures = fc.constantFrom(...ARCHITECTURES);
const happening = steps.map(balanced).filter((all) => all.some((step) => step.do === 'event' || step.do === 'task'));

const traceOf = (all: readonly Step[], architecture: Architecture): Trace => {
  const { batches, totals } = encode(all, architecture, { batchSteps: 70 });
  return inMemory(header(architecture), batches, totals);
};

/** What a trace tells: of each event who, what, and the instructions of its CPU before it; of each CPU, task and mode the instructions. */
async function told(trace: Trace): Promise<{ events: string[]; instructions: Record<string, number> }> {
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const before: number[] = [];
  const instructions: Record<string, number> = {};
  const events: string[] = [];
  const add = (n: number, { cpu, task, mode }: Readonly<Actor>): void => {
    if (n === 0) return;
    before[cpu] = (before[cpu] ?? 0) + n;
    const who = `${cpu} ${task} ${mode}`;
    instructions[who] = (instructions[who] ?? 0) + n;
  };
  for await (const batch of trace.batches(true))
    decoder.decode(batch, {
      reference: (r) => add(r.instructions, r),
      instructions: add,
      event({ cpu, task, mode, type, a, operands }) {
        const values = [a, ...operands].map((value, offset) => {
          if (type === Marker.run || !pageOffsets(type).includes(offset)) return String(value);
          const { high, low, space } = decoder.addressOf(value);
          return `${space}:${high.toString(16)}:${low.toString(16)}`;
        });
        events.push(`${before[cpu] ?? 0}: ${cpu} ${task} ${mode} ${MARKER_NAMES[type]} ${values.join(' ')}`);
      },
    });
  return { events, instructions };
}

async function through(trace: Trace, name: string, events = false): Promise<Trace> {
  const path = join(folder, name);
  await convert(trace, path, { events });
  return openTrace(path, { details: true });
}

/** The markers with their operands, each behind its CPU: one that is named with nothing of its own is told by its encoder alone. */
function byCpu(batches: readonly Batch[]): number[][] {
  let cpu = 0;
  return batches.flatMap(({ words }) => {
    const markers: number[][] = [];
    eachMarker(words, (i, type) => {
      if (type === Marker.cpu) cpu = markerOperand(words[i]);
      else markers.push([cpu, ...words.subarray(i, i + markerLength(words[i]))]);
    });
    return markers;
  });
}

/** Without changes of task and mode, which text tells with the next row. */
const whatHappened = (events: readonly string[]): string[] => events.filter((each) => !/^\d+: \d+ \S* \d (?:run|mode) /.test(each)); // biome-ignore format: a line

describe('a trace without its references', () => {
  test('has the same events in the same places among the instructions, and the same instructions of each CPU, task and mode', async () => {
    await fc.assert(
      fc.asyncProperty(happening, architectures, async (all, architecture) => {
        const whole = traceOf(all, architecture);
        const events = eventsOnly(whole);
        expect(await told(events)).toEqual(await told(whole));
        expect(await validate(events)).toEqual([]);
        const { references, instructions, events: count, windows } = whole.totals!;
        expect(events.totals).toMatchObject({ references: 0, fetches: 0, loads: 0, stores: 0, instructions, events: count, windows }); // biome-ignore format: a line
        expect(references).toBe(all.filter((step) => step.do === 'reference').length);
      }),
      { numRuns: draws(60) },
    );
  });

  test('is word for word what an encoder of events makes that is told the references', async () => {
    await fc.assert(
      fc.asyncProperty(happening, architectures, async (all, architecture) => {
        const encoder = new EventsEncoder({ architecture });
        const recorded = encode(all, architecture, { encoder });
        const converted = await collect(eventsOnly(traceOf(all, architecture)).batches());
        expect(byCpu(recorded.batches)).toEqual(byCpu(converted));
      }),
      { numRuns: draws(60) },
    );
  });

  test('survives a container and CSV, where modes and tasks are told with the next row', async () => {
    await fc.assert(
      fc.asyncProperty(happening, architectures, async (all, architecture) => {
        const whole = traceOf(all, architecture);
        const kept = await told(whole);
        const stored = await through(whole, 'a.arrow', true);
        expect(stored.header.only).toBe('events');
        expect(await told(stored)).toEqual(kept);
        expect(await validate(stored)).toEqual([]);
        if (whatHappened(kept.events).length === 0) return;
        const text = await told(await through(stored, 'a.csv'));
        expect(text.instructions).toEqual(kept.instructions);
        const events = (of: readonly string[]) => whatHappened(of).map((each) => (each.includes(' note ') ? 'note' : each));
        expect(events(text.events)).toEqual(events(kept.events));
      }),
      { numRuns: draws(60) },
    );
  }); // biome-ignore format: one long line

  test('is sliced by windows, and has granules of any size', async () => {
    const shell = eventsOnly(await openTrace('shell-mips', { details: true }));
    const { events } = await told(shell);
    const slice = sliceWindows(shell, [1, 2, 3, 4, 5, 6]);
    expect(whatHappened((await told(slice)).events)).toEqual(whatHappened(events));
    expect((await told(regranule(shell, 2))).events).toEqual(events);
  });
});

describe('the encoder of events', () => {
  const tallies = ({ words }: Batch): number[] => {
    const found: number[] = [];
    for (let i = 0; i < words.length; i++)
      if (((words[i] >>> 2) & 63) === Marker.tally && (words[i] & 3) === Kind.marker) found.push(tallyAt(words, i).instructions); // biome-ignore format: a line
    return found;
  };

  test('counts the fetches of a block as single instructions', () => {
    const block = new AccessBlock();
    for (let n = 0; n < 5; n++) {
      block.add(Kind.fetch, 0, 0x400000 + 4 * n, 4);
      block.add(n % 2 === 0 ? Kind.load : Kind.store, 0, 0x600000, 4);
    }
    const encoder = new EventsEncoder();
    encoder.references(block);
    encoder.event(Marker.syscall, 1);
    encoder.references(block);
    expect(tallies(encoder.finish())).toEqual([5, 5]);
    expect(encoder.totals).toMatchObject({ references: 0, instructions: 10, events: 1 });
  });

  test.each([
    ['as many as a tally can count', 2 ** 32 - 1, [2 ** 32 - 1]],
    ['one more', 2 ** 32, [2 ** 32 - 1, 1]],
    ['three times as many', 3 * 2 ** 32, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 3]],
  ])('tells %s', (_, n, expected) => {
    const encoder = new EventsEncoder();
    encoder.instructions(n);
    expect(tallies(encoder.finish())).toEqual(expected);
    expect(encoder.totals.instructions).toBe(n);
  });

  test('brings every clock up to date where a CPU begins to wait, and where it ends', async () => {
    const encoder = new EventsEncoder();
    encoder.instructions(7);
    encoder.cpu(1);
    encoder.instructions(5);
    encoder.event(Marker.idle, 1);
    encoder.cpu(0);
    encoder.instructions(10);
    encoder.cpu(1);
    encoder.event(Marker.idle, 2);
    const { idle } = await kernelProfile(inMemory({ ...header(), only: 'events' }, [encoder.finish()]));
    expect(idle).toEqual({ periods: 1, instructions: 10 });
  });
});

describe('what is wrong is found', () => {
  const events = (): Batch => {
    const encoder = new EventsEncoder();
    encoder.instructions(7);
    encoder.event(Marker.syscall, 1);
    return encoder.finish();
  };
  const problems = (batch: Batch, only?: 'events', totals = noTotals()): Promise<string[]> => {
    addTotals(totals, batch.words);
    return validate(inMemory({ ...header(), ...(only === undefined ? {} : { only }) }, [batch], totals));
  };

  test('nothing where all is right', async () => {
    expect(await problems(events(), 'events')).toEqual([]);
  });

  test('a count of instructions without fetches, in a trace that has references', async () => {
    expect(await problems(events())).toEqual(["batch 0, word 0: CPU 0's tally has 7 instructions; a recount gives 0"]);
  });

  test('references of any form in a trace of events alone', async () => {
    const { batches } = encode(
      [
        { do: 'reference', kind: Kind.load, address: 0x1000n, bytes: 4, instructions: 0 },
        { do: 'reference', kind: Kind.load, address: 0x1000n, bytes: 400, instructions: 0 },
      ],
      'flat',
    );
    const found = await problems(batches[0], 'events');
    expect(found.filter((text) => text.endsWith('a reference; the header says that the trace has events alone'))).toHaveLength(2); // biome-ignore format: a line
  });

  test('a tally with references where there were none, and a count that is not that of the totals', async () => {
    const withLoad = events();
    withLoad.words[3] = 1;
    expect(await problems(withLoad, 'events')).toEqual(["batch 0, word 0: CPU 0's tally has 1 loads; a recount gives 0", 'the totals give 1 references; a recount gives 0', 'the totals give 1 loads; a recount gives 0']); // biome-ignore format: a line
    const more = events();
    const totals = noTotals();
    addTotals(totals, more.words);
    more.words[1]++;
    expect(await validate(inMemory({ ...header(), only: 'events' }, [more], totals))).toEqual(['the totals give 7 instructions; a recount gives 8']); // biome-ignore format: a line
  });
});

describe('CSV of events', () => {
  const BARE = '1,40,a,k,task a\n1,60,b,u,syscall 0\n1,60,b,u,trap 180\n0,25,0,k,idle 0\n1,90,b,k,trap 900\n';

  test('is read without a header row, and with one whose columns stand elsewhere', async () => {
    const bare = await told(await open(BARE));
    expect(bare.instructions).toEqual({ '0 0 1': 25, '1 a 1': 40, '1 b 0': 20, '1 b 1': 30 });
    expect(whatHappened(bare.events)).toEqual(['60: 1 b 0 syscall 16777215', '60: 1 b 0 trap 384', '25: 0 0 1 idle 1', '90: 1 b 1 trap 2304']); // biome-ignore format: a line
    const rows = BARE.trim().split('\n').map((line) => line.split(',')); // biome-ignore format: a line
    const other = rows.map(([cpu, n, task, mode, event]) => [event, task, mode, n, cpu].join(',')).join('\n');
    expect(await told(await open(`event,task,mode,instructions,cpu\n${other}\n`))).toEqual(bare);
  });

  test.each([
    ['1,40,a,k,idle\n1,39,a,k,resume\n', 't.csv:2:3: found "39", expected how many instructions CPU 1 has executed so far, 40 (those of its row before) to 281474976710656'],
    ['1,281474976710657,a,k,idle\n', 't.csv:1:3: found "281474976710657", expected how many instructions CPU 1 has executed so far, 0 (those of its row before) to 281474976710656'],
    ['cpu,instructions,kind,address,info\n0,4,L,400,\n', 't.csv:2:5: found "L", expected X (event) or P (physical page): a table with a column of instructions is of events alone; leave the column out to have references'],
    ['cpu,instructions\n0,4\n', 't.csv:1:1: found "cpu,instructions", expected a column named info in the header row'],
    ['cpu,instructions,info\n', 'no record in t.csv: it holds no event'],
  ])('%j is refused', async (text, said) => {
    expect(await refused(async () => told(await open(text)))).toBe(said);
  }); // biome-ignore format: a table

  test('as many instructions as there may be', async () => {
    expect((await told(await open('1,281474976710656,a,k,idle\n'))).instructions).toEqual({ '1 a 1': 2 ** 48 });
  });
});

describe('of a recorded kernel', () => {
  test('services, privileged instructions and exceptions are those of the whole; what references tell is null', async () => {
    const whole = await kernelProfile(await openTrace('pmake-mips', { details: true }));
    const events = await kernelProfile(eventsOnly(await openTrace('pmake-mips', { details: true })));
    const { services, user, outside, idle, ...rest } = whole;
    expect(events).toMatchObject({ ...rest, only: 'events', idle: { periods: idle.periods } });
    expect(events.user).toEqual({ instructions: user.instructions, loads: null, stores: null });
    expect(events.outside).toEqual({ ...outside, loads: null, stores: null });
    const withoutReferences = services.map(({ perEntry, ...each }) => ({
      ...each,
      loads: null,
      stores: null,
      perEntry: perEntry && { ...perEntry, loads: null, stores: null, pages: null },
    }));
    expect(events.services).toEqual(withoutReferences);
    // The whole's clock are tallies of up to 1,024 words.
    expect(Math.abs(events.idle.instructions - idle.instructions)).toBeLessThan(3 * 2048);
  });

  test('events, services and instructions are counted', async () => {
    const trace = eventsOnly(await openTrace('shell-mips', { details: true }));
    const { instructions, kernel, kinds, services, returns, disk } = await eventProfile(trace);
    expect({ instructions, kernel, returns }).toEqual({ instructions: 1_851_235, kernel: 1_029_987, returns: 85 });
    expect(services).toEqual([{ service: 'systemCall', entries: 48 }, { service: 'fault', entries: 36 }, { service: 'interrupt', entries: 1 }]); // biome-ignore format: a list
    expect(kinds.find(({ event }) => event === 'privileged')).toEqual({ event: 'privileged', count: 13_328 });
    expect(disk.blocks).toBe(0);
  });

  test('blocks of disks, by whose they were', async () => {
    const disk = (sector: number) => `disk-read 0 ${sector} 8`;
    const rows = [`0,9,a,u,X,1000,${disk(0)}`, `1,9,b,u,X,2000,${disk(0)}`, `0,12,a,u,X,1000,${disk(8)}`, `0,15,c,u,X,1000,file-block 0 8 8`, `0,15,c,u,X,1000,disk-write 0 16 3`]; // biome-ignore format: a list
    const trace = await open(`cpu,instructions,task,mode,kind,address,info\n${rows.join('\n')}\n`);
    expect((await eventProfile(trace)).disk).toEqual({ reads: 3, readSectors: 24, writes: 1, writtenSectors: 3, fileBlocks: 1, blocks: 3, byCpus: 1, byTasks: 2 }); // biome-ignore format: a line
  });
});

describe('what needs references is refused', () => {
  const trace = async () => eventsOnly(await openTrace('shell-mips', { details: true }));

  test('a replay', async () => {
    expect(await refused(async () => replay(await trace(), loadStructure('disco')))).toMatch(/ has no references, only events and counts of instructions: caches and TLBs cannot be replayed, so that no time and no overhead follows from it; disco kernel and disco trace profile say what it tells$/); // biome-ignore format: a line
  });

  test('a format of references', async () => {
    const path = join(folder, 'a.din');
    expect(await refused(async () => convert(await trace(), path))).toBe(`${path}: the trace has events alone, and .din has references only; expected .arrow or .csv`); // biome-ignore format: a line
  });

  test('other CPUs', async () => {
    const path = join(folder, 'b.arrow');
    await convert(await trace(), path);
    expect(await refused(async () => openTrace(path, { cpus: 2 }))).toMatch(
      /^--cpus: .* has events alone, on the CPUs/,
    );
  });
});
