import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changedProfile, changesOfProfile } from '../../../src/guest/changes/profile-changes.ts';
import { loadGuest } from '../../../src/guest/guest-os.ts';
import { assumedKernel } from '../../../src/guest/measured/assumed.ts';
import { kernelProfile } from '../../../src/guest/measured/index.ts';
import { measuredProfile } from '../../../src/guest/measured/profile.ts';
import { Spread } from '../../../src/guest/measured/spread.ts';
import type { GuestProfile, GuestService } from '../../../src/guest/profile.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Privileged, Service } from '../../../src/trace/words/vocabulary.ts';
import { disco } from '../../command-line.ts';
import { refusal } from '../../refusal.ts';
import { temporaryFolder } from '../../temporary.ts';
import { header, inMemory } from '../../trace/words/steps.ts';

const folder = temporaryFolder('measured-profile');
const irix = loadGuest('irix-5.3');
const about = { name: 'measured', base: irix, source: 'a test', command: 'disco kernel' };

/** What a text of YAML is as a profile. */
function loaded(text: string): GuestProfile {
  const path = join(folder, 'profile.yaml');
  writeFileSync(path, text);
  return loadGuest(path);
}

const TEXT = 0x8010_0000;
const DATA = 0x8040_0000;

/** System calls of so many instructions each, with stores of 4 bytes to as many places of one page as given. */
async function calls(lengths: readonly number[], fillingStores = 0, shift = 2): Promise<string> {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  encoder.task('1');
  for (const [nth, length] of lengths.entries()) {
    encoder.event(Marker.mode, Mode.user);
    encoder.reference(Kind.fetch, 0, 0x40_0000, 4, 1);
    encoder.event(Marker.syscall, 4013);
    encoder.event(Marker.serviceEnter, Service.systemCall);
    encoder.event(Marker.mode, Mode.kernel);
    encoder.event(Marker.privileged, Privileged.readRegister | (13 << 8));
    for (let n = 0; n < 3; n++) encoder.event(Marker.privileged, Privileged.writeRegister | (12 << 8));
    encoder.event(Marker.privileged, Privileged.interruptControl | (12 << 8));
    for (let n = 0; n < length; n++) encoder.reference(Kind.fetch, 0, TEXT + 64 * 40 * (n % 20), 4, 1);
    for (let n = 0; n < fillingStores; n++) encoder.reference(Kind.store, 0, DATA + (n << shift), 1 << shift, 0);
    // The stack, a descriptor and two more pages in each; a page of its own in each.
    for (const page of [16, 17, 18, 19, 32 + nth]) encoder.reference(Kind.load, 0, DATA + 4096 * page, 4, 0);
    encoder.event(Marker.privileged, Privileged.exceptionReturn);
    encoder.event(Marker.serviceLeave);
  }
  encoder.event(Marker.mode, Mode.user);
  encoder.reference(Kind.fetch, 0, 0x40_0000, 4, 1);
  return measuredProfile(await kernelProfile(inMemory(header('mips32'), [encoder.finish()]), { details: true }), about);
}

const same = (n: number, length = 1000): number[] => Array<number>(n).fill(length);

describe('spread', () => {
  test('is that of a sample', () => {
    const spread = new Spread();
    for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) spread.add(value);
    expect(spread.mean).toBe(5);
    expect(spread.deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(spread.error).toBeCloseTo(Math.sqrt(32 / 7 / 8) / 5, 12);
  });

  test('is none of one value, and of no value', () => {
    const spread = new Spread();
    expect([spread.mean, spread.deviation, spread.error]).toEqual([0, 0, 0]);
    spread.add(3);
    expect([spread.mean, spread.deviation, spread.error]).toEqual([3, 0, 0]);
  });
});

describe('a service', () => {
  test('is measured of ten entries, with what they have in common', async () => {
    const { services, entry, exit, wiredSwitch, name } = loaded(await calls(same(10)));
    expect(name).toBe('measured');
    expect(services.systemCall).toMatchObject({ instructions: { value: 1000 }, textBytes: 20 * 64, textPages: 12, fixedPages: 2, varyingPages: 1, statusWrites: 1, tlbWrites: 0 }); // biome-ignore format: a line
    expect({ entry, exit, wiredSwitch }).toEqual({ entry: ['mfc0 13', 'mtc0 12', 'mtc0 12'], exit: ['mtc0 12', 'eret'], wiredSwitch: [] }); // biome-ignore format: a line
    expect(services.systemCall.locks).toEqual(irix.services.systemCall.locks);
    expect(services.open).toEqual(irix.services.open);
  });

  test('stays as it was with nine, and where that is all, nothing is written', async () => {
    let said = '';
    const text = await calls(same(9)).catch((error: Error) => {
      said = error.message;
    });
    expect(text).toBeUndefined();
    expect(said).toContain('a test: no service can be measured:\n');
    expect(said).toContain('\n  systemCall: 9 entries seen whole, fewer than 10\n');
    expect(said).toContain('\n  open: no entry of it was seen from beginning to end\n');
  });

  // Of ten values, five a distance above 1000 and five below, the mean's standard error is distance ÷ 3.
  test.each([
    [748, true],
    [752, false],
  ])('whose entries are 1000 instructions, %i more or fewer', async (distance, taken) => {
    const text = await calls([...same(5, 1000 - distance), ...same(5, 1000 + distance)]).catch(
      (error: Error) => error.message,
    );
    expect(text.startsWith('# Measured')).toBe(taken);
    if (!taken) expect(text).toContain('\n  systemCall: the standard error of its instructions is 25 % of their mean of 1000 (10 entries), above 25 %\n'); // biome-ignore format: a line
  });

  test.each([
    [512, 3, 2000 - 512],
    [511, 3, 2000],
    [1024, 2, 2000 - 1024],
  ])('%i stores to a page of %i bits each that loads nothing', async (stores, shift, instructions) => {
    const { services } = loaded(await calls(same(10, 2000), stores, shift));
    expect(services.systemCall.instructions.value).toBe(instructions);
    // A page that is filled is no data of the path; one that is not is the same in each call.
    expect(services.systemCall.fixedPages).toBe(stores < 512 ? 3 : 2);
  });
});

test('what a profile inserts is measured as what it says', async () => {
  const kernel = await kernelProfileOf(irix);
  const profile = loaded(measuredProfile(kernel, about));
  for (const [name, { instructions, statusWrites, tlbWrites, textPages, fixedPages, varyingPages, trap }] of Object.entries(irix.services)) {
    const found = profile.services[name as GuestService];
    expect(Math.abs(found.instructions.value - instructions.value) / instructions.value, name).toBeLessThan(0.01);
    expect(found.statusWrites, name).toBe(statusWrites);
    expect(found.tlbWrites, name).toBe(tlbWrites);
    expect(found.textPages, name).toBeGreaterThan(0.6 * textPages);
    expect(found.textPages, name).toBeLessThanOrEqual(textPages + 2);
    expect(found.fixedPages + found.varyingPages, name).toBeGreaterThan(0.6 * (fixedPages + varyingPages));
    expect(found.trap, name).toBe(trap);
  }
  expect(profile.entry.toSorted()).toEqual([...irix.entry, ...irix.wiredSwitch, ...irix.wiredSwitch].toSorted());
  expect(profile.tableSegment?.value).toBe('kseg2');
  expect(profile.exit).toEqual(irix.exit);
}); // biome-ignore format: long lines

const kernelProfileOf = (profile: GuestProfile) => assumedKernel(profile, { details: true });

test('a profile is the same as what differs from another', () => {
  const own = loadGuest('irix-5.3', [
    'services.open.textPages=20',
    'wiredSwitch=[]',
    'services.exit.locks.1.share=0.3',
  ]);
  const { name: _, description: __, ...plain } = JSON.parse(JSON.stringify(own, (key, value) => (key === 'source' || key === 'kind' ? undefined : value))); // biome-ignore format: a line
  const again = JSON.parse(JSON.stringify(changedProfile('irix-5.3', [], changesOfProfile(own)), (key, value) => (key === 'source' || key === 'kind' ? undefined : value))); // biome-ignore format: a line
  expect(again).toMatchObject(plain);
});

describe('disco kernel --profile', () => {
  test('of a recording in windows says what of it is measured, and is loaded beside it and as a guest', async () => {
    const { code, stdout } = await disco(['kernel', 'pmake-mips', '--profile', 'linux-6.1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^extends: irix-5\.3$/m);
    expect(stdout).toMatch(/^# As in irix-5\.3: open: no entry of it was seen from beginning to end\.$/m);
    expect(stdout).toMatch(/^# 19 faults are not told apart in the recording/m);
    expect(stdout).toMatch(/^ {2}interrupt:\n {4}instructions: \{ value: \d+, unit: instructions, kind: measured, source: "[\d.]+, mean of 13 entries, standard deviation [\d.]+" \}$/m); // biome-ignore format: a line
    expect(stdout).toMatch(/^tableSegment: \{ value: kseg0, kind: measured, /m);
    const path = join(folder, 'linux.yaml');
    writeFileSync(path, stdout);
    const beside = await disco(['kernel', 'pmake-mips', '--beside', path]);
    expect(beside.stdout).toMatch(/^linux-6\.1 assumes$/m);
    const compared = await disco(['compare', 'padded', '--guest', path, '--json']);
    expect(compared.code).toBe(0);
    const bands = await disco(['compare', 'padded', '--guest', path, '--bands', '2']);
    expect(bands).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^disco: --bands and --guest with a profile: /),
    });
  });

  test('of one that has too little of everything says so', async () => {
    const { code, stdout, stderr } = await disco(['kernel', 'shell-mips', '--profile', 'linux']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /no service can be measured:\n(?: {2}\w+: .*\n)*? {2}systemCall: the standard error of its instructions is \d+ % .*\n/,
    );
  });

  test('has no other output, and needs references', async () => {
    const json = await disco(['kernel', 'pmake-mips', '--profile', 'a', '--json']);
    expect(json).toMatchObject({ code: 2, stdout: '', stderr: 'disco: --profile and --json: expected one of them; a profile is a document of its own\n' }); // biome-ignore format: a line
    const empty = await disco(['kernel', 'pmake-mips', '--profile', '']);
    expect(empty).toMatchObject({ code: 2, stdout: '', stderr: 'disco: --profile: found nothing, expected a name for the profile, such as linux-6.1\n' }); // biome-ignore format: a line
    expect((await disco(['kernel', 'pmake-mips', '--profile', 'a: "b"'])).stdout).toContain('\nname: "a: \\"b\\""\n');
    const events = join(folder, 'events.arrow');
    await disco(['trace', 'convert', 'shell-mips', events, '--events']);
    const { code, stderr } = await disco(['kernel', events, '--profile', 'a']);
    expect(code).toBe(2);
    expect(stderr).toContain('has events alone: code and pages of services are known by references');
  });
});

test('details are kept only where they are asked for', async () => {
  const { services, pages } = await kernelProfile(await openTrace('shell-mips'));
  expect(pages).toBeUndefined();
  expect(services.every(({ details }) => details === undefined)).toBe(true);
  expect(refusal(() => loaded('extends: irix-5.3\ntextPages: 0\n'))).toContain('textPages');
});
