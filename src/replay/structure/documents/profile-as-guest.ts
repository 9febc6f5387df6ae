import { readFileSync } from 'node:fs';
import { isTree } from '../../../config/layers.ts';
import { parseYaml, presetNames } from '../../../config.ts';
import { changesOfProfile, PROFILE_KEYS } from '../../../guest/changes/profile-changes.ts';
import { loadGuest } from '../../../guest/profile.ts';
import { GUEST_DOCUMENTS } from './documents.ts';

/**
 * A guest by preset or file; of a file that is the profile of a kernel (`disco kernel --profile`), IRIX's guest with this profile in the place of
 * its own. Throws a UserError for a profile that is wrong.
 */
export function guestOf(given: string): string | { extends: string; name: string; profile: object } {
  if (presetNames(GUEST_DOCUMENTS).includes(given) || !isProfile(given)) return given;
  const profile = loadGuest(given);
  return { extends: 'irix-5.3', name: profile.name, profile: changesOfProfile(profile) };
}

/** Whether a file has keys of a profile; a file that cannot be read is for who loads it to refuse. */
function isProfile(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return false;
  }
  const { value } = parseYaml(text, path, (line, column) => `${path}:${line}:${column}`);
  return isTree(value) && Object.keys(value).some((key) => PROFILE_KEYS.includes(key));
}
