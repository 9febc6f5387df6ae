import { z } from 'zod';
import { label, text } from '../../config/labels.ts';
import { type ConfigKind, loadLocated } from '../../config.ts';
import { PRESET_FOLDERS } from '../../presets.ts';
import { MOST_INSTRUCTIONS } from '../../replay/structure/shapes/sets.ts';
import { CLOCK, clockOf } from './clock.ts';

/** Losses of a scenario, and numbers of a list in one, at most. */
const MOST_LOSSES = 64;
const MOST_NUMBERS = 128;

const numbers = (most: number) => z.array(z.int().min(0).max(most)).max(MOST_NUMBERS).default([]);
/** Megabytes up to 16 TiB, sixteen times what the 40 bits of a machine address reach. */
const megabytes = z
  .number()
  .min(0)
  .max(2 ** 24);

const ScenarioLoss = z.strictObject({
  at: z
    .union([z.int().min(0).max(MOST_INSTRUCTIONS), z.string().max(40).regex(CLOCK, 'expected instructions of all CPUs, such as 200000 or 200k, or percent of the trace, such as 50%')])
    .describe('When: instructions of all CPUs until then (200000, 200k), or percent of the trace ("50%").'),
  nodes: numbers(127).describe('Nodes, with their CPUs, their memory, and the disks that hang on them.'),
  cpus: numbers(127).describe('CPUs.'),
  disks: numbers(2 ** 32 - 1).describe('Disks, by their number in the trace.'),
  memory: z
    .strictObject({
      node: z.int().min(0).max(127).describe('The node it is on.'),
      from: megabytes.describe('Where it begins, in MB of what the node has handed out.'),
      to: megabytes.describe('Where it ends, in MB.'),
    })
    .optional()
    .describe('A range of a node’s memory.'),
}); // biome-ignore format: a line
export type ScenarioLoss = z.infer<typeof ScenarioLoss>;

/** What is lost, and when: one document. */
export const Scenario = z
  .strictObject({
    name: label.default('scenario').describe('What reports call it.'),
    description: text.optional().describe('One line for people.'),
    losses: z
      .array(ScenarioLoss)
      .min(1)
      .max(MOST_LOSSES)
      .describe('In any order; those at one moment are one loss, later ones hit what is left.'),
  })
  .superRefine(({ losses }, issues) => {
    losses.forEach((loss, n) => {
      const fail = (key: string, message: string): void => issues.addIssue({ code: 'custom', path: ['losses', n, key], message }); // biome-ignore format: a line
      const { nodes, cpus, disks, memory } = loss;
      const clock = clockOf(loss.at);
      if ('percent' in clock && clock.percent > 100) fail('at', 'expected at most 100 %, the end of the trace');
      if (memory !== undefined && memory.to <= memory.from)
        fail('memory', `expected more than ${memory.from} MB as its end`);
      if (memory === undefined && nodes.length + cpus.length + disks.length === 0)
        fail('nodes', 'nothing is lost; expected nodes, cpus, disks or memory');
    });
  });
export type Scenario = z.infer<typeof Scenario>;

export const SCENARIOS: ConfigKind<Scenario> = {
  noun: 'scenario',
  annotated: true,
  schema: Scenario,
  presets: PRESET_FOLDERS.scenario,
};

/** A scenario, and what messages call the place of each of its losses. */
export interface LocatedScenario {
  readonly name: string;
  readonly losses: readonly ScenarioLoss[];
  place(loss: number, key: keyof ScenarioLoss): string;
}

/** A scenario by preset name or file. Throws UserError with file:line:column. */
export function loadScenario(nameOrPath: string): LocatedScenario {
  const { value, where } = loadLocated(SCENARIOS, nameOrPath);
  return { ...value, place: (loss, key) => `${where(['losses'])}: losses.${loss}.${key}` };
}
