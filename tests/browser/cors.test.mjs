// An app on another origin, in a real browser: what it may read, and what it may not.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertCodeResponse, authorizationRequest } from './oauth.mjs';
import { signIn, submit } from './pages.mjs';
import { itEndsWell, launchChromium, SPA, startPageServer, startSymbolon } from './support.mjs';

/** Runs in the page: the readable part of an answer, or `blocked` when the browser withholds it. */
const fetchInPage = ([url, init]) =>
  fetch(url, init).then(
    async (response) => ({
      status: response.status,
      body: await response.json().catch(() => undefined),
      challenge: response.headers.get('www-authenticate'),
    }),
    () => 'blocked',
  );

describe('cors', () => {
  let symbolon, chromium, spa, stranger;

  before(async () => {
    spa = await startPageServer(SPA.port);
    stranger = await startPageServer();
    symbolon = await startSymbolon();
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await spa?.stop();
    await stranger?.stop();
    await symbolon?.stop();
  });

  const form = (values) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(values).toString(),
  });
  const tokenRequest = (request, code) =>
    form({
      grant_type: 'authorization_code',
      client_id: 'spa',
      redirect_uri: request.redirect_uri,
      code_verifier: request.verifier,
      code,
    });

  const newPage = async (t) => {
    const page = await chromium.newPage();
    t.after(() => page.close());
    return page;
  };

  const openPageOf = async (t, origin) => {
    const page = await newPage(t);
    await page.goto(`${origin}/`);
    return (path, init) => page.evaluate(fetchInPage, [`${symbolon.issuer}${path}`, init]);
  };

  it('registered_origin_reads_metadata_redeems_the_code_and_asks_for_userinfo', async (t) => {
    const page = await newPage(t);
    const request = authorizationRequest(symbolon.issuer, { client_id: 'spa', redirect_uri: `${SPA.origin}/callback` });
    await page.goto(request.url);
    await signIn(page);
    if (await page.locator('form#consent').count()) await submit(page, '#consent-allow');
    const code = assertCodeResponse(symbolon.issuer, request, page.url());
    const get = (url, init) => page.evaluate(fetchInPage, [url, init]);

    const metadata = await get(`${symbolon.issuer}/.well-known/openid-configuration`);
    assert.equal(metadata.body.issuer, symbolon.issuer);
    const keys = await get(metadata.body.jwks_uri);
    assert.ok(keys.body.keys.length > 0);
    const tokens = await get(metadata.body.token_endpoint, tokenRequest(request, code));
    assert.equal(tokens.status, 200, JSON.stringify(tokens));
    const headers = { authorization: `Bearer ${tokens.body.access_token}` };
    const person = await get(metadata.body.userinfo_endpoint, { headers });
    assert.equal(person.status, 200);
    assert.ok(person.body.sub && person.body.email);
    const revocation = form({ client_id: 'spa', token: tokens.body.access_token });
    const revoked = await get(metadata.body.revocation_endpoint, revocation);
    assert.equal(revoked.status, 200);
    const dead = await get(metadata.body.userinfo_endpoint, { headers });
    assert.equal(dead.status, 401);
    assert.match(dead.challenge, /^Bearer .*error="invalid_token"/, 'WWW-Authenticate can be read');
  });

  it('registered_origin_reads_errors_of_the_token_endpoint', async (t) => {
    const get = await openPageOf(t, SPA.origin);
    const answer = await get('/token', form({ grant_type: 'authorization_code', client_id: 'spa', code: 'unknown' }));
    assert.equal(answer.status, 400);
    assert.ok(answer.body.error && answer.body.error_id);
  });

  for (const name of ['unregistered_origin', 'loopback_origin_of_a_native_client']) {
    it(`${name}_reads_metadata_only`, async (t) => {
      const host = name.startsWith('loopback') ? '127.0.0.1' : 'localhost';
      const get = await openPageOf(t, `http://${host}:${stranger.port}`);
      assert.equal((await get('/.well-known/openid-configuration')).status, 200);
      assert.equal((await get('/jwks')).status, 200);
      await assertClosed(get);
    });
  }

  it('null_origin_is_refused', async (t) => {
    const page = await newPage(t);
    await page.goto(`${SPA.origin}/`);
    const [frameElement] = await Promise.all([
      page.waitForSelector('iframe'),
      page.evaluate(() => {
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts';
        frame.srcdoc = '<title>sandboxed</title>';
        document.body.append(frame);
      }),
    ]);
    const frame = await frameElement.contentFrame();
    await frame.waitForLoadState();
    assert.equal(await frame.evaluate('origin'), 'null');
    const get = (path, init) => frame.evaluate(fetchInPage, [`${symbolon.issuer}${path}`, init]);
    assert.equal((await get('/jwks')).status, 200, 'metadata is for everybody');
    await assertClosed(get);
  });

  const assertClosed = async (get) => {
    const code = { grant_type: 'authorization_code', client_id: 'spa', code: 'unknown' };
    assert.equal(await get('/token', form(code)), 'blocked');
    assert.equal(await get('/userinfo', { headers: { authorization: 'Bearer unknown' } }), 'blocked');
    assert.equal(await get('/revoke', form({ client_id: 'spa', token: 'unknown' })), 'blocked');
  };

  it('no_answer_allows_credentials_or_the_null_origin', async () => {
    for (const origin of [SPA.origin, 'null', 'https://elsewhere.example']) {
      for (const path of ['/token', '/userinfo', '/revoke', '/introspect', '/authorize', '/jwks']) {
        const method = path === '/jwks' ? 'GET' : 'POST';
        const preflight = { 'access-control-request-method': method, 'access-control-request-headers': 'authorization' };
        const answer = await fetch(symbolon.issuer + path, { method: 'OPTIONS', headers: { origin, ...preflight } });
        assert.ok(answer.status < 500, `${path} ${answer.status}`);
        assert.equal(answer.headers.get('access-control-allow-credentials'), null, `${path} for ${origin}`);
        const allowed = answer.headers.get('access-control-allow-origin');
        assert.notEqual(allowed, 'null', path);
        if (path === '/authorize') assert.equal(allowed, null, 'authorize is for navigation only');
        if (path === '/token') assert.equal(allowed, origin === SPA.origin ? SPA.origin : null, `${path} for ${origin}`);
      }
    }
  });

  itEndsWell(() => symbolon);
});
