import { z } from 'zod';
import { label, text } from '../../../config/labels.ts';
import type { ConfigKind } from '../../../config.ts';
import { PRESET_FOLDERS } from '../../../presets.ts';
import { Guest } from './guest.ts';
import { Machine } from './machine.ts';
import { Monitor } from './monitor.ts';

export const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .default(1)
  .describe('Of random replacement.');

export const structureLabels = {
  name: label.default('unnamed').describe('Heads the column in every report.'),
  description: text.optional().describe('One line for people.'),
};

/** A structure as people write it: a machine, a guest, a monitor, and what belongs to the run alone. */
export const Documents = z.strictObject({
  ...structureLabels,
  seed,
  machine: Machine.describe('The hardware.'),
  guest: Guest.prefault({}).describe('The operating system.'),
  monitor: Monitor.prefault({}).describe('The virtual machine monitor, or none.'),
});
export type Documents = z.infer<typeof Documents>;

export const MACHINES: ConfigKind<Machine> = {
  noun: 'machine',
  annotated: true,
  schema: Machine,
  presets: PRESET_FOLDERS.machine,
};
export const GUEST_DOCUMENTS: ConfigKind<Guest> = {
  noun: 'guest',
  annotated: true,
  schema: Guest,
  presets: PRESET_FOLDERS.guest,
};
export const MONITORS: ConfigKind<Monitor> = {
  noun: 'monitor',
  annotated: true,
  schema: Monitor,
  presets: PRESET_FOLDERS.monitor,
};

/** The documents that a structure names, by its keys. */
export const DOCUMENT_KINDS = { machine: MACHINES, guest: GUEST_DOCUMENTS, monitor: MONITORS } as const;
export type DocumentName = keyof typeof DOCUMENT_KINDS;
export const DOCUMENT_NAMES = Object.keys(DOCUMENT_KINDS) as DocumentName[];
export const isDocument = (name: string | undefined): name is DocumentName =>
  DOCUMENT_NAMES.includes(name as DocumentName);
