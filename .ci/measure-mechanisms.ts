import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Writes the worth of each mechanism, as measured now, into docs/explanation/mechanisms.md. Run in the clone's root. */
const FILE = 'docs/explanation/mechanisms.md';
const COMMANDS = [
  'ablate traces/make.arrow',
  'ablate synthetic:pmake --warmup 50M',
  'ablate traces/radix8.arrow --set monitor.hotPages.trigger=16',
  'ablate traces/radix8.arrow --set monitor.virtualCpus.cpus=4 --set monitor.virtualCpus.quantumInstructions=400000',
];

const tables = COMMANDS.map((command) => {
  const table = execFileSync(process.execPath, ['src/cli.ts', ...command.split(' '), '--markdown'], {
    encoding: 'utf8',
  });
  return `\n### \`disco ${command}\`\n\n${table}`;
});
const [before, after] = [/^[\s\S]*<!-- measured[^>]*-->\n/, /<!-- end of what was measured -->[\s\S]*$/].map(
  (part) => part.exec(readFileSync(FILE, 'utf8'))?.[0],
);
if (before === undefined || after === undefined) throw new Error(`${FILE}: no place for the tables`);
writeFileSync(FILE, `${before}${tables.join('')}\n${after}`);
