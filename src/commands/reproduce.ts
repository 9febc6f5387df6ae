import { type Command, Option } from 'commander';
import { UserError } from '../errors.ts';
import { EXHIBIT_NAMES, type ExhibitName } from '../reproduce/exhibits/names.ts';
import { ALL_FRESH, FRESH_NAMES, type FreshName, isFresh } from '../reproduce/fresh/names.ts';
import { type BandFlags, LONE_FLAGS } from './bands.ts';
import { withExamples } from './shared/examples.ts';
import { addSet, GROUPS, WORKERS_HELP, whole, workers } from './shared/options.ts';

interface ReproduceOptions extends BandFlags {
  bands?: boolean;
  leaveOneOut?: boolean;
  all?: boolean;
  inputs?: boolean;
  out?: string;
  machine?: string;
}

/** Flags of what is set beside the paper, and of how it is printed: each says what it does not go with. */
const OWN_FLAGS = [
  { key: 'all', flag: '--all', printed: true },
  { key: 'inputs', flag: '--inputs', printed: true },
  { key: 'out', flag: '--out', printed: false },
] as const;

/** What is named, each once; all of the paper's exhibits if nothing is. Throws a UserError. */
async function exhibitsOf(named: readonly string[]): Promise<{ exhibits: readonly ExhibitName[]; fresh: FreshName[] }> {
  const { meantExhibit } = await import('./pointers/exhibit.ts');
  const all: readonly string[] = [...EXHIBIT_NAMES, ...FRESH_NAMES, ALL_FRESH];
  const names = named.flatMap((text, n) => {
    const known = all.find((name) => name === text.toLowerCase());
    if (known !== undefined) return known === ALL_FRESH ? FRESH_NAMES : [known];
    const meant = meantExhibit(text, all, named[n + 1]);
    throw new UserError(`no such exhibit ${JSON.stringify(text)}${meant}; known: ${all.join(', ')}`);
  });
  const exhibits = names.filter((name): name is ExhibitName => !isFresh(name));
  return { exhibits: names.length === 0 ? EXHIBIT_NAMES : [...new Set(exhibits)], fresh: [...new Set(names.filter(isFresh))] }; // biome-ignore format: a record
}

export function addReproduce(program: Command): void {
  const command = program
    .command('reproduce')
    .description(
      "Set ours beside the paper's: published, predicted, difference, and what was fitted. All are of the paper's machine, FLASH: disco compare synthetic:pmake --machine NAME replays its workloads on another.",
    )
    .argument(
      '[exhibits...]',
      `of the paper: ${EXHIBIT_NAMES.join(', ')}; all of them unless named. Of others: ${FRESH_NAMES.join(', ')}; ${ALL_FRESH}: all of these`,
    );
  addSet(
    command.optionsGroup('What is changed:'),
    'every structure (of the monitor in Disco alone), of the costs, or of the workloads (workload.seed=2)',
  )
    .addOption(new Option('--machine <name|file>').hideHelp())
    .optionsGroup('How sure it is:')
    .option(
      '--bands',
      'what each number may be, by the priors of what is assumed: 5, 50 and 95 %, and what that hangs on',
    )
    .option('--draws <n>', 'make the bands here, of so many structural draws: 1 to 64', whole('--draws', 1, 64))
    .option('--cost-draws <n>', 'draws of the costs for each: 1 to 64', whole('--cost-draws', 1, 64))
    .option('--seed <n>', 'of the draws', whole('--seed', 0, 1_000_000))
        .option('--store <folder>', 'where the counts of draws are kept; .disco/counts unless given')
    .option(
      '--leave-one-out',
      'fit one constant to one bar and predict the others, bar by bar (fig5, fig7, fig8); exit status 1 where that misses; --json: the folds',
  )
    .optionsGroup(GROUPS.running)
    .option('--workers <n>', WORKERS_HELP, workers)
    .optionsGroup(GROUPS.output)
    .option('--all', 'print every row, where no exhibit is named')
    .option('--inputs', 'print what was fitted, and to what')
    .option('-o, --out <folder>', 'write reproduction.html, predictions and charts, published beside ours, into this folder') // biome-ignore format: a line
    .option(
      '--json',
      'print an array of { exhibit, workload, configuration, segment, published, predicted, fitted, verdict }; of before and status, too, where something is set',
    )
    .action(async (named: string[], options: ReproduceOptions) => {
      const { json, bands, leaveOneOut, all: _, inputs: __, out, ...given } = options;
      checkFlags(options);
      const { exhibits, fresh } = await exhibitsOf(named);
      if (options.machine !== undefined || options.set.some((each) => each.startsWith('machine=')))
        (await import('./another-machine.ts')).refuseMachine(options, exhibits);
      const other = bands
        ? '--bands: there are none'
        : leaveOneOut
          ? '--leave-one-out: there are no folds'
          : out !== undefined
            ? '--out: there is no page'
            : undefined;
      if (other !== undefined && fresh.length > 0) throw new UserError(`${other} of ${fresh.join(', ')}`);
      if (leaveOneOut) {
        const { leaveOneOutCommand } = await import('./leave-one-out.ts');
        return leaveOneOutCommand(named.length === 0 ? [] : exhibits, { json, ...given });
      }
      if (bands) {
        const { printBands } = await import('./bands.ts');
        return printBands(exhibits, { json, ...given });
      }
      const { reproduceCommand } = await import('./reproduction.ts');
      await reproduceCommand({ exhibits, fresh, named: named.length > 0 }, options);
    });
  withExamples(command, [
    { line: 'disco reproduce fig6', shows: 'memory of Figure 6, published and predicted, bar by bar' },
    { line: 'disco reproduce fig5 --inputs', shows: 'Figure 5, and what of it was fitted' },
    { line: 'disco reproduce --bands', shows: 'what every number may be, from bands that come along' },
  ]);
}

/** Throws a UserError for flags that do not go together. */
function checkFlags(options: ReproduceOptions): void {
  const { json, bands, leaveOneOut } = options;
  if (bands && leaveOneOut) throw new UserError('--bands and --leave-one-out: expected one or the other');
  const lone = bands ? undefined : LONE_FLAGS.find(({ key }) => key !== 'workers' && options[key] !== undefined)?.flag;
  if (lone !== undefined)
    throw new UserError(`${lone}: expected --bands${leaveOneOut ? ', not --leave-one-out,' : ''} beside it`);
  const mode = bands ? '--bands' : leaveOneOut ? '--leave-one-out' : undefined;
  for (const { key, flag, printed } of OWN_FLAGS) {
    if (options[key] === undefined) continue;
    if (mode !== undefined) throw new UserError(`${flag} and ${mode}: expected one or the other`);
    if (json && printed) throw new UserError(`${flag} and --json: expected one or the other; --json has every row`);
  }
}
