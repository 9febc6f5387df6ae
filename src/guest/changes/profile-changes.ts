import { z } from 'zod';
import { dictionary } from '../../config/dictionary.ts';
import { isTree, type Path } from '../../config/layers.ts';
import { parseSetting } from '../../config/settings.ts';
import { UserError } from '../../errors.ts';
import { type GuestProfile, Lock, loadGuest, Profile } from '../profile.ts';

type Schema = z.ZodType;

/** A part of a profile in which every key may be left out. A number with an origin is plain; a list is whole, or changes by places from 0. */
function changesOf(schema: Schema): Schema {
  const { def } = schema as Schema & { def: { type: string; innerType?: Schema; element?: Schema } };
  const said = (made: Schema): Schema => {
    const { description = made.description, unit = made.meta()?.unit } = schema.meta() ?? {};
    return description === undefined && unit === undefined ? made : made.meta({ ...(description && { description }), ...(unit !== undefined && { unit }) });
  }; // biome-ignore format: a line
  if (['optional', 'default', 'prefault'].includes(def.type)) return said(changesOf(def.innerType!));
  if (def.type === 'array')
    return said(z.union([schema, z.record(z.string().regex(/^\d{1,3}$/), changesOf(def.element!))]));
  if (!(schema instanceof z.ZodObject)) return schema;
  const { kind, source: _, unit: __, ...own } = schema.shape as Record<string, Schema>;
  return kind !== undefined && Object.keys(own).length === 1 ? said(changesOf(own.value)) : said(anyOf(own));
}

const anyOf = (shape: Record<string, Schema>) =>
  z.strictObject(Object.fromEntries(Object.entries(shape).map(([key, each]) => [key, changesOf(each).optional()])));

const { name: _, description: __, locks: ___, ...rest } = Profile.shape;
/** What a document has that is a profile, and no other document. */
export const PROFILE_KEYS: readonly string[] = [...Object.keys(rest), 'locks'];

/** What differs from a guest's profile: any of its keys. */
export const ProfileChanges: z.ZodType<ProfileChanges> = z.strictObject({
  ...anyOf(rest).shape,
  locks: dictionary(changesOf(Lock), 64).optional().describe('Locks by name.'),
});
export type ProfileChanges = { [key: string]: unknown };

/** All of a profile, as what differs: on top of any other it is that profile, but for its name. */
export function changesOfProfile({ name: _, description: __, ...profile }: GuestProfile): ProfileChanges {
  return plain(profile) as ProfileChanges;
}

/** Numbers without their origins. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => (isTree(each) ? each : plain(each)));
  if (!isTree(value)) return value;
  const { kind, source: _, unit: __, ...own } = value;
  const { value: number, ...rest } = own;
  if (kind !== undefined && Object.keys(rest).length === 0) return number;
  return Object.fromEntries(
    Object.entries(kind === undefined ? value : own).flatMap(([key, each]) =>
      each === undefined ? [] : [[key, plain(each)]],
    ),
  );
}

const leaves = (value: unknown, path: Path = []): [string, unknown][] =>
  isTree(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : value === undefined
      ? []
      : [[path.join('.'), value]];

const PLACE = 'guest.profile';

/** A profile's preset with settings, and with these changes on top. Throws UserError that begins with the path in the profile. */
export function changedProfile(
  preset: string,
  settings: readonly string[],
  changes: ProfileChanges = {},
): GuestProfile {
  const own = leaves(changes).map(([path, value]) => ({ path: path.split('.'), value, place: PLACE }));
  try {
    return loadGuest(preset, [...settings.map((each) => parseSetting(each)), ...own]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(`${PLACE}: `, ''));
  }
}
