import { parse } from 'yaml';
import { excerpt, UserError } from '../errors.ts';
import { type Layer, type Path, writingsOf } from './layers.ts';
import { plain } from './read.ts';

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
  const match = /^([^=\s]+)=(.*)$/s.exec(text);
  const place = `${flag} ${text}`;
  if (match === null) throw new UserError(`${place}: expected PATH=VALUE, such as ${example}`);
  return { path: keysOf(match[1], place), value: plain(() => parse(match[2]), place), place };
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
