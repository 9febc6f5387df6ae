import { HOOK_KINDS } from '../../../src/trace/recorder/system/hooks.ts';
import { fromData } from '../block.ts';
import { table } from '../markdown.ts';

/** How a guest's events are found. */
function hooks(): string {
  const rows = HOOK_KINDS.map(({ gives, functions, firstOnly, how, needs }) => [
    gives,
    functions.map((name) => `\`${name}\``).join(firstOnly ? ', else ' : ', '),
    needs === undefined ? how : `${how} (by vmcoreinfo)`,
  ]);
  return table(['what is recorded', 'functions', 'what is looked at in them'], 'lll', rows);
}

export const HOOKS = fromData({ hooks });
