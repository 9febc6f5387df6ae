/** What stands before each fact of a trace, and what the fact is. */
export const TRACE_WORDS = {
  trace: 'Where the trace comes from: a file, a program that was recorded, or a command that makes it.',
  recorded: 'The command line of the program that was recorded.',
  catalogue: 'The name under which a trace comes along, and what it is (`disco show trace NAME`).',
  provenance: 'The program and where its text is from; the machine that it ran on; who recorded it, and with what.',
  format: 'The format of the recording; whether it has programs alone (`user level`) or their kernel, too (`full system`); the processor whose addresses it has, `flat` where these say nothing of segments; its CPUs.',
  level: 'In `disco trace info` a line of its own: `user` or `system`, and the processor.',
  references: 'References to memory in the trace: fetches of instructions, loads and stores.',
  instructions: 'Instructions in the trace.',
  events: 'Words of the trace that are no reference, such as system calls (`disco trace info`).',
  tasks: 'Processes and threads (`disco trace info`).',
  memory: 'How many regions of addresses were touched (`disco trace info`).',
  windows: 'Parts of the recording without a gap, where there are several (`disco trace info`).',
  measured: 'What the numbers below are of: instructions, or references where the trace has no instructions, without the warm-up. Those of the kernel that the guest inserted are among them.',
  note: 'What else there is to know: what is missing, what was added, what was assumed.',
} as const; // biome-ignore format: sentences
export type TraceWord = keyof typeof TRACE_WORDS;
