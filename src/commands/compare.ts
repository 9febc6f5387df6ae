import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import type { GivenStructure } from '../replay/structure/presets.ts';
import { withExamples } from './shared/examples.ts';
import {
  addModelOptions,
  GROUPS,
  type ModelOptions,
  namesOf,
  structureNames,
  TRACE_HELP,
  whole,
} from './shared/options.ts';
import { beginReading } from './shared/reading.ts';

interface CompareOptions extends ModelOptions {
  structures?: string;
  monitors?: string;
}

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('Replay a trace through several structures side by side; the first is 100 %.')
    .argument('<trace>', TRACE_HELP)
    .optionsGroup(GROUPS.model)
    .option('-s, --structures <names>', 'structures, separated by commas (default: irix,disco)')
    .option('--monitors <names>', 'instead of structures, monitors on one machine, separated by commas: none,disco');
  addModelOptions(command).option(
    '--bands [draws]',
    'what the result may be, by the priors of what is assumed: of so many structural draws, 2 to 64 (12 unless given)',
    whole('--bands', 2, 64),
  );
  command.action(async (path: string, options: CompareOptions) => {
    const begun = beginReading(path, options); // while the rest is loaded
    try {
      const given = await structuresOf(options);
      const { evaluate } = await import('./shared/model.ts');
      await evaluate(
        path,
        given,
        options.structures === undefined ? withoutDocuments(options) : options,
        begun,
        options,
      );
    } finally {
      begun?.close();
    }
  });
  withExamples(command, [
    { line: 'disco compare make', shows: 'a compile on the bare machine and on Disco' },
    {
      line: 'disco compare synthetic:pmake8 -s irix-roundrobin,8vm',
      shows: 'eight compiles natively and in eight VMs',
    },
    { line: 'disco compare radix8 --set remoteMemory=2us', shows: 'a sort where remote memory is further away' },
    { line: 'disco compare make --bands 4 -o bands', shows: 'what the result may be, as a page too' },
  ]);
}

/** The options without what `structuresOf` has put into the structures. */
function withoutDocuments({ machine: _, guest: __, ...others }: CompareOptions): CompareOptions {
  return others;
}

/** Structures by name, or a machine and a guest under several monitors. */
async function structuresOf({
  structures,
  machine,
  monitors,
  guest,
  bands,
}: CompareOptions): Promise<GivenStructure[]> {
  if (structures !== undefined && monitors !== undefined)
    throw new UserError('--structures and --monitors: expected one or the other');
  const { loadConfig } = await import('../config.ts');
  const { MONITORS } = await import('../replay/structure/documents/documents.ts');
  const { guestOf } = await import('../replay/structure/documents/profile-as-guest.ts');
  const system = guest === undefined ? 'irix-5.3' : guestOf(guest);
  if (typeof system === 'object' && bands !== undefined)
    throw new UserError(
      '--bands and --guest with a profile: draws are of what is assumed of irix-5.3, and would take the place of what the profile says; leave --bands out',
    );
  if (structures !== undefined) return structureNames(structures);
  if (machine === undefined && monitors === undefined && guest === undefined) return structureNames('irix,disco');
  return namesOf('--monitors', monitors ?? 'none,disco', 'none,disco').map((monitor) => {
    const { kind, name } = loadConfig(MONITORS, monitor);
    return {
      name: kind === 'none' ? 'native' : name,
      machine: machine ?? 'flash',
      guest: system,
      monitor,
    };
  });
}
