/** The thread that scans lackey's text ahead; begun with the name of the input. */
import { begin } from '../bytes/ahead/begin.ts';
import { LackeyScanner } from './scanner.ts';
import { takenDown } from './told.ts';

begin<string>((journal, name) => new LackeyScanner(name, takenDown(journal)));
