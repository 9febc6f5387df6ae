import { z } from 'zod';
import { type ConfigKind, loadConfig } from '../../config.ts';
import { Privileged, Service } from '../record.ts';

/** Instructions of a service: what is fitted to a published time, or assumed. */
const instructions = z.strictObject({
  value: z.int().min(16).max(1_000_000).describe('Instructions of one call, without those that clear pages.'),
  unit: z.literal('instructions'),
  kind: z.enum(['published', 'derived', 'assumed', 'fitted']),
  source: z.string().min(1).describe('Page, table, formula or reason.'),
});

/** What one call of a service does. Pages are of 4 KB. */
export const ServiceShape = z
  .strictObject({
    instructions,
    textBytes: z
      .int()
      .min(512)
      .max(1 << 20)
      .describe('Bytes of code on its path; the path loops where instructions exceed it.'),
    textPages: z.int().min(1).describe('Pages this code is spread over.'),
    fixedPages: z.int().min(0).max(256).describe('Global data pages that every call uses.'),
    varyingPages: z.int().min(0).max(256).describe('Global data pages that differ from call to call.'),
    copyBytes: z
      .int()
      .min(0)
      .max(1 << 16)
      .default(0)
      .describe('Bytes copied from or to a page of the buffer cache.'),
    tlbWrites: z.int().min(0).default(0).describe('TLB writes outside the refill handler.'),
    statusWrites: z.int().min(0).default(0).describe('Writes of Status beyond those of entry and exit.'),
    zeroedPages: z.int().min(0).max(3).default(0).describe('Page tables of the process that must begin as zeroes.'),
    trap: z.boolean().default(true).describe('Whether an exception begins it; false: it runs inside another service.'),
  })
  .refine((s) => s.textBytes <= s.textPages * 4096, {
    message: 'more code than fits in textPages',
    path: ['textBytes'],
  })
  .refine((s) => s.instructions.value > s.copyBytes / 3 + 16, {
    message: 'more than the instructions can copy (48 bytes by 16 instructions)',
    path: ['copyBytes'],
  });
export type ServiceShape = z.infer<typeof ServiceShape>;

const REGISTER = /^(mfc0|mtc0) (\d|[12]\d|3[01])$/;
const privileged = z.string().refine((text) => text === 'eret' || REGISTER.test(text), {
  message: 'expected "mfc0 REGISTER", "mtc0 REGISTER" or "eret"',
});

const share = z.number().min(0).max(1);

/** A guest kernel as its references: what it executes and touches for each service. */
export const GuestProfile = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  textPages: z.int().min(1).max(4096).describe('Pages of kernel code.'),
  dataPages: z.int().min(1).max(8192).describe('Pages of global kernel data.'),
  bufferPages: z.int().min(1).max(65_536).describe('Pages of the buffer cache that reads and writes go to.'),
  interruptInstructions: z.int().min(1000).describe('Instructions of a CPU from one clock interrupt to the next.'),
  loadsPerInstruction: share,
  storesPerInstruction: share,
  entry: z.array(privileged).describe('Privileged instructions from the exception to the service.'),
  exit: z.array(privileged).describe('Privileged instructions from the service back to the user.'),
  services: z.strictObject({
    demandZero: ServiceShape,
    quickFault: ServiceShape,
    open: ServiceShape,
    write: ServiceShape,
    read: ServiceShape,
    execve: ServiceShape,
    systemCall: ServiceShape,
    interrupt: ServiceShape,
    fork: ServiceShape,
    exit: ServiceShape,
    contextSwitch: ServiceShape,
  }),
});
export type GuestProfile = z.infer<typeof GuestProfile>;
export type GuestService = keyof GuestProfile['services'];

/** Services in the profile, with their numbers in the trace. */
export const GUEST_SERVICES = (Object.keys(GuestProfile.shape.services.shape) as GuestService[]).map(
  (name): [GuestService, Service] => [name, Service[name]],
);

export const GUESTS: ConfigKind<GuestProfile> = {
  noun: 'guest',
  schema: GuestProfile,
  presets: new URL('./', import.meta.url),
};

/** A guest by preset name or file, with overrides such as `services.open.textPages=20`. Throws UserError with file:line:column. */
export const loadGuest = (nameOrPath: string, overrides: readonly string[] = []): GuestProfile =>
  loadConfig(GUESTS, nameOrPath, overrides);

/** The operand of `Marker.privileged` for `mfc0 12` and the like. */
export function privilegedOperand(text: string): number {
  const [name, register] = text.split(' ');
  if (name === 'eret') return Privileged.exceptionReturn;
  return (name === 'mfc0' ? Privileged.readRegister : Privileged.writeRegister) | (Number(register) << 8);
}
