import { textOfLatin1 } from '../bytes/latin1.ts';
import { type CsvEvent, parseEvent, REGION_FLAGS } from './events.ts';
import { decimal } from './fields.ts';

/** Address space of the first task, which threads share: those of one recording are one process. */
const FIRST_SPACE = 1;
/** Texts of the `info` column remembered with their meaning. */
const MAX_KNOWN = 4096;

/** What the `info` column of an event row means: see `Row`. */
export interface Meaning {
  events: readonly CsvEvent[];
  claim: string | undefined;
  space: number | undefined;
  segment: number | undefined;
}

/** That of a row without an event, which says how far its CPU has come. */
export const NOTHING: Meaning = { events: [], claim: undefined, space: undefined, segment: undefined };

/** Meanings of the texts of `info` columns, each found out once. */
export class Meanings {
  private readonly known = new Map<string, Meaning>();

  /** Of a text decoded as Latin-1; undefined where it means nothing. */
  of(info: string): Meaning | undefined {
    let meaning = this.known.get(info);
    if (meaning !== undefined) return meaning;
    meaning = meaningOf(textOfLatin1(info));
    if (meaning === undefined) return undefined;
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    // A copy: a part of a line would keep the whole of it.
    this.known.set(Buffer.from(info, 'latin1').toString('latin1'), meaning);
    return meaning;
  }
}

function meaningOf(info: string): Meaning | undefined {
  const [name, ...args] = info.split(' ');
  if (name === 'segment') {
    const segment = flagsOf(args);
    return segment === undefined ? undefined : { ...NOTHING, segment };
  }
  if (name === 'task' || name === 'thread') {
    if (args.length !== 1) return undefined;
    return name === 'task' ? { ...NOTHING, claim: args[0] } : { ...NOTHING, space: FIRST_SPACE };
  }
  if (name === 'space') {
    const space = args.length === 1 ? decimal(args[0]) : undefined;
    return space === undefined || space < FIRST_SPACE ? undefined : { ...NOTHING, space };
  }
  const events = parseEvent(info);
  return events && { ...NOTHING, events };
}

/** The flags that `segment`'s words name; without any, the region is an ordinary one. */
function flagsOf(names: readonly string[]): number | undefined {
  let flags = 0;
  for (const name of names) {
    const flag = REGION_FLAGS.get(name);
    if (flag === undefined) return undefined;
    flags |= flag;
  }
  return flags;
}
