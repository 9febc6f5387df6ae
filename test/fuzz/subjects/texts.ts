import { FORMATS } from '../../../src/trace/formats.ts';
import type { Subject } from '../case.ts';
import type { Chance } from '../chance.ts';
import { damagedBytes, damagedText } from '../damage.ts';
import { SEEDS } from '../seeds.ts';

const names = Object.keys(SEEDS);
const texts = names.filter((name) => /\.(csv|din|lackey|txt)$/.test(name)).map((name) => SEEDS[name].toString());
const NAMES = [...FORMATS, 'nonsense'];
const LAYOUTS = [
  'ip: op(R|W) address(hex) [size]',
  'op(L|S)@address,size',
  "..'mem-'op(loads=load)..: address ..",
  '{line: ["count load(dec)"], comments: "!", skipLines: 1}',
];

/** Mostly a seed with something wrong in it; now and then bytes without sense. */
function content(chance: Chance, name: string): Buffer {
  if (chance.once(40)) return Buffer.from(Array.from({ length: chance.below(300) }, () => chance.below(256)));
  if (/\.(gz|zst|arrow|champsim|trace)$/.test(name)) return damagedBytes(chance, SEEDS[name]);
  return Buffer.from(damagedText(chance, SEEDS[name].toString(), texts));
}

/** Traces as people and programs write them. What is read from a file is read from standard input to the same end. */
export const TEXTS: Subject = {
  name: 'traces',
  draw(chance) {
    const name = chance.pick(names);
    const bytes = content(chance, name);
    const format = chance.pick<() => string[]>([
      ...Array(10).fill(() => []),
      () => ['--format', chance.pick(NAMES)],
      () => [`--layout=${damagedText(chance, chance.pick(LAYOUTS)).replaceAll('\0', '')}`],
    ])();
    const command = chance.pick([
      ['trace', 'validate', name, ...format],
      ['trace', 'validate', name, ...format],
      ['trace', 'info', name, ...format],
      ['trace', 'head', name, ...format],
      [
        'trace',
        'convert',
        name,
        `out.${chance.pick(['csv', 'din', 'lackey', 'arrow', 'champsim', 'csv.zst'])}`,
        ...format,
      ],
      ['kernel', name, ...format],
      ...(chance.once(4)
        ? [['replay', name, '--structure', chance.pick(['dinero', 'flash', 'irix', 'disco']), '--json', ...format]]
        : []),
    ]);
    return {
      files: { [name]: bytes },
      commands: [command, command.map((each) => (each === name ? '-' : each))],
      input: bytes,
      judge: ([file, stream]) =>
        file.code === stream.code || name.endsWith('.champsim') // which the name tells, and nothing else may
          ? undefined
          : `exit code ${file.code} from a file, ${stream.code} from standard input: ${file.stderr} ${stream.stderr}`,
    };
  },
};
