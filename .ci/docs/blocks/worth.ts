import { fromCommands } from '../block.ts';
import { inFolder, printed } from '../command-line.ts';

const COMMANDS = [
  'ablate make',
  'ablate synthetic:pmake --warmup 50M',
  'ablate radix8 --set monitor.hotPages.trigger=16',
  'ablate radix8 --set monitor.virtualCpus.cpus=4 --set monitor.virtualCpus.quantumInstructions=400000',
  'ablate synthetic:pmake8 -s irix-roundrobin,8vm-nfs',
];

/** The worth of each mechanism, as measured now. */
const worth = (): string =>
  inFolder((folder) =>
    COMMANDS.map(
      (command) => `### \`disco ${command}\`\n\n${printed([...command.split(' '), '--markdown'], folder)}`,
    ).join('\n'),
  );

export const WORTH = fromCommands({ 'worth-of-mechanisms': worth });
