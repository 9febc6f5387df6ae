import { join } from 'node:path';
import { createServer } from 'vite';
import { HERE } from './check/places.ts';
import { CELL_OPTIONS, settings } from './check/site.ts';

/** Serves the Observable notebooks to this machine, and again whenever one is edited. */
process.env.NODE_OPTIONS = CELL_OPTIONS;
const server = await createServer({
  ...settings(join(HERE, 'observable')),
  logLevel: 'info',
  server: { host: '127.0.0.1' },
});
await server.listen();
server.printUrls();
