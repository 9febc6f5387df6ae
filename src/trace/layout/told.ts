import type { Listener } from '../bytes/ahead/journal.ts';
import type { LayoutSink } from './scanner.ts';

const CONTEXT = 0;

/** A sink that tells a listener, such as a journal, what it is told. */
export const takenDown = (listener: Listener): LayoutSink => ({
  accesses: (block) => listener.accesses(block),
  context: ({ cpu, thread, task }) => listener.call(CONTEXT, cpu, thread, task, ''),
});

/** What tells a sink again what was taken down. */
export const retold = (sink: LayoutSink): Listener => ({
  accesses: (block) => sink.accesses(block),
  call: (_context, cpu, thread, task) => sink.context({ cpu, thread, task }),
});
