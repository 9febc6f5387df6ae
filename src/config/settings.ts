import { excerpt, UserError } from '../errors.ts';
import { type Layer, type Path, writingsOf } from './layers.ts';
import { MOST_SETTING, parseYaml } from './yaml.ts';

/** Changes to a configuration: `path=value` texts, as flags give them, the same taken apart, or values by their paths. */
export type Settings = readonly (string | Setting)[] | Readonly<Record<string, unknown>>;

/** One change: a path, a value, and where it was written. */
export interface Setting {
  path: Path;
  value: unknown;
  place: string;
}

/** A path's keys. Throws UserError for one that is none. */
export function keysOf(path: string, place: string): string[] {
  const keys = path.split('.');
  if (keys.some((key) => ['__proto__', 'constructor', 'prototype', ''].includes(key)))
    throw new UserError(`${place}: ${excerpt(path)} is no key`);
  return keys;
}

/** `tlb.entries=64` as a path and a value, which is read as YAML. Throws UserError that names the flag. */
export function parseSetting(text: string, flag = '--set', example = 'cache.l2.sizeBytes=256KiB'): Setting {
  const place = placeOfFlag(flag, text);
  const match = /^([^=\s]+)=(.*)$/s.exec(text);
  if (match === null) throw new UserError(`${place}: expected PATH=VALUE, such as ${example}`);
  return { path: keysOf(match[1], place), value: parseYaml(match[2], place).value, place };
}

/** A flag and its text as a place, a long one cut. Throws UserError for one that is longer than a setting is. */
export function placeOfFlag(flag: string, text: string): string {
  const place = `${flag} ${text.length > 200 ? `${text.slice(0, 197)}…` : text}`;
  if (text.length > MOST_SETTING)
    throw new UserError(`${place}: ${text.length} characters, expected at most ${MOST_SETTING}; a file takes more`);
  return place;
}

/** Settings in the order in which they are given. */
export function settingsOf(settings: Settings, example?: string): Setting[] {
  if (Array.isArray(settings))
    return settings.map((each: string | Setting) =>
      typeof each === 'string' ? parseSetting(each, '--set', example) : each,
    );
  return Object.entries(settings as object).map(([path, value]) => ({
    path: keysOf(path, `setting ${path}`),
    value,
    place: `setting ${path}`,
  }));
}

/** A setting as a layer: it replaces what was there. */
export const settingLayer = ({ path, value, place }: Setting): Layer => ({
  flag: true,
  writings: writingsOf(value, path, () => place, true),
});
