import type { Note } from '../words/trace.ts';

/** The notes of a trace that can be read several times: each reading's take the place of the last one's; all others stay. */
export class ReadingNotes {
  private readonly all: Note[];
  private readonly own = new Set<Note>();

  /** `all`: the trace's notes. */
  constructor(all: Note[]) {
    this.all = all;
  }

  /** A reading begins. */
  begin(): void {
    const others = this.all.filter((note) => !this.own.has(note));
    this.all.splice(0, this.all.length, ...others);
    this.own.clear();
  }

  push(...notes: Note[]): void {
    for (const note of notes) this.own.add(note);
    this.all.push(...notes);
  }
}
