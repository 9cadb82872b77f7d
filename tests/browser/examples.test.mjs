// The programs of examples/, as they are, against the provider: what somebody copies must work.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { postForm } from './oauth.mjs';
import { signIn, submit } from './pages.mjs';
import { itEndsWell, launchChromium, REPOSITORY, SECRETS, SPA, startSymbolon, SYMBOLON } from './support.mjs';

const API = 'http://localhost:3001/';
const NOTES = `${API}notes`;
const WEB = 'http://localhost:3000';
const LIMIT_MS = 15_000;

/** A program that runs until `stop()`. It is built beside the provider's own. */
class Program {
  output = '';

  constructor(command, args) {
    this.child = spawn(command, args);
    this.kill = () => this.child.kill('SIGKILL');
    process.once('exit', this.kill);
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => (this.output += chunk));
    this.closed = new Promise((resolve) => {
      this.child.once('error', resolve);
      this.child.once('close', resolve);
    }).then((end) => (this.end = end));
  }

  static example(name, ...args) {
    return new Program(path.join(path.dirname(SYMBOLON), 'examples', name), args);
  }

  /** Waits until `probe` gives something, which it does not after the program's end. */
  async until(probe) {
    const limit = Date.now() + LIMIT_MS;
    while (Date.now() < limit && this.end === undefined) {
      const found = await probe();
      if (found) return found;
      await sleep(50);
    }
    throw new Error(`it ended with ${this.end}, or did nothing for ${LIMIT_MS / 1000} s:\n${this.output}`);
  }

  listening(url) {
    return this.until(() => fetch(url).catch(() => undefined));
  }

  async stop() {
    this.kill();
    await this.closed;
    process.removeListener('exit', this.kill);
  }
}

describe('examples', () => {
  let symbolon, chromium, api;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
    api = Program.example('resource_server', symbolon.issuer);
    await api.listening(NOTES);
  });

  after(async () => {
    await chromium?.close();
    await api?.stop();
    await symbolon?.stop();
  });

  const serviceToken = async (form) => {
    const authorization = `Basic ${Buffer.from(`service:${SECRETS.service}`).toString('base64')}`;
    const answer = await postForm(symbolon.issuer, '/token', { grant_type: 'client_credentials', ...form }, { authorization });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.access_token;
  };
  const call = async (token, init = {}) => {
    const response = await fetch(NOTES, { ...init, headers: token ? { authorization: `Bearer ${token}` } : {} });
    return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.text() };
  };
  const openPage = async (t) => {
    const context = await chromium.newContext();
    context.setDefaultTimeout(10_000);
    t.after(() => context.close());
    return context.newPage();
  };
  const signInAndAllow = async (page) => {
    await signIn(page);
    await submit(page, '#consent-allow');
  };

  it('resource_server_lets_in_who_has_the_scope', async () => {
    const token = await serviceToken({ scope: 'read write', resource: API });
    assert.equal((await call(token, { method: 'POST', body: 'buy milk' })).status, 200);
    const { status, body } = await call(token);
    assert.deepEqual([status, JSON.parse(body)], [200, ['buy milk']]);
  });

  it('resource_server_refuses_who_has_no_token_or_another_scope', async () => {
    const none = await call();
    assert.equal(none.status, 401);
    assert.doesNotMatch(none.challenge, /error=/);
    const reader = await serviceToken({ scope: 'read', resource: API });
    assert.equal((await call(reader)).status, 200);
    const refused = await call(reader, { method: 'POST', body: 'x' });
    assert.equal(refused.status, 403);
    assert.match(refused.challenge, /error="insufficient_scope".*scope="write"/);
  });

  it('resource_server_refuses_a_token_for_the_issuer_alone', async () => {
    const { status, challenge } = await call(await serviceToken({ scope: 'read' }));
    assert.equal(status, 401);
    assert.match(challenge, /error="invalid_token"/);
  });

  it('native_cli_signs_in_over_a_loopback_port', async (t) => {
    const cli = Program.example('native_cli', symbolon.issuer);
    t.after(() => cli.stop());
    const [url] = await cli.until(() => cli.output.match(/http\S+\/authorize\?\S+/));
    const page = await openPage(t);
    await page.goto(url);
    await signInAndAllow(page);
    await page.waitForURL('http://127.0.0.1:*/callback?**');
    assert.equal(await cli.closed, 0, cli.output);
    assert.match(cli.output, /"name": "Alice Liddell"/);
  });

  it('native_cli_signs_in_with_another_device', async (t) => {
    const cli = Program.example('native_cli', '--device', symbolon.issuer);
    t.after(() => cli.stop());
    const [, uri, code] = await cli.until(() => cli.output.match(/Open (\S+) on .* code\s+(\S+)[^]*█/));
    const page = await openPage(t);
    await page.goto(uri);
    await signIn(page);
    await page.fill('#user_code', code);
    await submit(page, '#device-submit');
    await submit(page, '#consent-allow');
    await page.waitForSelector('#device-done');
    assert.equal(await cli.closed, 0, cli.output);
    assert.match(cli.output, /"name": "Alice Liddell"/);
  });

  it('confidential_web_signs_in_and_out', async (t) => {
    const web = Program.example('confidential_web', symbolon.issuer);
    t.after(() => web.stop());
    await web.listening(WEB);
    const page = await openPage(t);
    await page.goto(WEB);
    await page.click('text=login');
    await signInAndAllow(page);
    await page.waitForURL(`${WEB}/`);
    assert.match(await page.textContent('#who'), /^Hello, Alice Liddell/);
    await page.click('text=logout');
    await page.waitForSelector('text=Nobody is signed in.');
    await page.goto(`${WEB}/callback?code=x&state=x&iss=${encodeURIComponent(symbolon.issuer)}`);
    assert.match(await page.textContent('p'), /has not begun to sign in/);
  });

  it('spa_signs_in_keeps_notes_and_refreshes', async (t) => {
    const app = new Program(process.execPath, [path.join(REPOSITORY, 'examples/spa/server.mjs'), symbolon.issuer]);
    t.after(() => app.stop());
    await app.listening(SPA.origin);
    const page = await openPage(t);
    await page.goto(SPA.origin);
    await page.click('#sign-in');
    await signInAndAllow(page);
    await page.waitForSelector('#message:text-is("signed in")');
    assert.equal(page.url(), `${SPA.origin}/`);
    assert.equal(await page.textContent('#name'), 'Alice Liddell');
    await page.fill('#note', 'a note of Alice');
    await page.click('text=Add');
    await page.waitForSelector('#notes li:text-is("a note of Alice")');
    await page.click('#refresh');
    await page.waitForSelector('#message:text-is("refreshed")');
    await page.click('#sign-out');
    await page.waitForSelector('#message:text-is("signed out")');
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.equal(kept, '[{},{}]');
  });

  itEndsWell(() => symbolon);
});
