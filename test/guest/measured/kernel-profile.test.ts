import { describe, expect, test } from 'vitest';
import { type KernelProfile, type KernelService, kernelProfile } from '../../../src/guest/measured/index.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import type { Batch } from '../../../src/trace/words/trace.ts';
import { Idle, Mode, Privileged, Service } from '../../../src/trace/words/vocabulary.ts';
import { header, inMemory } from '../../trace/words/steps.ts';

const KSEG0 = 0x8000_0000;
const KSEG2 = 0xc000_0000;
const SYSCALL_VECTOR = 0x180;
const TIMER_VECTOR = 0x900;
const STATUS = 12;

/** A hand-made recording of a MIPS kernel. */
class Script {
  readonly encoder = new TraceEncoder({ architecture: 'mips32' });
  readonly batches: Batch[] = [];

  cpu(number: number): this {
    this.encoder.cpu(number);
    return this;
  }
  /** The clock is up to date: what was executed stands in a tally. */
  tally(): this {
    this.encoder.event(Marker.mode, Mode.user);
    return this;
  }
  task(id: string): this {
    this.encoder.task(id);
    return this;
  }
  user(instructions: number): this {
    this.encoder.event(Marker.mode, Mode.user);
    return this.fetch(0x40_0000, instructions);
  }
  enter(service: Service, vector = SYSCALL_VECTOR): this {
    this.encoder.event(Marker.trap, vector);
    this.encoder.event(Marker.serviceEnter, service);
    this.encoder.event(Marker.mode, Mode.kernel);
    return this;
  }
  /** Without a trap: the service goes on, or a profile's has none. */
  enterResumed(service: Service): this {
    this.encoder.event(Marker.serviceEnter, service);
    this.encoder.event(Marker.mode, Mode.kernel);
    return this;
  }
  fetch(address: number, instructions = 1): this {
    this.encoder.reference(Kind.fetch, 0, address, 4 * instructions, instructions);
    return this;
  }
  load(address: number, bytes = 4): this {
    this.encoder.reference(Kind.load, 0, address, bytes, 0);
    return this;
  }
  store(address: number, bytes = 4): this {
    this.encoder.reference(Kind.store, 0, address, bytes, 0);
    return this;
  }
  privileged(instruction: Privileged, register = 0): this {
    this.encoder.event(Marker.privileged, instruction | (register << 8));
    return this;
  }
  leave(): this {
    this.encoder.event(Marker.serviceLeave);
    return this;
  }
  /** The exception's return. */
  return(): this {
    return this.privileged(Privileged.exceptionReturn).leave();
  }
  idle(what: number): this {
    this.encoder.event(Marker.idle, what);
    return this;
  }
  window(): this {
    this.encoder.event(Marker.window, 0, 1, 0, 1, 0);
    return this;
  }
  cut(): this {
    this.batches.push(this.encoder.take());
    return this;
  }
  profile(): Promise<KernelProfile> {
    this.batches.push(this.encoder.finish());
    return kernelProfile(inMemory(header('mips32', 4), this.batches));
  }
}

const find = ({ services }: KernelProfile, service: string, from = 'user'): KernelService =>
  services.find((each) => each.service === service && each.from === from)!;

/** Pages of one system call that makes these references. */
async function pagesOf(write: (script: Script) => void) {
  const script = new Script().user(1).enter(Service.systemCall);
  write(script);
  return find(await script.return().user(1).profile(), 'systemCall').perEntry!.pages!;
}

describe('what an entry did', () => {
  test('instructions, loads, stores and privileged instructions go to the service under way', async () => {
    const profile = await new Script()
      .user(10)
      .enter(Service.systemCall)
      .fetch(KSEG0, 7)
      .privileged(Privileged.readRegister, STATUS)
      .load(KSEG0 + 0x1000)
      .store(KSEG0 + 0x1004)
      .store(KSEG0 + 0x1008)
      .return()
      .user(5)
      .profile();
    expect(profile).toMatchObject({
      instructions: 22,
      user: { instructions: 15, loads: 0, stores: 0 },
      outside: { instructions: 0 },
      traps: [{ vector: SYSCALL_VECTOR, fromUser: 1, fromKernel: 0 }],
    });
    expect(profile.services).toHaveLength(1);
    expect(profile.services[0]).toMatchObject({
      service: 'systemCall',
      from: 'user',
      entries: 1,
      complete: 1,
      resumed: 0,
      instructions: 7,
      loads: 1,
      stores: 2,
      privileged: [
        { instruction: Privileged.readRegister, register: STATUS, select: 0, count: 1 },
        { instruction: Privileged.exceptionReturn, register: 0, select: 0, count: 1 },
      ],
      perEntry: { instructions: 7, medianInstructions: 7, loads: 1, stores: 2, privileged: 2 },
    });
  });

  test('means, median and the ninth decile are over the entries', async () => {
    const script = new Script();
    for (let n = 1; n <= 10; n++)
      script
        .user(1)
        .enter(Service.fault)
        .fetch(KSEG0, n * n)
        .return();
    const { perEntry } = find(await script.profile(), 'fault');
    expect(perEntry).toMatchObject({ instructions: 38.5, medianInstructions: 25, longInstructions: 81 });
  });

  test('what is nested is counted apart, and the outer entry goes on after it', async () => {
    const profile = await new Script()
      .user(1)
      .enter(Service.systemCall)
      .fetch(KSEG0, 10)
      .load(KSEG0 + 0x4000)
      .enter(Service.interrupt, TIMER_VECTOR)
      .fetch(KSEG0, 3) // the same page of text
      .load(KSEG0 + 0x4000) // and of data
      .load(KSEG0 + 0x9000)
      .return()
      .fetch(KSEG0, 20)
      .load(KSEG0 + 0x4000)
      .return()
      .user(1)
      .profile();
    expect(find(profile, 'systemCall')).toMatchObject({
      entries: 1,
      perEntry: { instructions: 30, loads: 2, pages: { text: 1, data: 1, kernel: 2 } },
    });
    expect(find(profile, 'interrupt', 'kernel')).toMatchObject({
      entries: 1,
      perEntry: { instructions: 3, loads: 2, pages: { text: 1, data: 2, kernel: 3 } },
    });
    expect(profile.traps).toEqual([
      { vector: SYSCALL_VECTOR, fromUser: 1, fromKernel: 0 },
      { vector: TIMER_VECTOR, fromUser: 0, fromKernel: 1 },
    ]);
  });

  test('a call that waits while another task runs is one entry, with its pages of before and after', async () => {
    const profile = await new Script()
      .task('a')
      .user(1)
      .task('b')
      .user(1)
      .task('a')
      .user(1)
      .enter(Service.systemCall)
      .fetch(KSEG0, 10)
      .leave() // task b, in user mode before, runs
      .task('b')
      .user(100)
      .enter(Service.fault)
      .fetch(KSEG0 + 0x2000, 5)
      .leave() // b is put aside within its fault, a goes on
      .enterResumed(Service.systemCall)
      .task('a')
      .fetch(KSEG0, 1)
      .fetch(KSEG0 + 0x1000, 30)
      .return()
      .user(1)
      .profile();
    expect(find(profile, 'systemCall')).toMatchObject({
      entries: 1,
      complete: 1,
      resumed: 1,
      perEntry: { instructions: 41, pages: { text: 2 } },
    });
    expect(find(profile, 'fault')).toMatchObject({ entries: 1, complete: 0, instructions: 5, perEntry: null });
    expect(profile.switches).toBe(4);
  });

  test('CPUs do not mix', async () => {
    const profile = await new Script()
      .user(1)
      .enter(Service.systemCall)
      .fetch(KSEG0, 4)
      .cpu(1)
      .user(1)
      .enter(Service.fault)
      .fetch(KSEG0, 5)
      .cpu(0)
      .fetch(KSEG0, 6)
      .return()
      .cpu(1)
      .fetch(KSEG0, 7)
      .return()
      .profile();
    expect(find(profile, 'systemCall').perEntry).toMatchObject({ instructions: 10, pages: { text: 1 } });
    expect(find(profile, 'fault').perEntry).toMatchObject({ instructions: 12, pages: { text: 1 } });
  });

  test('a gap leaves entries without an end, which count in totals but not in means', async () => {
    const profile = await new Script()
      .user(1)
      .enter(Service.systemCall)
      .fetch(KSEG0, 10)
      .leave()
      .window()
      .fetch(KSEG0, 100) // still in the kernel, nobody knows where
      .return()
      .user(1)
      .enter(Service.systemCall)
      .fetch(KSEG0, 20)
      .return()
      .user(1)
      .profile();
    expect(find(profile, 'systemCall')).toMatchObject({
      entries: 2,
      complete: 1,
      instructions: 30,
      perEntry: { instructions: 20 },
    });
    expect(profile.outside.instructions).toBe(100);
    expect(profile.windows).toBe(1);
  });

  test('services of a profile, without traps and returns, are told from calls that wait', async () => {
    const profile = await new Script()
      .task('a')
      .user(1)
      .task('b')
      .enterResumed(Service.contextSwitch)
      .fetch(KSEG0, 8)
      .leave()
      .user(1)
      .profile();
    expect(find(profile, 'contextSwitch')).toMatchObject({ entries: 1, complete: 1, perEntry: { instructions: 8 } });
  });
});

describe('idle time', () => {
  test('a CPU that waits is charged what the others execute meanwhile', async () => {
    const profile = await new Script()
      .user(10)
      .tally()
      .cpu(1)
      .user(10)
      .idle(Idle.wait)
      .idle(Idle.idle)
      .cpu(0)
      .user(70)
      .tally()
      .cpu(1)
      .idle(Idle.resume)
      .enter(Service.interrupt, TIMER_VECTOR)
      .fetch(KSEG0, 3)
      .return()
      .cpu(0)
      .user(9)
      .profile();
    expect(profile.idle).toEqual({ periods: 1, instructions: 70 });
    expect(find(profile, 'interrupt', 'idle')).toMatchObject({ entries: 1, complete: 1, instructions: 3 });
  });

  test('the only CPU of a trace has nobody to be measured by', async () => {
    const profile = await new Script().user(10).idle(Idle.idle).idle(Idle.resume).user(1).profile();
    expect(profile.idle).toEqual({ periods: 1, instructions: 0 });
  });
});

describe('pages of an entry', () => {
  test('both sides of the edge of a page', async () => {
    expect(await pagesOf((s) => s.load(KSEG0 + 0xffc, 4))).toMatchObject({ text: 0, data: 1, kernel: 1 });
    expect(await pagesOf((s) => s.load(KSEG0 + 0xffd, 4))).toMatchObject({ data: 2, kernel: 2 });
    expect(await pagesOf((s) => s.store(KSEG0 + 0xff0, 16))).toMatchObject({ data: 1 });
    expect(await pagesOf((s) => s.store(KSEG0 + 0xff4, 16))).toMatchObject({ data: 2 });
    expect(await pagesOf((s) => s.fetch(KSEG0 + 0xf00, 64))).toMatchObject({ text: 1 });
    expect(await pagesOf((s) => s.fetch(KSEG0 + 0xf04, 64))).toMatchObject({ text: 2 });
  });

  test('both sides of the edge of a region', async () => {
    expect(await pagesOf((s) => s.load(KSEG0 + 0x3fffc, 4))).toMatchObject({ data: 1 });
    const crossing = await pagesOf((s) => s.load(KSEG0 + 0x3fffe, 4));
    expect(crossing).toMatchObject({ data: 2, entries: [2, 2, 1, 1] });
  });

  test('an access that crosses a region counts once', async () => {
    const script = new Script()
      .user(1)
      .enter(Service.systemCall)
      .store(KSEG0 + 0x3fffe, 4)
      .load(KSEG0 + 0x3fffe, 4);
    const call = find(await script.return().profile(), 'systemCall');
    expect(call).toMatchObject({ loads: 1, stores: 1, perEntry: { loads: 1, stores: 1 } });
  });

  test('a page that is both text and data is one page', async () => {
    expect(await pagesOf((s) => s.fetch(KSEG0).load(KSEG0 + 8))).toMatchObject({ text: 1, data: 1, kernel: 1 });
  });

  test('a page touched again is no other page, also in a batch of its own', async () => {
    expect(
      await pagesOf((s) =>
        s
          .load(KSEG0)
          .load(KSEG0 + 0x1000)
          .cut()
          .load(KSEG0),
      ),
    ).toMatchObject({ data: 2 });
  });

  test('more pages than an entry usually has', async () => {
    const many = await pagesOf((s) => {
      for (let i = 0; i < 1000; i++) s.load(KSEG0 + i * 0x1000);
      for (let i = 0; i < 1000; i++) s.load(KSEG0 + i * 0x1000 + 64);
    });
    expect(many).toMatchObject({ data: 1000, kernel: 1000, unmapped: 1000, entries: [500, 32, 2, 1] });
  });

  test('kseg2 is mapped natively and keeps pages of 4 KB; user memory is apart', async () => {
    const pages = await pagesOf((s) =>
      s
        .load(KSEG2)
        .load(KSEG2 + 0x2000)
        .load(KSEG0)
        .load(0x1000_0000)
        .fetch(KSEG0 + 0x1000),
    );
    expect(pages).toEqual({ text: 1, data: 3, kernel: 4, unmapped: 2, user: 1, entries: [3, 3, 3, 3] });
  });

  test.each([
    ['8 KB', 0x2000, [1, 1, 1, 1], [2, 1, 1, 1]],
    ['128 KB', 0x2_0000, [2, 1, 1, 1], [2, 2, 1, 1]],
    ['2 MB', 0x20_0000, [2, 2, 1, 1], [2, 2, 2, 1]],
    ['32 MB', 0x200_0000, [2, 2, 2, 1], [2, 2, 2, 2]],
  ])('both sides of %s, the reach of a pair', async (_, reach, within, beyond) => {
    expect((await pagesOf((s) => s.load(KSEG0).load(KSEG0 + reach - 4))).entries).toEqual(within);
    expect((await pagesOf((s) => s.load(KSEG0).load(KSEG0 + reach))).entries).toEqual(beyond);
  });
});

test('pmake on Linux for MIPS, exactly', async () => {
  const profile = await kernelProfile(await openTrace('pmake-mips'));
  expect(profile).toMatchObject({
    instructions: 1_142_591,
    windows: 5,
    user: { instructions: 815_933 },
    outside: { instructions: 13_006 },
    systemCalls: 16,
    switches: 1,
    traps: [
      { vector: 0x180, fromUser: 35, fromKernel: 0 },
      { vector: 0x900, fromUser: 14, fromKernel: 3 },
    ],
  });
  expect(
    profile.services.map(({ service, from, entries, complete, instructions }) => [
      service, from, entries, complete, instructions,
    ]), // biome-ignore format: a row
  ).toEqual([
    ['systemCall', 'user', 16, 15, 102_951],
    ['fault', 'user', 19, 19, 119_806],
    ['interrupt', 'user', 14, 13, 81_491],
    ['interrupt', 'kernel', 1, 1, 3_660],
    ['interrupt', 'idle', 2, 2, 5_744],
  ]);
  const { perEntry } = find(profile, 'fault');
  const inAll = (mean: number) => Math.round(19 * mean);
  expect(perEntry!.medianInstructions).toBe(5_549);
  expect(inAll(perEntry!.privileged)).toBe(2_728);
  expect(inAll(perEntry!.pages!.kernel)).toBe(1_458);
  expect(perEntry!.pages!.entries.map(inAll)).toEqual([1_232, 693, 241, 57]);
});
