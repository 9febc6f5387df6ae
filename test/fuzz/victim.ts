/** A process that carries out commands on fuzzed inputs as its parent (victims.ts) tells it, in an empty folder each. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { disco } from '../command-line.ts';
import { removeTemporaryFolders, temporaryFolder } from '../temporary.ts';

export interface Order {
  files: Record<string, string>;
  commands: readonly (readonly string[])[];
  input?: string;
}

const home = temporaryFolder('fuzz');
const folder = join(home, 'input');
process.on('disconnect', () => {
  removeTemporaryFolders();
  process.exit();
});

process.on('message', async ({ files, commands, input }: Order) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  process.chdir(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(content, 'base64'));
  }
  const outcomes = [];
  for (const command of commands) {
    const stdin = input === undefined ? [] : [Buffer.from(input, 'base64')];
    outcomes.push(await disco(command, stdin));
    process.send!({ began: outcomes.length });
  }
  process.chdir(home);
  process.send!({ outcomes });
});
process.send!({ home });
