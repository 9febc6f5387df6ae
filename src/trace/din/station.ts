/** The thread that scans din text ahead; begun with the input's name and the layout. */
import { begin } from '../bytes/ahead/begin.ts';
import { DinAccesses } from './accesses.ts';
import { DinTextScanner } from './scanner.ts';

export interface Make {
  name: string;
  layout: 'd' | 'D';
}

begin<Make>(
  (journal, { name, layout }) => new DinTextScanner(name, layout, new DinAccesses((block) => journal.accesses(block))),
);
