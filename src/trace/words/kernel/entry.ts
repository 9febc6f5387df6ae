import { Service } from '../vocabulary.ts';

/** Why the kernel was entered, as recordings of full systems tell it. */
export const Entry = { refill: 0, readHardware: 1, systemCall: 2, fault: 3, interrupt: 4 } as const;
export type Entry = (typeof Entry)[keyof typeof Entry];

/** The service that an entry is, as long as no more is known of it. */
export const SERVICE_OF: readonly Service[] = [
  Service.none,
  Service.none,
  Service.systemCall,
  Service.fault,
  Service.interrupt,
];

/** Offsets of the TLB refill vectors, 32-bit and 64-bit. Source: MIPS R10000 manual, exception vectors. */
export const isRefill = (offset: number): boolean => offset === 0 || offset === 0x80;
export const GENERAL = 0x180;
/** Interrupts have this offset or one above. */
export const INTERRUPT = 0x200;
/** The vectors lie in one page. */
export const VECTOR_PAGE = 0x1000;
