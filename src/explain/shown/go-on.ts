import { entryOf } from '../../entry.ts';
import { quoted } from '../../report/text/quoted.ts';
import { printable } from '../../report/text/words.ts';
import { isWorkload } from '../../trace/synthetic/index.ts';
import type { Explained } from '../explain.ts';
import { EXPLANATIONS } from '../explanations.ts';

type Asked = Pick<Explained, 'mechanism' | 'explanation' | 'trace' | 'isDefault' | 'asked' | 'options'>;

/** The command line that makes the figure again. */
export const again = ({ mechanism: { key }, trace, isDefault, asked, options }: Asked): string =>
  [`disco explain ${key}`, ...(isDefault ? [] : [`--trace ${quoted(trace)}`]), ...asked.map((each) => `--set ${quoted(each)}`), ...options].map(printable).join(' '); // biome-ignore format: a line

/** Commands to go on with: of the trace that was given, where one was, and under the same settings and options; never the one that was just carried out. */
export const goOn = (one: Asked): string[] => [
  ...new Set(one.explanation.next.flatMap((command) => onTrace(command, one)).filter((command) => command !== again(one))),
]; // biome-ignore format: a line

/** A command as it goes on; none where it sets a workload and the trace is none. */
function onTrace(command: string, { trace, isDefault, asked, options }: Asked): string[] {
  const [, verb, first] = command.split(' ');
  // Figures of the paper have traces of their own, and so has a proposal of another trace.
  if (verb === 'reproduce' || command.includes(' --trace ')) return [command];
  const other = verb === 'explain' ? entryOf(EXPLANATIONS, first) : undefined;
  const own = isDefault ? (other?.source.trace ?? first) : trace;
  if (command.includes(' workload.') && !isWorkload(own)) return [];
  const named = isDefault
    ? command
    : verb === 'explain'
      ? `${command} --trace ${quoted(trace)}`
      : command.replace(` ${first}`, () => ` ${quoted(trace)}`);
  const varies = other?.varies ?? [];
  const settings = asked.filter((each) => {
    const [path] = each.split('=');
    return !command.includes(` ${path}=`) && !varies.includes(path.replace(/^monitor\./, '')) && (isWorkload(own) || !path.startsWith('workload.'));
  });
  const taken = options.filter((each) => verb !== 'sweep' || each !== '--no-filter');
  return [[named, ...settings.map((each) => `--set ${quoted(each)}`), ...taken].map(printable).join(' ')];
} // biome-ignore format: long lines
