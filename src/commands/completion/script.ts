import { fileURLToPath } from 'node:url';
import { script } from '@bomb.sh/tab';
import { quoted } from '../../report/text/quoted.ts';
import { print } from '../../terminal.ts';
import { ZSH } from './answer.ts';
import type { Shell } from './shells.ts';

/** Whether the program runs from its sources, where nothing called `disco` was installed. */
const CLONE = import.meta.url.endsWith('.ts');
const CLI = fileURLToPath(new URL(CLONE ? '../../cli.ts' : '../../cli.js', import.meta.url));

/** Prints what the shell has to evaluate: completion, and in a clone first the command itself, as a function. */
export function printScript(shell: Shell): void {
  const run = [process.execPath, CLI].map(quoted).join(' ');
  if (CLONE)
    print(
      shell === 'fish'
        ? `type -q disco; or function disco; ${run} $argv; end\n`
        : `command -v disco >/dev/null || disco() { ${run} "$@"; }\n`,
    );
  if (shell === 'bash') print(bashScript(run));
  else script(shell, 'disco', shell === 'zsh' ? `${ZSH}=1 ${run}` : run);
}

/**
 * For Bash, instead of the script of @bomb.sh/tab, which takes a package (bash-completion), evaluates what was typed, breaks words with a colon
 * (`synthetic:pmake8`) and completes no files. Works from Bash 3.2 on.
 */
const bashScript = (run: string): string => `# bash completion for disco
_disco() {
  local IFS=$'\\n'
  local reply=($(${run} complete --bash "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
  COMPREPLY=("\${reply[@]:1}")
  if type compopt >/dev/null 2>&1; then
    (( \${reply[0]:-0} & 2 )) && compopt -o nospace
    (( \${reply[0]:-0} & 4 )) && compopt +o default
  fi
  return 0
}
complete -o default -F _disco disco
`;
