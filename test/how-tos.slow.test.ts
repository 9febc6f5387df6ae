import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI } from './command-line.ts';
import { fitting, howTos } from './how-tos.ts';
import { lacks } from './needs.ts';
import { temporaryFolder } from './temporary.ts';

const sections = howTos(readFileSync(new URL('../docs/how-to/recording.md', import.meta.url), 'utf8'));
const folder = temporaryFolder('how-tos');
writeFileSync(join(folder, '.disco'), `disco() { "${process.execPath}" "${CLI}" "$@"; }\n`);

/** What a command prints on both of its outputs, in the folder of all commands before it. */
const typed = (command: string): Promise<{ code: unknown; printed: string }> =>
  new Promise((resolve) => {
    execFile('bash', ['-c', `. ./.disco\n{ ${command}\n} 2>&1`], { cwd: folder }, (error, printed) =>
      resolve({ code: error?.code ?? 0, printed }),
    );
  });

describe.skipIf(lacks('valgrind', 'qemu-x86_64', 'cc', 'bash'))(
  'how-tos of docs/how-to/recording.md (need Valgrind, qemu-user and a C compiler)',
  () => {
    for (const { title, commands } of sections)
      if (commands.length > 0)
        test(title, async () => {
          for (const { command, line, output } of commands) {
            const { code, printed } = await typed(command);
            expect(printed, `docs/how-to/recording.md:${line}: ${command}`).toMatch(fitting(output));
            expect(code, `docs/how-to/recording.md:${line}: ${command}`).toBe(0);
          }
        });
  },
);
