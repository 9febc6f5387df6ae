/** The thread that scans a text of a layout ahead; begun with the input's name and what the layout consists of. */
import { begin } from '../bytes/ahead/begin.ts';
import type { Layout } from './layout.ts';
import type { Program } from './program.ts';
import { readerOf } from './reader.ts';
import { LayoutScanner } from './scanner.ts';
import { takenDown } from './told.ts';

/** A layout as it can be sent: without the readers of its programs. */
export interface Make {
  name: string;
  programs: readonly Program[];
  layout: Omit<Layout, 'alternatives'>;
}

begin<Make>((journal, { name, programs, layout }) => {
  const alternatives = programs.map((program) => ({ program, read: readerOf(program) }));
  return new LayoutScanner(name, { ...layout, alternatives }, takenDown(journal));
});
