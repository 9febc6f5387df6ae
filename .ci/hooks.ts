import { readFileSync, writeFileSync } from 'node:fs';
import { HOOK_KINDS } from '../src/trace/recorder/system/hooks.ts';
import { between, table } from './markdown.ts';

/** The table of how a guest's events are found, in docs/how-to/recording.md: `node .ci/hooks.ts` writes it where it stands, between its marks. */
const DOCUMENT = new URL('../docs/how-to/recording.md', import.meta.url);

/** The document with the table as it is now. */
export function withHooks(document: string): string {
  const rows = HOOK_KINDS.map(({ gives, functions, firstOnly, how, needs }) => [
    gives,
    functions.map((name) => `\`${name}\``).join(firstOnly ? ', else ' : ', '),
    needs === undefined ? how : `${how} (by vmcoreinfo)`,
  ]);
  return between(document, 'hooks', 'hooks.ts', table(['what is recorded', 'functions', 'what is looked at in them'], 'lll', rows)); // biome-ignore format: a line
}

if (import.meta.main) writeFileSync(DOCUMENT, withHooks(readFileSync(DOCUMENT, 'utf8')));
