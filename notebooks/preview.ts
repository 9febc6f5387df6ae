import { join } from 'node:path';
import { createServer, type Plugin } from 'vite';
import { HERE } from './check/places.ts';
import { CELL_OPTIONS, settings } from './check/site.ts';
import { listHtml } from './list.ts';

const FOLDER = join(HERE, 'observable');

/** The list of notebooks at the server's root, where there is none of them. */
const list: Plugin = {
  name: 'list-of-notebooks',
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (request.url !== '/') return next();
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(listHtml(FOLDER));
    });
  },
};

/** Serves the Observable notebooks to this machine, with a list of them, and again whenever one is edited. */
process.env.NODE_OPTIONS = CELL_OPTIONS;
const own = settings(FOLDER);
const server = await createServer({
  ...own,
  plugins: [list, ...(own.plugins ?? [])],
  logLevel: 'info',
  server: { host: '127.0.0.1' },
});
await server.listen();
server.printUrls();
