import { cp, glob, mkdir, writeFile } from 'node:fs/promises';
import { pageScript } from '../src/report/page/script.ts';

/** Presets and profiles are YAML beside the code that loads them, the plugin of QEMU is C, committed bands are JSON; the compiler leaves them behind. */
for await (const file of glob('src/**/*.{yaml,c,json}'))
  if (!file.endsWith('tsconfig.json')) await cp(file, file.replace(/^src/, 'dist'));

/** The script of live pages is bundled: the package has it as a file. */
const script = await pageScript();
if (script === undefined) throw new Error('rolldown is not installed');
await mkdir('dist/live', { recursive: true });
await writeFile('dist/live/page.js', script);
