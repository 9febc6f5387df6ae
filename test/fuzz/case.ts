import type { Outcome } from '../command-line.ts';
import type { Chance } from './chance.ts';

/** What is done with one fuzzed input: files in an empty folder, and the commands that are given them, one after the other. */
export interface Case {
  /** Relative name (a `/` makes folders) → content. */
  files: Record<string, Buffer>;
  /** Arguments of `disco`; a file is named by its relative name. */
  commands: readonly (readonly string[])[];
  /** Standard input of the commands, if any. */
  input?: Buffer;
  /** What is wrong with the outcomes, beyond what is wrong with any command's (`faultOf`); undefined if nothing is. */
  judge?(outcomes: readonly Outcome[]): string | undefined;
}

/** A kind of input: what is outside the program and comes in by one door. */
export interface Subject {
  name: string;
  /** Draws a case. */
  draw(chance: Chance): Case;
}
