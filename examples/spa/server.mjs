// Serves the app at http://localhost:5173, the origin that the demo knows. Any server for files would do, if it answers
// /callback with index.html. An issuer other than the demo's can be given as the argument.

import { readFile } from 'node:fs/promises';
import http from 'node:http';

const ISSUER = process.argv[2] ?? 'http://localhost:8000';

const FILES = {
  '/': ['index.html', 'text/html'],
  '/callback': ['index.html', 'text/html'],
  '/app.js': ['app.js', 'text/javascript'],
};

http
  .createServer(async (request, response) => {
    const path = request.url.split('?')[0];
    if (path === '/config.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      return response.end(`export const ISSUER = ${JSON.stringify(ISSUER)};`);
    }
    const file = FILES[path];
    if (!file) return response.writeHead(404).end();
    const body = await readFile(new URL(file[0], import.meta.url));
    // The code in the callback's address is told to nobody.
    response.writeHead(200, { 'content-type': `${file[1]}; charset=utf-8`, 'referrer-policy': 'no-referrer' }).end(body);
  })
  .listen(5173, 'localhost', () => console.log('open http://localhost:5173'));
