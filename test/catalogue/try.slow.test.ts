import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/entry.ts';
import { catalogueFacts } from '../../src/catalogue/facts.ts';
import { loadConfig } from '../../src/config.ts';
import { CLI } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('try');
const commands = (await catalogueFacts()).flatMap(([name, facts]) =>
  facts === undefined ? [] : loadConfig(CATALOGUE, name).try,
);

describe('what the catalogue says to try with a trace that comes along', () => {
  test.each(commands)('%s', async (command) => {
    const [disco, ...args] = command.split(' ');
    expect(disco).toBe('disco');
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], { cwd: folder });
    expect(stdout.length).toBeGreaterThan(300);
  });
});
