import { cp, glob } from 'node:fs/promises';

/** Presets and profiles are YAML beside the code that loads them, the plugin of QEMU is C, committed bands are JSON; the compiler leaves them behind. */
for await (const file of glob('src/**/*.{yaml,c,json}')) await cp(file, file.replace(/^src/, 'dist'));
