import type { Listener } from '../bytes/ahead/journal.ts';
import type { LackeySink } from './remarks.ts';

/** What a scanner tells beside accesses, as calls in a journal. */
const Call = { command: 0, thread: 1, syscall: 2, sysret: 3 } as const;

/** A sink that tells a listener, such as a journal, what it is told. */
export const takenDown = (listener: Listener): LackeySink => ({
  accesses: (block) => listener.accesses(block),
  command: (pid, text) => listener.call(Call.command, pid, 0, 0, text),
  thread: (pid, tid) => listener.call(Call.thread, pid, tid, 0, ''),
  syscall: (pid, tid, number, name) => listener.call(Call.syscall, pid, tid, number, name),
  sysret: (pid, tid, number, result) => listener.call(Call.sysret, pid, tid, number, result),
});

/** What tells a sink again what was taken down. */
export const retold = (sink: LackeySink): Listener => ({
  accesses: (block) => sink.accesses(block),
  call(kind, pid, tid, number, text) {
    if (kind === Call.command) sink.command(pid, text);
    else if (kind === Call.thread) sink.thread(pid, tid);
    else if (kind === Call.syscall) sink.syscall(pid, tid, number, text);
    else sink.sysret(pid, tid, number, text);
  },
});
