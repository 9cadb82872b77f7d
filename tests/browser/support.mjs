// Starts what a test needs: the provider on a free port with an empty database, Chromium, small HTTP servers.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = path.resolve(HERE, '../..');
export const SCREENSHOTS = path.join(HERE, 'screenshots');

/** The program under test. */
export const SYMBOLON = path.resolve(HERE, process.env.SYMBOLON_BIN ?? '../../target/debug/symbolon');

const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 10_000;
const FILE_LIMIT_MS = 60_000;

// A test that hangs ends its file instead of holding up the others. An unreferenced timer keeps no good run waiting.
const give = (milliseconds) => {
  const end = () => {
    console.error(`not done after ${milliseconds / 1000} s`);
    process.exit(1);
  };
  return setTimeout(end, milliseconds).unref();
};
let limit = give(FILE_LIMIT_MS);

/** Gives a file that looks at many pages more time than others have. */
export function takeMinutes(minutes) {
  clearTimeout(limit);
  limit = give(minutes * 60_000);
}

/** Users and secrets of `symbolon demo`. */
export const ALICE = { username: 'alice', password: 'alice123' };
export const SECRETS = {
  postman: 'postman-secret',
  dashboard: 'dashboard-secret',
  service: 'service-secret',
};

/** Where the demo client `spa` lives. */
export const SPA = { port: 5173, origin: 'http://localhost:5173' };

/**
 * Runs `symbolon demo` in a folder of its own until `stop()`, which throws unless SIGTERM ends it with 0. `run` gives
 * another command the same database and returns what it printed.
 * @param {string} binary the program, for tests of this function
 * @param {Record<string, string>} settings environment variables beside those that every test has
 * @param {string} command `serve` for a provider that knows nobody
 * @returns {Promise<{issuer: string, run: (...words: string[]) => Promise<string>, stop: () => Promise<void>}>}
 */
export async function startSymbolon(binary = SYMBOLON, settings = {}, command = 'demo') {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run \`cargo build\` or set SYMBOLON_BIN`);
  const folder = await mkdtemp(path.join(tmpdir(), 'symbolon-browser-'));
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const options = { cwd: folder, env: { ...environment(folder, port, issuer), ...settings } };
  const server = new Server(spawn(binary, [command], options));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await server.waitUntilReady(issuer);
  } catch (error) {
    await server.stop().catch(() => {});
    await remove();
    throw new Error(`the provider did not start: ${error.message}\n${server.log}`);
  }
  const run = async (...words) => (await promisify(execFile)(binary, words, options)).stdout;
  const seen = new Set();
  /** The mail to this address that was not given yet; waits for it. */
  const mail = async (to) => {
    const limit = Date.now() + START_LIMIT_MS;
    while (Date.now() < limit) {
      const mails = await readdir(path.join(folder, 'data/mail')).catch(() => []);
      for (const name of mails.filter((name) => name.endsWith('.eml') && !seen.has(name)).sort()) {
        const raw = await readFile(path.join(folder, 'data/mail', name), 'utf8');
        if (!raw.includes(`To: ${to}\r\n`) || !raw.includes(`${issuer}/`)) continue;
        const text = raw.split('Content-Type: text/html')[0].replaceAll('=\r\n', '').replaceAll('=3D', '=');
        const link = text.match(new RegExp(`${issuer}/(?:signup|reset|account/email)/\\S+`))?.[0];
        if (!link) continue;
        seen.add(name);
        return { subject: raw.match(/^Subject: (.*)$/m)?.[1].trim(), link, text };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail to ${to}`);
  };
  return { issuer, run, mail, stop: () => server.stop().finally(remove) };
}

/**
 * The last test of a file that starts a provider. A failing `after` would fail the file too, but no count of failed tests
 * would show it.
 */
export function itEndsWell(symbolon) {
  it('provider_ends_with_0_on_sigterm', () => symbolon().stop());
}

class Server {
  log = '';
  /** How it ended: an exit code, a signal's name or an error; undefined while it runs. */
  #end;

  constructor(child) {
    this.child = child;
    this.killWithUs = () => child.kill('SIGKILL');
    process.once('exit', this.killWithUs);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.log += chunk));
    // `close` and not `exit`: by then everything that it printed has been read.
    this.closed = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('close', (code, signal) => resolve(signal ?? code));
    }).then((end) => (this.#end = end));
  }

  async waitUntilReady(issuer) {
    const limit = Date.now() + START_LIMIT_MS;
    while (Date.now() < limit) {
      if (this.#end !== undefined) throw new Error(`it ended with ${this.#end}`);
      const answer = await fetch(`${issuer}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
    throw new Error(`/health/ready was not 200 within ${START_LIMIT_MS / 1000} s`);
  }

  stop() {
    return (this.stopped ??= this.#stop());
  }

  async #stop() {
    const early = this.#end;
    this.child.kill('SIGTERM');
    const end = await Promise.race([this.closed, sleep(STOP_LIMIT_MS, 'nothing', { ref: false })]);
    this.child.kill('SIGKILL');
    process.removeListener('exit', this.killWithUs);
    if (early !== undefined) throw new Error(`the provider had ended with ${early} before it was stopped\n${this.log}`);
    if (end !== 0) throw new Error(`SIGTERM ended the provider with ${end}, not 0\n${this.log}`);
    if (this.log.includes('panicked at')) throw new Error(`the provider panicked\n${this.log}`);
  }
}

function environment(folder, port, issuer) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(SYMBOLON_|OIDC_|PORT$|DATABASE_URL$)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    SYMBOLON_LISTEN: `127.0.0.1:${port}`,
    SYMBOLON_ISSUER: issuer,
    DATABASE_URL: `sqlite://${folder}/demo.db`,
    SYMBOLON_KEYS__SECRET_KEY_PATH: `${folder}/secret.key`,
  };
}

/** A port that nobody listens on just now. */
export async function freePort() {
  const server = http.createServer();
  await listen(server, 0);
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Binds `server` to the loopback address; `port` 0 takes a free one. */
export function listen(server, port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/**
 * A server whose every path answers one quiet HTML page: a client's redirect URI, or the page of another origin. What it was
 * asked is in `received`, with the body read; `documents` has what it answers instead at a path, as JSON unless it is text.
 * @param {number} port 0 for a free one; a port in use throws
 */
export async function startPageServer(port = 0) {
  const received = [];
  const documents = {};
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    const document = documents[request.url];
    if (document) return response.end(typeof document === 'string' ? document : JSON.stringify(document));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><link rel="icon" href="data:,"><title>client</title><main id="client">client</main>');
  });
  await listen(server, port).catch((error) => {
    throw new Error(`port ${port} of 127.0.0.1 is needed and not free: ${error.message}`);
  });
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port: server.address().port, received, documents, stop };
}

/** Chromium without a sandbox of its own (tests also run as root) and without a proxy. A missing one fails. */
export async function launchChromium() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is missing: install Chromium or set CHROMIUM to its path`);
  }
  return chromium.launch({ executablePath, args: ['--no-proxy-server'] });
}
