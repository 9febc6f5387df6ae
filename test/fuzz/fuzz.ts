import type { Case, Subject } from './case.ts';
import { Chance } from './chance.ts';
import { Victim } from './victims.ts';

/** An input that was not answered as it should be. */
export interface Found {
  subject: string;
  number: number;
  fault: string;
  case: Case;
}

export interface FuzzOptions {
  subjects: readonly Subject[];
  seed: number;
  /** The first input's number; default 0. */
  first?: number;
  inputs: number;
  /** Processes at the same time; default 1. */
  victims?: number;
  onFault(found: Found): void;
  onProgress?(done: number): void;
}

/** Tries inputs, each subject in turn, and tells of those that fail. Returns how many were tried. */
export async function fuzz({
  subjects,
  seed,
  first = 0,
  inputs,
  victims = 1,
  onFault,
  onProgress,
}: FuzzOptions): Promise<number> {
  let next = first;
  let done = 0;
  const work = async (): Promise<void> => {
    const victim = new Victim();
    try {
      while (next < first + inputs) {
        const number = next++;
        const subject = subjects[number % subjects.length];
        const drawn = subject.draw(new Chance(Math.imul(seed, 0x9e3779b1) + number));
        const fault = await victim.try(drawn);
        if (fault !== undefined) onFault({ subject: subject.name, number, fault, case: drawn });
        done++;
        onProgress?.(done);
      }
    } finally {
      victim.stop();
    }
  };
  await Promise.all(Array.from({ length: victims }, work));
  return done;
}
