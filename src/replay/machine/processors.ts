import { UserError } from '../../errors.ts';
import { Cpu } from '../numa/cpu/cpu.ts';
import { nodeOfCpu } from '../structure/node-of-cpu.ts';
import type { Structure } from '../structure/structure.ts';
import type { Account } from './account.ts';
import type { Hardware } from './hardware.ts';
import type { Variants } from './variants.ts';

/** How CPUs are made. */
export interface ProcessorShape {
  structure: Structure;
  granuleBits: number;
  /** CPUs there can be. */
  maxCpus: number;
  /** False: without the hot filter. */
  filter: boolean;
  variants: Variants | null;
}

/** The CPUs of a machine, made as the trace names them, and which of them runs at present. */
export class Processors {
  /** By number; with gaps where the trace has not named one. */
  readonly all: Cpu[];
  /** The CPU whose references and markers come. */
  current: Cpu;
  /** How many there are. */
  count = 0;
  private readonly shape: ProcessorShape;
  private readonly hardware: Hardware;
  private readonly account: Account;
  /** Regions so far: the first part of each, and how many it has. */
  private readonly regions: (readonly [part: number, parts: number])[] = [];

  /** `all`: the list that the parts of `hardware` know the CPUs from. */
  constructor(shape: ProcessorShape, hardware: Hardware, account: Account, all: Cpu[]) {
    this.shape = shape;
    this.hardware = hardware;
    this.account = account;
    this.all = all;
    this.current = this.of(0);
  }

  /** The CPU of this number, a new one at first. Throws UserError if the machine cannot have so many. */
  of(number: number): Cpu {
    const known = this.all[number];
    if (known !== undefined) return known;
    const { structure, granuleBits, maxCpus, filter, variants } = this.shape;
    if (number >= maxCpus)
      throw new UserError(`the trace names CPU ${number}; it should have ${maxCpus} CPUs (0 to ${maxCpus - 1})`);
    const { pages, directory, supervisor } = this.hardware;
    const node = nodeOfCpu(structure, pages.memory.nodes, number);
    const place = { number, node, directory, ...(variants === null ? {} : { variants: variants.forCpu() }) };
    const cpu = new Cpu(structure, granuleBits, pages, supervisor, place, filter);
    for (const region of this.regions) cpu.define(...region);
    this.account.charge(cpu);
    this.all[number] = cpu;
    this.count++;
    return cpu;
  }

  /** A region of the trace, or a part of one, appears: its parts. */
  define(part: number, parts: number): void {
    this.regions.push([part, parts]);
    for (const each of this.all) each?.define(part, parts);
  }

  /** The batch with this many words is done. */
  advance(words: number): void {
    for (const cpu of this.all) cpu?.advance(words);
  }

  /** A gap in the recording: what caches and TLBs held is out of date. Dirty lines are written back before. */
  clear(): void {
    for (const cpu of this.all) {
      cpu?.flush();
      cpu?.clear();
    }
  }

  /** Writes all dirty lines back. */
  flush(): void {
    for (const cpu of this.all) cpu?.flush();
  }
}
