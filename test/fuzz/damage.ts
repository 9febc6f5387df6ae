import type { Chance } from './chance.ts';

/** Numbers at which programs break, as texts. */
const NUMBERS = [
  ...['0', '-1', '1', '255', '256', '65535', '65536', '2147483648', '4294967295', '4294967296'],
  ...[
    '9007199254740993',
    '18446744073709551615',
    '18446744073709551616',
    '1e308',
    '1e999',
    '-0',
    'NaN',
    '0x',
    '7fffffff',
  ],
  ...['ffffffffffffffff', 'fffffffffffffffff', '10000000000000000', '1.5', '1_000', '१२', '9'.repeat(400)],
];

/** Texts that mean something to a terminal, a page, a spreadsheet, a parser or an object. */
const TEXTS = [
  ...['\x1b[31m', '\x1b]0;title\x07', '\x9b2J', '\x07', '\x00', '\r', '\u202e', '\u2028', '\ufeff', '\ud800', 'é', '𝔸'],
  ...['</script>', '<b>', '&amp;', '"', "'", '=1+1', '+1', '-1', '@x', '\t', ',', ';', '#', '%', '%s', '\\', '`'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'undefined',
    'null',
    'true',
    '[object Object]',
    '',
    ' ',
    '..',
    '/',
    '-',
    '--',
  ],
  ...[
    'x'.repeat(3000),
    ' '.repeat(3000),
    '\n'.repeat(300),
    '['.repeat(500),
    '{a: '.repeat(200),
    '&a [*a, *a]',
    '<<: *a',
  ],
];

/** A text with a few things changed in it: letters, words, lines, its end. */
export function damagedText(chance: Chance, text: string, others: readonly string[] = []): string {
  let result = text;
  for (let changes = 1 + chance.below(3); changes > 0; changes--) result = damageOnce(chance, result, others);
  return result;
}

function damageOnce(chance: Chance, text: string, others: readonly string[]): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(9)) {
    case 0: // one letter becomes another
      return text.slice(0, at) + String.fromCharCode(chance.below(0x180)) + text.slice(at + 1);
    case 1: // something is put in
      return text.slice(0, at) + chance.pick(chance.once(2) ? NUMBERS : TEXTS) + text.slice(at);
    case 2: // it ends here
      return text.slice(0, at);
    case 3:
      return replaceWord(chance, text, /\d[\da-fx]*/gi, chance.pick(NUMBERS));
    case 4:
      return replaceWord(chance, text, /[a-z]\w*/gi, chance.pick(TEXTS));
    case 5: // a line is gone, or there twice
      return lines(chance, text, (all, i) => all.splice(i, 1, ...(chance.once(2) ? [] : [all[i], all[i]])));
    case 6: // two lines change places
      return lines(chance, text, (all, i) => all.splice(chance.below(all.length), 0, ...all.splice(i, 1)));
    case 7: // a word becomes another of this text's words
      return replaceWord(chance, text, /\w+/g, chance.pick(text.match(/\w+/g) ?? ['']));
    default: {
      // the end of another text
      const other = others.length === 0 ? text : chance.pick(others);
      return text.slice(0, at) + other.slice(chance.below(other.length + 1));
    }
  }
}

function replaceWord(chance: Chance, text: string, words: RegExp, by: string): string {
  const found = [...text.matchAll(words)];
  if (found.length === 0) return text + by;
  const { index, 0: word } = chance.pick(found);
  return text.slice(0, index) + by + text.slice(index + word.length);
}

function lines(chance: Chance, text: string, change: (all: string[], i: number) => void): string {
  const all = text.split('\n');
  change(all, chance.below(all.length));
  return all.join('\n');
}

/** Bytes with a few changed: bits flipped, a stretch gone, doubled or made the same, the end cut off or something behind it. */
export function damagedBytes(chance: Chance, bytes: Buffer): Buffer {
  let result = Buffer.from(bytes);
  for (let changes = 1 + chance.below(3); changes > 0; changes--) {
    const at = chance.below(result.length + 1);
    const length = 1 + chance.below(chance.once(2) ? 8 : 200);
    const [before, stretch, behind] = [
      result.subarray(0, at),
      result.subarray(at, at + length),
      result.subarray(at + length),
    ];
    switch (chance.below(7)) {
      case 0:
        if (at < result.length) result[at] ^= 1 << chance.below(8);
        break;
      case 1:
        if (at < result.length) result[at] = chance.pick([0, 0xff, 0x7f, 0x80, 10, chance.below(256)]);
        break;
      case 2:
        result = Buffer.concat([before, behind]);
        break;
      case 3:
        result = Buffer.concat([before, stretch, stretch, behind]);
        break;
      case 4:
        stretch.fill(chance.pick([0, 0xff]));
        break;
      case 5:
        result = Buffer.from(before);
        break;
      default:
        result = Buffer.concat([result, Buffer.alloc(length, chance.below(256))]);
    }
  }
  return result;
}
