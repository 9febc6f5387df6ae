import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { build } from 'vitepress';
import { ROOT } from './pages.ts';

/** Builds the documentation site into site/; `--serve` shows it to this machine afterwards. */
const { values } = parseArgs({ options: { serve: { type: 'boolean', default: false } } });
try {
  await build(import.meta.dirname);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
if (values.serve) {
  const server = await preview({ root: ROOT, configFile: false, appType: 'mpa', build: { outDir: 'site' }, preview: { host: '127.0.0.1' } }); // biome-ignore format: a line
  server.printUrls();
} else console.log('site: site/index.html; npm run site -- --serve shows it');
