import { KINDS } from '../../../src/commands/show/kinds/index.ts';
import { enumerate } from '../../../src/report/text/words.ts';
import { fromData } from '../block.ts';

/** Kinds of documents that `disco show` has a schema of. */
const kinds = (): string => {
  const having = KINDS.flatMap(({ name, schema }) => (schema === undefined ? [] : [`\`${name}\``]));
  return `The kinds of documents that have a schema are ${enumerate(having)}.`;
};

export const SCHEMA_KINDS = fromData({ 'schema-kinds': kinds });
