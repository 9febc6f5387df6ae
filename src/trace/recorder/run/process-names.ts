import { type Note, remark } from '../../words/trace.ts';

/** Processes listed in the trace's notes; all of them are in remarks among its records. */
const MAX_NAMES = 20;
const count = (n: number): string => n.toLocaleString('en-US');

/** Which processes there were: the first few, for people; the remarks among the records name all of them in full. */
export class ProcessNames {
  private readonly names: string[] = [];
  private all = 0;

  add(text: string): void {
    this.all++;
    if (this.names.length < MAX_NAMES) this.names.push(short(text, 160));
  }

  notes(): Note[] {
    const notes = this.names.map(remark);
    const others = this.all - this.names.length;
    if (others > 0) notes.push(remark(`and ${count(others)} further forks and programs, named in the trace's remarks`));
    return notes;
  }
}

export const short = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
