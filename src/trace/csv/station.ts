/** The thread that scans our CSV ahead. */
import { begin } from '../bytes/ahead/begin.ts';
import { CsvScanner, type Make } from './scanner.ts';
import { takenDown } from './told.ts';

begin<Make>((journal, make) => new CsvScanner(make, takenDown(journal)));
