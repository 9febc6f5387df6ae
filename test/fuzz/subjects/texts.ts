import type { Subject } from '../case.ts';
import type { Chance } from '../chance.ts';
import { damagedBytes, damagedText } from '../damage.ts';
import { SEEDS } from '../seeds.ts';

const names = Object.keys(SEEDS);
const texts = names.filter((name) => /\.(csv|din|lackey)$/.test(name)).map((name) => SEEDS[name].toString());
const FORMATS = ['arrow', 'csv', 'lackey', 'din-d', 'din-D', 'din-b', 'nonsense'];

/** Mostly a seed with something wrong in it; now and then bytes without sense. */
function content(chance: Chance, name: string): Buffer {
  if (chance.once(40)) return Buffer.from(Array.from({ length: chance.below(300) }, () => chance.below(256)));
  if (/\.(gz|zst|arrow)$/.test(name)) return damagedBytes(chance, SEEDS[name]);
  return Buffer.from(damagedText(chance, SEEDS[name].toString(), texts));
}

/** Traces as people and programs write them. What is read from a file is read from standard input to the same end. */
export const TEXTS: Subject = {
  name: 'traces',
  draw(chance) {
    const name = chance.pick(names);
    const bytes = content(chance, name);
    const format = chance.once(10) ? ['--format', chance.pick(FORMATS)] : [];
    const command = chance.pick([
      ['trace', 'validate', name, ...format],
      ['trace', 'validate', name, ...format],
      ['trace', 'info', name, ...format],
      ['trace', 'head', name, ...format],
      ['trace', 'convert', name, `out.${chance.pick(['csv', 'din', 'lackey', 'arrow', 'csv.zst'])}`, ...format],
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
        file.code === stream.code
          ? undefined
          : `exit code ${file.code} from a file, ${stream.code} from standard input: ${file.stderr} ${stream.stderr}`,
    };
  },
};
