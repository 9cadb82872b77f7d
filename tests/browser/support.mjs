// Starts what a test needs: the provider on a free port with an empty database, Chromium, small HTTP servers.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = path.resolve(HERE, '../..');
export const SCREENSHOTS = path.join(HERE, 'screenshots');

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

/** Users and secrets of `symbolon demo`. */
export const ALICE = { username: 'alice', password: 'alice123' };
export const SECRETS = {
  postman: 'postman-secret',
  dashboard: 'dashboard-secret',
  service: 'service-secret',
};

/**
 * Runs `symbolon demo` in a folder of its own until `stop()`.
 * @returns {Promise<{issuer: string, log: () => string, stop: () => Promise<void>}>}
 */
export async function startSymbolon() {
  const binary = path.resolve(HERE, process.env.SYMBOLON_BIN ?? '../../target/debug/symbolon');
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run \`cargo build\` or set SYMBOLON_BIN`);
  const folder = await mkdtemp(path.join(tmpdir(), 'symbolon-browser-'));
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const child = spawn(binary, ['demo'], { cwd: folder, env: environment(folder, port, issuer) });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);

  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });

  const stop = async () => {
    child.kill('SIGTERM');
    const end = await Promise.race([exited, sleep(STOP_LIMIT_MS, 'still running', { ref: false })]);
    child.kill('SIGKILL');
    process.removeListener('exit', killWithUs);
    await rm(folder, { recursive: true, force: true });
    if (end !== 0) throw new Error(`SIGTERM ended the provider with ${end}, not 0\n${log}`);
  };

  try {
    await Promise.race([waitUntilReady(issuer), exited.then((end) => Promise.reject(new Error(`it ended with ${end}`)))]);
  } catch (error) {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
    throw new Error(`the provider did not start: ${error.message}\n${log}`);
  }
  return { issuer, log: () => log, stop };
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

async function waitUntilReady(issuer) {
  const end = Date.now() + START_LIMIT_MS;
  while (Date.now() < end) {
    const answer = await fetch(`${issuer}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`/health/ready was not 200 within ${START_LIMIT_MS / 1000} s`);
}

async function freePort() {
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
 * A server whose every path answers one quiet HTML page: a client's redirect URI, or the page of another origin.
 * @param {number} port 0 for a free one; a port in use throws
 */
export async function startPageServer(port = 0) {
  const server = http.createServer((_request, response) => {
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
  return { port: server.address().port, stop };
}

/** Chromium without a sandbox of its own (tests also run as root) and without a proxy. A missing one fails. */
export async function launchChromium() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is missing: install Chromium or set CHROMIUM to its path`);
  }
  return chromium.launch({ executablePath, args: ['--no-proxy-server'] });
}
