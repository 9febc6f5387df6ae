import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI } from '../command-line.ts';
import { lacks } from '../needs.ts';
import { temporaryFolder } from '../temporary.ts';

const DISCO = `"${process.execPath}" "${CLI}"`;
const shell = (name: string, args: string[], script: string): string => {
  const cwd = temporaryFolder(name);
  writeFileSync(join(cwd, 'mine.arrow'), '');
  const { stdout, stderr, status } = spawnSync(name, [...args, script], { cwd, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

describe.skipIf(lacks('bash'))('bash (needs bash)', () => {
  /** What Tab offers behind a line, as Bash calls the function that the script registers. */
  const offered = (line: string): string[] => {
    const script = `
      eval "$(${DISCO} completion bash)"
      COMP_LINE='${line}' COMP_POINT=${line.length}
      compopt() { :; }
      _disco; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return shell('bash', ['--norc', '-c'], script).trimEnd().split('\n');
  };

  test('completes commands, presets in a list, names with a colon, settings', () => {
    expect(offered('disco comp')).toEqual(['compare', 'completion']);
    expect(offered('disco compare make -s irix,spl')).toEqual(['irix,splashos']);
    expect(offered('disco compare synthetic:eng')).toEqual(['engineering', 'engineering-1cpu']);
    expect(offered('disco compare --set tlb.e')).toEqual(['tlb.entries=']);
    expect(offered('disco replay mi')).toEqual(['mine.arrow']);
  });

  test('has the command itself in a clone, and registers it', () => {
    const script = `eval "$(${DISCO} completion bash)"; complete -p disco; disco --version`;
    expect(shell('bash', ['--norc', '-c'], script)).toMatch(/^complete -o default -F _disco disco\n\d+\.\d+\.\d+\n$/);
  });
});

describe.skipIf(lacks('zsh'))('zsh (needs zsh)', () => {
  test('takes the script, and has the command itself in a clone', () => {
    const script = `autoload -Uz compinit; compinit -D -u; eval "$(${DISCO} completion zsh)"; print $_comps[disco]; disco --version`;
    expect(shell('zsh', ['-f', '-c'], script)).toMatch(/^_disco\n\d+\.\d+\.\d+\n$/);
  });
});

describe.skipIf(lacks('fish'))('fish (needs fish)', () => {
  test('completes commands and names', () => {
    const script = `${DISCO} completion fish | source; complete -C "disco comp"; complete -C "disco compare synthetic:eng"`;
    const values = shell('fish', ['--no-config', '-c'], script).trimEnd().split('\n').map((line) => line.split('\t')[0]); // biome-ignore format: a line
    expect(values).toEqual(['compare', 'completion', 'synthetic:engineering', 'synthetic:engineering-1cpu']);
  });
});
