import { Privileged, Service } from '../../../trace/words/vocabulary.ts';
import { REGISTER_PAGE_PLACES, type RegisterPagePlace } from '../../structure/shapes/register-page.ts';

/** The way into the kernel, and the way out of it. */
type Path = 'entry' | 'inside' | 'exit';
const [STATUS, EPC] = [12, 14];

/** Used unless the structure says where: the kernel's few critical locations (4.3), which all services share. */
const CRITICAL: readonly RegisterPagePlace[] = ['entry', 'exit', 'tlbRefill'];

/**
 * Which places of the guest's kernel were patched by hand to use the special register page. The way in begins with an exception and ends where
 * Status is first written, which takes the kernel out of exception level; the way out begins where EPC is written, and ends with the return.
 */
export class RegisterPlaces {
  private readonly patched: ReadonlySet<RegisterPagePlace>;
  /** By virtual CPU. */
  private readonly paths: (Path | undefined)[] = [];

  /** `places`: null where the structure does not say. */
  constructor(places: readonly RegisterPagePlace[] | null) {
    this.patched = new Set(places ?? CRITICAL);
  }

  /** Whether the kernel's own TLB refill handler uses the page. */
  get hasHandler(): boolean {
    return this.patched.has('tlbRefill');
  }

  /** An exception is delivered to a virtual CPU. */
  enter(virtualCpu: number): void {
    this.paths[virtualCpu] = 'entry';
  }

  /** The kernel on a virtual CPU executes an instruction (`operand`: of `Marker.privileged`) in a service: whether at one of the places. */
  has(virtualCpu: number, service: number, operand: number): boolean {
    const instruction = operand & 255;
    const register = (operand >>> 8) & 255;
    const isWrite = instruction === Privileged.writeRegister;
    if (isWrite && register === EPC) this.paths[virtualCpu] = 'exit';
    const path = this.paths[virtualCpu] ?? 'inside';
    const isOver = (isWrite && register === STATUS && path === 'entry') || instruction === Privileged.exceptionReturn;
    if (isOver) this.paths[virtualCpu] = 'inside';
    return (path !== 'inside' && this.patched.has(path)) || this.patched.has(SERVICES[service]);
  }
}

/** Places that are services, by number. */
const SERVICES: RegisterPagePlace[] = [];
for (const place of REGISTER_PAGE_PLACES) if (Object.hasOwn(Service, place)) SERVICES[Service[place as keyof typeof Service]] = place; // biome-ignore format: a line
