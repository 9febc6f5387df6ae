import { PAGE_BYTES } from '../trace/words/layout.ts';
import { Marker, marker } from '../trace/words/markers.ts';
import type { Service } from '../trace/words/vocabulary.ts';
import { type Boundary, boundariesOf } from './critical-sections.ts';
import { hash } from './hash.ts';
import type { KernelMemory } from './kernel-memory.ts';
import {
  GUEST_SERVICES,
  type GuestProfile,
  type GuestService,
  privilegedOperand,
  type ServiceShape,
} from './profile.ts';

/** A function of the kernel's code: eight lines of 64 bytes. */
export const FUNCTION_BYTES = 512;
export const LINE_BYTES = 64;
export const LINE_INSTRUCTIONS = LINE_BYTES / 4;
/** A data structure's share of a page: two lines of the board cache. */
export const STRUCTURE_BYTES = 256;
/** Bytes that one line of the copy loop copies: six loads and stores of eight bytes, and the loop. */
export const COPY_LINE_BYTES = 48;
/** A quarter of a path is one of four variants: file systems, kinds of regions, errors. */
export const VARIANTS = 4;
const COMMON_SHARE = 3 / 4;
/** Page of the exception vectors and the code that enters and leaves the kernel. */
const ENTRY_PAGE = 0;
const FUNCTIONS_PER_PAGE = PAGE_BYTES / FUNCTION_BYTES;

/** A service, resolved to granules and words. */
export interface Plan {
  readonly name: GuestService;
  readonly service: Service;
  readonly shape: ServiceShape;
  readonly trap: boolean;
  readonly instructions: number;
  /** Lines of the path, the copy loop's and the others. */
  readonly pathLines: number;
  readonly copyLines: number;
  /** First granule of each function on the path, for each variant. */
  readonly functions: readonly Int32Array[];
  /** Where locks are acquired and released. */
  readonly boundaries: readonly Boundary[];
  /** The same where the address space has the page already. */
  readonly knownBoundaries: readonly Boundary[];
  /** First granules of the structures every call uses. */
  readonly fixed: Int32Array;
  /** Markers of privileged instructions. */
  readonly entry: Uint32Array;
  readonly exit: Uint32Array;
  /** More words than one call can take. */
  readonly words: number;
}

/** The profile's services by their number in the trace. */
export function makePlans(profile: GuestProfile, memory: KernelMemory, granuleBits: number): readonly Plan[] {
  const plans: Plan[] = [];
  for (const [name, service] of GUEST_SERVICES) {
    const shape = profile.services[name];
    const instructions = shape.instructions.value;
    const lines = Math.ceil(instructions / LINE_INSTRUCTIONS);
    const copyLines = Math.ceil(shape.copyBytes / COPY_LINE_BYTES);
    const count = Math.ceil(shape.textBytes / FUNCTION_BYTES);
    const data = profile.loadsPerInstruction + profile.storesPerInstruction;
    const entry = shape.trap ? [...profile.entry, ...profile.wiredSwitch] : [];
    const exit = shape.trap ? [...profile.wiredSwitch, ...profile.exit] : [];
    plans[service] = {
      name,
      service,
      shape,
      trap: shape.trap,
      instructions,
      pathLines: lines - copyLines,
      copyLines,
      boundaries: boundariesOf(profile, shape, lines - copyLines, false),
      knownBoundaries: boundariesOf(profile, shape, lines - copyLines, true),
      functions: Array.from({ length: VARIANTS }, (_, variant) =>
        Int32Array.from({ length: count }, (_, i) => functionAt(profile, memory, granuleBits, service, shape, i, count, variant)),
      ),
      fixed: Int32Array.from({ length: shape.fixedPages }, (_, i) =>
        structureAt(memory, granuleBits, hash(service + 64, i) % profile.dataPages, service),
      ),
      entry: markers([...entry, ...Array<string>(shape.statusWrites).fill('mtc0 12')]),
      exit: markers(exit),
      words: 68 + 14 * shape.locks.length + entry.length + exit.length + shape.statusWrites + shape.tlbWrites + 2 * shape.zeroedPages + Math.ceil(shape.freshPages?.value ?? 0) +
        Math.ceil(lines * (4 + LINE_INSTRUCTIONS * data + COPY_LINE_BYTES / 8 + 2)),
    }; // biome-ignore format: a record
  }
  return plans;
}

const markers = (instructions: readonly string[]): Uint32Array =>
  Uint32Array.from(instructions, (text) => marker(Marker.privileged, privilegedOperand(text)));

/** Where function `i` of a service's path begins: its first two are the kernel's entry and exit, the last quarter is a variant's. */
function functionAt(
  profile: GuestProfile,
  memory: KernelMemory,
  granuleBits: number,
  service: number,
  { textPages, trap }: ServiceShape,
  i: number,
  count: number,
  variant: number,
): number {
  const own = i < count * COMMON_SHARE ? 0 : variant;
  const nth = Math.floor((i * textPages) / count);
  const entry = trap && i < 2;
  const page = entry ? ENTRY_PAGE : hash(service + 16 * own, nth) % profile.textPages;
  const slot = entry ? i : (hash(service, nth) + i) % FUNCTIONS_PER_PAGE;
  return memory.page(memory.text, page) + ((slot * FUNCTION_BYTES) >>> granuleBits);
}

/** First granule of a service's structure in a page of global data. */
export function structureAt(memory: KernelMemory, granuleBits: number, page: number, service: number): number {
  const slot = hash(page, service) % (PAGE_BYTES / STRUCTURE_BYTES);
  return memory.page(memory.data, page) + ((slot * STRUCTURE_BYTES) >>> granuleBits);
}
