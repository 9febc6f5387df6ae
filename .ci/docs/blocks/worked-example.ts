import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromCommands, fromData } from '../block.ts';
import { indented, printed } from '../command-line.ts';

const FOLDER = new URL('../../../docs/explanation/worked-example/', import.meta.url);
const COMMAND = 'compare trace.csv -s irix.yaml,disco.yaml --costs costs.yaml';

const file = (name: string) => (): string => indented(readFileSync(new URL(name, FOLDER), 'utf8'));

/** The files of docs/explanation/worked-example/, and what they come to. */
export const WORKED_EXAMPLE = {
  ...fromData({
    'worked-example-trace': file('trace.csv'),
    'worked-example-machine': file('machine.yaml'),
    'worked-example-irix': file('irix.yaml'),
    'worked-example-disco': file('disco.yaml'),
    'worked-example-costs': file('costs.yaml'),
  }),
  ...fromCommands({
    'worked-example-output': () =>
      indented(`$ disco ${COMMAND}\n\n${printed(COMMAND.split(' '), fileURLToPath(FOLDER))}`),
  }),
};
