import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HOOK_KINDS } from '../../../../src/trace/recorder/system/hooks.ts';
import * as stream from '../../../../src/trace/recorder/system/stream.ts';

const source = readFileSync(new URL('../../../../src/trace/recorder/system/plugin.c', import.meta.url), 'utf8');

/** Members of an enumeration of the plugin, numbered from 0, in the names that TypeScript has for them. */
function members(name: string): Record<string, number> {
  const [, body] = new RegExp(`^enum ${name} \\{([^}]*)\\};`, 'm').exec(source)!;
  const names = body.split(',').map((each) => each.trim()).filter((each) => each !== ''); // biome-ignore format: one thought
  return Object.fromEntries(names.map((each, n) => [camel(each), n]));
}
const camel = (name: string): string =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const constant = (name: string): number => {
  const [, value] = new RegExp(`\\b${name} = ([^,]*),`).exec(source)!;
  const [, one, shift] = /^(\d+)(?: << (\d+))?$/.exec(value)!;
  return Number(one) << Number(shift ?? 0);
};

test('the numbers of words are the same in the plugin and here', () => {
  expect(members('kind')).toEqual(stream.Word);
  const parts = Object.entries(members('part')).map(([name, n]) => [name.replace(/Part$/, ''), n]);
  expect(Object.fromEntries(parts)).toEqual(stream.Part);
  expect(members('lock_kind')).toEqual(stream.LockKind);
  expect(members('disk_request')).toEqual(stream.DiskRequest);
});

test('the limits that the reader has are the plugin’s', () => {
  expect(constant('MOST')).toBe(stream.MAX_BLOCK);
  expect(constant('MOST_PIECES')).toBe(stream.MAX_PIECES);
  expect(constant('NAME_BYTES')).toBe(stream.NAME_WORDS * 8);
  expect(constant('ROOM')).toBeLessThanOrEqual(stream.MAX_TURN);
  expect(source).toContain(`"${stream.MAGIC.replace('\n', '\\n')}"`);
  expect(source).toContain(`#define NO_PAGE UINT32_C(0x${stream.NO_PAGE.toString(16)})`);
});

test('the plugin knows every kind of hook, and no other', () => {
  const [, names] = /hook_names\[HOOK_KINDS\] = \{([^}]*)\}/.exec(source)!;
  expect([...names.matchAll(/"([^"]*)"/g)].map(([, name]) => name)).toEqual(HOOK_KINDS.map(({ kind }) => kind));
});
