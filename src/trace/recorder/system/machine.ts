import { readFile, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import { describeIssue, issuesOf } from '../../../config/issue.ts';
import { excerpt, UserError } from '../../../errors.ts';
import { printable } from '../../../printable.ts';
import { cacheFolder } from '../run/plugin.ts';

/** The description's name in a machine's folder, its layout's number, and how long it may be, in bytes. */
export const MACHINE_FILE = 'machine.json';
export const MACHINE_FORMAT = 2;
const MACHINE_BYTES = 1 << 20;

/** Machines that can be prepared: their folders have places of their own. The first is the default. */
export const MACHINES = ['malta'] as const;

/** The folder of a machine that has a name. */
export const machineFolder = (name: (typeof MACHINES)[number]): string => join(cacheFolder(), 'machines', name);

/** The folder that `--machine` says: a name's, or itself. */
export function folderOfMachine(text: string = MACHINES[0]): string {
  const name = MACHINES.find((each) => each === text);
  return name === undefined ? text : machineFolder(name);
}

/** How a folder of a machine is made, for messages. */
export const PREPARE = 'disco record --prepare malta';

/** A file in the machine's folder or below it. */
const inside = z
  .string()
  .min(1)
  .max(1000)
  .refine((name) => !name.includes('\0') && !/^(\/|\.\.(\/|$))/.test(normalize(name)), {
    error: 'expected the name of a file in the folder',
  });
/** A word of QEMU's command line: `,` there separates options. */
const word = z.string().regex(/^[\w.+-]{1,100}$/, { error: 'expected a word of letters, digits, ., +, - and _' });
const line = z.string().regex(/^[^\p{Cc}]{0,2000}$/u, { error: 'expected one line of at most 2,000 characters' });

const Description = z.strictObject({
  format: z.literal(MACHINE_FORMAT),
  /** What people call it. */
  name: word,
  /** QEMU's program for it, its machine is `malta`. */
  emulator: z.string().regex(/^[^\p{Cc},]{1,1000}$/u, { error: 'expected the name of a program' }),
  /** QEMU's name of the processor. */
  cpu: word,
  /** MB; Malta has 256 below its devices, which kseg0 reaches. */
  memory: z.int().min(1).max(256),
  kernel: inside,
  initrd: inside.nullable(),
  /** A raw image. Writes to it are not kept. */
  disk: inside.nullable(),
  /** Lines `address type name`, as /proc/kallsyms has them. */
  symbols: inside.nullable(),
  /** Lines `KEY=VALUE`: the kernel's note of its own layout. */
  vmcoreinfo: inside.nullable(),
  /** The kernel's command line. */
  append: line,
  /** The kernel's version, as `uname -r` says it; null: unknown. */
  release: line.nullable(),
  /** Debian's packages in it, `name=version`. */
  packages: z.array(line).max(100_000).optional(),
});

export type MachineDescription = z.infer<typeof Description>;

/** A machine that a folder describes. File names are whole paths. */
export interface Machine extends MachineDescription {
  folder: string;
}

/** Files that a description names, by their fields. */
const FILES = ['kernel', 'initrd', 'disk', 'symbols', 'vmcoreinfo'] as const;

/**
 * Reads the description of a machine's folder; every file that it names is there then. Throws a UserError if there is no such folder,
 * if it is of another format, or a field or a file is missing or wrong.
 */
export async function readMachine(folder: string): Promise<Machine> {
  const place = join(folder, MACHINE_FILE);
  const name = printable(place);
  const description = checked(name, await textOf(folder, place));
  const machine: Machine = { ...description, folder };
  for (const field of FILES) {
    const file = description[field];
    if (file === null) continue;
    const path = join(folder, file);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile())
      throw new UserError(
        `${name}: ${field}: there is no file ${printable(path)}; make the folder again (${PREPARE}), or write null if it has none`,
      );
    machine[field] = path;
  }
  return machine;
}

async function textOf(folder: string, place: string): Promise<string> {
  const around = await stat(folder).catch(() => undefined);
  if (around === undefined)
    throw new UserError(`there is no folder ${printable(folder)} with a machine to record; make one by ${PREPARE}`);
  if (!around.isDirectory())
    throw new UserError(`${printable(folder)} is no folder; expected one with a machine to record (${PREPARE})`);
  const found = await stat(place).catch(() => undefined);
  if (!found?.isFile())
    throw new UserError(
      `${printable(folder)} is no folder of a machine: it has no file ${MACHINE_FILE}; make one by ${PREPARE}`,
    );
  if (found.size > MACHINE_BYTES)
    throw new UserError(
      `${printable(place)} has ${found.size} bytes, a machine's description at most ${MACHINE_BYTES}`,
    );
  try {
    return await readFile(place, 'utf8');
  } catch (error) {
    throw new UserError(`${printable(place)} cannot be read: ${(error as Error).message}`);
  }
}

function checked(name: string, text: string): MachineDescription {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${name} is no JSON; make the folder again (${PREPARE})`);
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format !== MACHINE_FORMAT)
    throw new UserError(
      `${name}: the folder has format ${format}, this version of disco knows ${MACHINE_FORMAT}; make it again (${PREPARE})`,
    );
  const result = Description.safeParse(value);
  if (result.success) return result.data;
  const [issue] = issuesOf(result.error.issues);
  if (issue.code === 'unrecognized_keys')
    throw new UserError(
      `${name}: there is no field ${issue.keys.map((key) => excerpt(key)).join(', ')}; expected those of ${PREPARE}`,
    );
  const found = issue.path.reduce<unknown>((at, each) => (at as Record<PropertyKey, unknown> | null)?.[each], value);
  throw new UserError(`${name}: ${[...issue.path, ''].join(': ')}${describeIssue(issue, found)}`);
}
