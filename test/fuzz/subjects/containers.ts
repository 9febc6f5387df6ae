import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC, uint16, uint32 } from '@uwdata/flechette';
import { TRACE_KEY } from '../../../src/trace/arrow/write.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { MARKERS } from '../../../src/trace/words/markers.ts';
import { temporaryFolder } from '../../temporary.ts';
import type { Subject } from '../case.ts';
import type { Chance } from '../chance.ts';
import { SEEDS } from '../seeds.ts';

const seed = join(temporaryFolder('containers'), 'seed.arrow');
writeFileSync(seed, SEEDS['seed.arrow']);
const trace = await openTrace(seed, { details: true });
const WORDS: number[] = [];
const DETAILS: number[] = [];
for await (const { words, details } of trace.batches()) {
  WORDS.push(...words);
  DETAILS.push(...details);
}
const METADATA = new Map([[TRACE_KEY, JSON.stringify({ version: 1, header: trace.header })]]);

const TYPES = Object.values(MARKERS).map(({ code }) => code);
const NUMBERS = [0, 1, 2, 127, 128, 255, 1023, 65535, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A word that might stand in a trace: a reference anywhere, any marker with any operand, a number. */
function anyWord(chance: Chance): number {
  const marker =
    ((chance.once(2) ? chance.pick(NUMBERS) & 0xffffff : chance.below(1 << 24)) << 8) |
    (chance.pick(TYPES) << 2) |
    Kind.marker;
  return chance.pick([marker >>> 0, chance.word(), chance.pick(NUMBERS)]);
}

function damaged(chance: Chance): { words: number[]; details: number[] } {
  const [words, details] = [WORDS.slice(), DETAILS.slice()];
  for (let changes = 1 + chance.below(3); changes > 0 && words.length > 0; changes--) {
    const at = chance.below(words.length);
    switch (chance.below(6)) {
      case 0:
        words[at] = (words[at] ^ (1 << chance.below(32))) >>> 0;
        break;
      case 1:
        words[at] = anyWord(chance);
        break;
      case 2:
        words.splice(at, 0, anyWord(chance));
        details.splice(at, 0, chance.below(1 << 16));
        break;
      case 3:
        words.splice(at, 1);
        details.splice(at, 1);
        break;
      case 4:
        [words.length, details.length] = [at, at];
        break;
      default: {
        const [from, length] = [chance.below(words.length), 1 + chance.below(8)];
        words.splice(at, 0, ...words.slice(from, from + length));
        details.splice(at, 0, ...details.slice(from, from + length));
      }
    }
  }
  return { words, details };
}

/** Containers that another program wrote, with words that may be wrong: whatever `validate` refuses, nothing else takes. */
export const CONTAINERS: Subject = {
  name: 'containers',
  draw(chance) {
    const { words, details } = damaged(chance);
    const table = tableFromArrays(
      { word: Uint32Array.from(words), detail: Uint16Array.from(details) },
      { types: { word: uint32(), detail: uint16() } },
    );
    table.schema.metadata = METADATA;
    return {
      files: { 'words.arrow': Buffer.from(tableToIPC(table, { format: 'file' }) as Uint8Array) },
      commands: [
        ['trace', 'validate', 'words.arrow'],
        ['replay', 'words.arrow', '--structure', chance.pick(['dinero', 'flash', 'irix', 'disco'])],
        ['trace', 'convert', 'words.arrow', chance.pick(['out.csv', 'out.arrow', 'out.din'])],
      ],
      judge([validate, ...others]) {
        const taken = others.findIndex(({ code }) => code !== validate.code);
        if (taken < 0) return undefined;
        return `validate says ${validate.code} (${validate.stderr.slice(0, 200)}), command ${taken + 1} says ${others[taken].code} ${others[taken].stderr.slice(0, 200)}`;
      },
    };
  },
};
