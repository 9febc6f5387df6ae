import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Found } from './fuzz.ts';

/** Writes an input that failed into a folder of its own: its files, the commands and what was wrong. */
export function keep(folder: string, { subject, number, fault, case: { files, commands, input } }: Found): void {
  const place = join(folder, `${subject}-${number}`);
  for (const [name, bytes] of Object.entries({ ...files, ...(input === undefined ? {} : { stdin: input }) })) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), bytes);
  }
  writeFileSync(join(place, 'fault.json'), JSON.stringify({ fault, commands }, null, 1));
}
