import { expect, test } from 'vitest';
import { changedProfile } from '../../src/guest/changes/profile-changes.ts';
import { loadGuest } from '../../src/guest/profile.ts';
import { guestKey, guestRun } from '../../src/guest/systems.ts';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { reuseKey } from '../../src/replay/machine/variants.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { refusal } from '../refusal.ts';
import { inMemory } from '../trace/words/steps.ts';
import { encoded, reference, user } from './guest-os-tools.ts';

const irix = (...settings: string[]) =>
  loadStructure(
    'irix',
    settings.map((each) => `guest.profile.${each}`),
  );

test('what differs in a profile is as the profile with these settings', () => {
  const settings = ['services.open.textPages=20', 'services.open.instructions=7000', 'wiredSwitch=[]', 'services.exit.locks.1.share=0.3', 'tableSegment=kseg0']; // biome-ignore format: a line
  const { guestProfile } = irix(...settings);
  expect(guestProfile).toEqual({
    services: { open: { textPages: 20, instructions: 7000 }, exit: { locks: { 1: { share: 0.3 } } } },
    wiredSwitch: [],
    tableSegment: 'kseg0',
  });
  const plain = (each: object) =>
    JSON.parse(JSON.stringify(each, (key, value) => (key === 'source' ? undefined : value)));
  expect(plain(changedProfile('irix-5.3', [], guestProfile))).toEqual(plain(loadGuest('irix-5.3', settings)));
  const document = { extends: 'irix', guest: { profile: { services: { open: { textPages: 20 } } } } };
  expect(loadStructure(document).guestProfile).toEqual(irix('services.open.textPages=20').guestProfile);
  expect(irix('services.open.instructions.value=7000')).toEqual(irix('services.open.instructions=7000'));
  expect(loadStructure(irix('services.open.textPages=20'), ['seed=1'])).toEqual(irix('services.open.textPages=20'));
});

test('a setting within a list changes that place alone', () => {
  const { services } = loadGuest('irix-5.3', ['services.exit.locks.1.share=0.3']);
  expect(services.exit.locks[1].share.value).toBe(0.3);
  expect(services.fork.locks[1].share.value).toBe(0.495);
  expect(loadGuest('irix-5.3').services.exit.locks[1].share.value).toBe(0.495);
});

test('structures without changes are as they were, and those whose profiles differ are apart', () => {
  expect(loadStructure('irix', ['guest.profile={}'])).toEqual(loadStructure('irix'));
  expect(Object.keys(loadStructure('irix'))).not.toContain('guestProfile');
  const [a, b] = [irix('services.open.textPages=20'), irix('services.open.textPages=21')];
  expect(reuseKey(a)).not.toBe(reuseKey(b));
  expect(guestKey(a)).not.toBe(guestKey(b));
  expect(guestKey(a)).not.toBe(guestKey(loadStructure('irix')));
  expect(guestRun(loadStructure('irix'))).toEqual({ guest: 'irix-5.3' });
});

test('each is replayed with its own profile, alone or beside others', async () => {
  const batches = encoded((e) => {
    for (let page = 0; page < 5; page++)
      for (const kind of [Kind.fetch, Kind.store] as const) reference(e, kind, (page + kind * 64) << 12);
  });
  const all = [
    irix('services.demandZero.instructions=3000'),
    loadStructure('irix'),
    irix('services.demandZero.instructions=3001'),
  ];
  const replayed = async (some: typeof all) =>
    (await replayAll(inMemory(user(), batches), some)).map((counts) => totalsOf(counts).instruction);
  const together = await replayed(all);
  for (const [n, structure] of all.entries()) expect(await replayed([structure])).toEqual([together[n]]);
  expect(new Set(together).size).toBe(3);
});

test.each([
  ['services.opn.textPages=20', /unknown key "guest\.profile\.services\.opn"; did you mean "open"/],
  ['services.open.textPages=0', /textPages: found 0, expected at least 1$/],
  ['services.open.textPages=600', /services\.open\.textPages: found 600: more than the kernel's 421 pages of code$/],
  ['services.open.textPages=2', /services\.open\.textBytes: found 12288: more code than fits in textPages$/],
  ['services.exit.locks.1.share=0.9', /services\.exit\.locks\.1: found .*not within the section of vm/],
  ['services.exit.locks.7.share=0.9', /services\.exit\.locks: found .*expected at most 4 values$/],
  ['name=mine', /unknown key "guest\.profile\.name"/],
])('refused: %s', (setting, message) => {
  const text = refusal(() => irix(setting));
  expect(text).toMatch(message);
  expect(text.startsWith(`--set guest.profile.${setting}: `)).toBe(true);
  expect(text).not.toContain('\n');
});

test('a guest without a profile has none to change', () => {
  for (const guest of ['none', 'splashos'])
    expect(refusal(() => loadStructure('disco', [`guest=${guest}`, 'guest.profile.textPages=430']))).toMatch(/this guest has no profile/); // biome-ignore format: a line
});
