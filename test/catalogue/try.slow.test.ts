import { describe, expect, test } from 'vitest';
import { Shell } from '../../.ci/docs/commands/shell.ts';
import { entryOf } from '../../src/catalogue/entry.ts';
import { catalogueFacts } from '../../src/catalogue/facts.ts';

/** Traces that come along: of the others the commands begin with making them. */
const shipped = (await catalogueFacts()).flatMap(([name, facts]) => (facts === undefined ? [] : [name]));

describe('what the catalogue says to try of a trace runs', () => {
  test.each(shipped.flatMap((name) => entryOf(name)!.try.map((command) => [command])))(
    '%s',
    async (command) => {
      const shell = new Shell();
      const { code, printed } = await shell.type(command);
      shell.end();
      expect([code, printed]).toEqual([0, expect.stringMatching(/\S/)]);
    },
    600_000,
  );
});
