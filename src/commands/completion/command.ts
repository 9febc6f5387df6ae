import { basename } from 'node:path';
import { Argument, type Command } from 'commander';
import { UserError } from '../../errors.ts';
import { withExamples } from '../shared/examples.ts';
import { SHELLS, type Shell } from './shells.ts';

const HOW = `
How to turn it on, for every shell that is opened then:
  bash  in ~/.bashrc:
        eval "$(disco completion bash)"
  zsh   in ~/.zshrc, after compinit:
        eval "$(disco completion zsh)"
  fish  in ~/.config/fish/config.fish:
        disco completion fish | source

In a clone there is no command disco yet. In its folder:
  eval "$(npm run -s disco -- completion bash)"
and the same of zsh and fish. It makes disco a function that
runs the clone, wherever one stands.`;

export function addCompletion(program: Command): void {
  const command = program
    .command('completion')
    .description('Let a shell complete commands, options, presets, traces and settings at Tab: bash, zsh, fish.')
    .addArgument(new Argument('[shell]', 'that of SHELL unless given').choices(SHELLS))
    .addHelpText('after', HOW)
    .action(async (shell: Shell | undefined) => {
      const { printScript } = await import('./script.ts');
      printScript(shell ?? ownShell());
    });
  withExamples(command, [
    { line: 'eval "$(disco completion bash)"', shows: 'completion in this shell', needs: ['bash'] },
    { line: 'disco completion fish > disco.fish', shows: "a file for the folder of fish's completions" },
  ]);
}

/** The shell that SHELL names. Throws a UserError if it is another, or none. */
function ownShell(): Shell {
  const name = basename(process.env.SHELL ?? '');
  const shell = SHELLS.find((each) => each === name);
  if (shell !== undefined) return shell;
  throw new UserError(`${name === '' ? 'SHELL names no shell' : `nothing completes in ${name}`}; expected disco completion ${SHELLS.join(', ')}`); // biome-ignore format: a line
}
