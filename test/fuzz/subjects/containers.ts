import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTrace } from '../../../src/trace/open.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { MARKERS } from '../../../src/trace/words/markers.ts';
import { temporaryFolder } from '../../temporary.ts';
import { forge } from '../../trace/arrow/forge.ts';
import type { Case, Subject } from '../case.ts';
import type { Chance } from '../chance.ts';
import { SEEDS } from '../seeds.ts';

const path = join(temporaryFolder('containers'), 'words.arrow');
writeFileSync(path, SEEDS['seed.arrow']);
const trace = await openTrace(path, { details: true });
const WORDS: number[] = [];
const DETAILS: number[] = [];
for await (const { words, details } of trace.batches()) {
  WORDS.push(...words);
  DETAILS.push(...details);
}

const TYPES = Object.values(MARKERS).map(({ code }) => code);
const NUMBERS = [0, 1, 2, 127, 128, 255, 1023, 65535, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A word that might stand in a trace: a reference anywhere, any marker with any operand, a number. */
function anyWord(chance: Chance): number {
  const operand = chance.once(2) ? chance.pick(NUMBERS) & 0xffffff : chance.below(1 << 24);
  const marker = ((operand << 8) | (chance.pick(TYPES) << 2) | Kind.marker) >>> 0;
  return chance.pick([marker, chance.word(), chance.pick(NUMBERS)]);
}

/** The seed's words after some changes: bits flipped, words replaced, put in, gone, repeated. */
function damaged(chance: Chance): { words: number[]; details: number[] } {
  const [words, details] = [WORDS.slice(), DETAILS.slice()];
  for (let changes = 1 + chance.below(3); changes > 0 && words.length > 0; changes--) {
    const at = chance.below(words.length);
    const splice = (gone: number, newWords: number[], newDetails: number[]): void => {
      words.splice(at, gone, ...newWords);
      details.splice(at, gone, ...newDetails);
    };
    switch (chance.below(6)) {
      case 0:
        words[at] = (words[at] ^ (1 << chance.below(32))) >>> 0;
        break;
      case 1:
        words[at] = anyWord(chance);
        break;
      case 2:
        splice(0, [anyWord(chance)], [chance.below(1 << 16)]);
        break;
      case 3:
        splice(1, [], []);
        break;
      case 4:
        splice(words.length, [], []);
        break;
      default: {
        const from = chance.below(words.length);
        const to = from + 1 + chance.below(8);
        splice(0, words.slice(from, to), details.slice(from, to));
      }
    }
  }
  return { words, details };
}

/**
 * Containers with words that may be wrong, without checksums, as other programs write them, or with checksums that are right of wrong words.
 * Of the former, whatever `validate` refuses, nothing else takes.
 */
export const CONTAINERS: Subject = {
  name: 'containers',
  draw(chance) {
    const { words, details } = damaged(chance);
    const sums = chance.pick(['absent', 'recomputed'] as const);
    const batch = { words: Uint32Array.from(words), details: Uint16Array.from(details) };
    forge(path, trace.header, words.length === 0 ? [] : [batch], trace.totals!, { sums });
    const others = [
      ['replay', 'words.arrow', '--structure', chance.pick(['dinero', 'flash', 'irix', 'disco'])],
      ['trace', 'convert', 'words.arrow', chance.pick(['out.csv', 'out.arrow', 'out.din'])],
    ];
    const files = { 'words.arrow': readFileSync(path) };
    if (sums === 'recomputed') return { files, commands: others };
    return { files, commands: [['trace', 'validate', 'words.arrow'], ...others], judge };
  },
};

const judge: NonNullable<Case['judge']> = ([validate, ...others]) => {
  const other = others.find(({ code }) => code !== validate.code);
  if (other === undefined) return undefined;
  return `validate ends in ${validate.code} (${validate.stderr.slice(0, 200)}), a reader in ${other.code} (${other.stderr.slice(0, 200)})`;
};
