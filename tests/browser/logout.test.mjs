// Signing out at the request of a client, and how the others learn of it: in Chromium, and by POST from the server.

import './require-node.mjs';
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as client from 'openid-client';
import { openBrowser, signIn, submit } from './pages.mjs';
import { itEndsWell, launchChromium, startPageServer, startSymbolon, SYMBOLON } from './support.mjs';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const WAIT_LIMIT_MS = 5_000;

async function eventually(condition, what) {
  const limit = Date.now() + WAIT_LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > limit) assert.fail(`not within ${WAIT_LIMIT_MS / 1000} s: ${what}`);
    await sleep(50);
  }
}

/** In the browser: sends a form as a client's page does. */
function submitForm({ action, fields }) {
  const form = document.createElement('form');
  Object.assign(form, { action, method: 'post' });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
  document.body.append(form);
  form.submit();
}

describe('logout', () => {
  let symbolon, chromium, app, shop, forum;

  before(async () => {
    app = await startPageServer();
    symbolon = await startSymbolon(SYMBOLON, { SYMBOLON_OUTBOUND__ALLOW: `127.0.0.1:${app.port}` });
    shop = await addClient('shop', 'true');
    forum = await addClient('forum', 'false');
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await symbolon?.stop();
    await app?.stop();
  });

  /** Registers a client whose addresses all begin with its id. */
  const addClient = async (id, session) => {
    const at = (path) => `http://localhost:${app.port}/${id}/${path}`;
    const words = ['--kind', 'web', '--name', id, '--first-party', 'true', '--json', '--redirect-uri', at('callback')];
    words.push('--post-logout-redirect-uri', at('bye'), '--frontchannel-logout-uri', at('front'));
    words.push('--backchannel-logout-uri', `http://127.0.0.1:${app.port}/${id}/back`);
    words.push('--frontchannel-logout-session-required', session, '--backchannel-logout-session-required', session);
    const { client_secret: secret } = JSON.parse(await symbolon.run('client', 'add', id, ...words));
    // The provider follows the shell within a second: an unknown client is told on a page, a known one by redirect.
    const probe = `${symbolon.issuer}/authorize?${new URLSearchParams({ client_id: id, redirect_uri: at('callback') })}`;
    await eventually(async () => (await fetch(probe, { redirect: 'manual' })).status === 303, `${id} is known`);
    const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
    return client.discovery(new URL(symbolon.issuer), id, secret, undefined, { execute });
  };

  const signInWith = async (config, page) => {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const { client_id: id } = config.clientMetadata();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: `http://localhost:${app.port}/${id}/callback`,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    await page.goto(url.href);
    if (await page.locator('form#login').count()) await signIn(page);
    return client.authorizationCodeGrant(config, new URL(page.url()), { pkceCodeVerifier, idTokenExpected: true });
  };

  const received = (path) => app.received.filter(({ url }) => url.split('?')[0] === path);

  const once = async (path) => {
    await eventually(() => received(path).length > 0, `${path} was asked`);
    assert.equal(received(path).length, 1, `${path} was asked once`);
    return received(path)[0];
  };

  const verify = async (config, { method, headers, body }) => {
    assert.deepEqual([method, headers['content-type']], ['POST', 'application/x-www-form-urlencoded']);
    const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const { payload } = await jose.jwtVerify(new URLSearchParams(body).get('logout_token'), keys, {
      typ: 'logout+jwt',
      issuer: symbolon.issuer,
      audience: config.clientMetadata().client_id,
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
    });
    assert.deepEqual(payload.events, { [EVENT]: {} });
    assert.equal(payload.nonce, undefined);
    return payload;
  };

  it('client_signs_a_person_out_and_gets_them_back_while_all_clients_are_told', async (t) => {
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer);
    const tokens = await signInWith(shop, page);
    const { sub, sid } = tokens.claims();
    await signInWith(forum, page);

    const bye = `http://localhost:${app.port}/shop/bye`;
    const words = { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: 'a&b' };
    await page.goto(client.buildEndSessionUrl(shop, words).href);
    await page.waitForURL(`${bye}?${new URLSearchParams({ state: 'a&b' })}`);

    const frame = new URL((await once('/shop/front')).url, symbolon.issuer);
    assert.deepEqual(Object.fromEntries(frame.searchParams), { iss: symbolon.issuer, sid });
    assert.equal((await once('/forum/front')).url, '/forum/front');
    const told = await verify(shop, await once('/shop/back'));
    assert.deepEqual([told.sub, told.sid], [sub, sid]);
    const other = await verify(forum, await once('/forum/back'));
    assert.equal(other.sub, sub);
    assert.notEqual(other.jti, told.jti);
    assert.deepEqual(watch.complaints(), [], 'no policy forbids the frames');

    await page.goto(`${symbolon.issuer}/account`);
    assert.equal(await page.locator('form#login').count(), 1, 'signed out');
  });

  it('person_is_asked_where_the_client_has_no_hint', async (t) => {
    app.received.length = 0;
    const { page } = await openBrowser(t, chromium, symbolon.issuer, { javaScriptEnabled: false });
    await signInWith(shop, page);
    const bye = `http://localhost:${app.port}/shop/bye`;
    await page.goto(client.buildEndSessionUrl(shop, { post_logout_redirect_uri: bye }).href);
    assert.deepEqual(received('/shop/front'), []);
    await submit(page, '#logout-confirm');
    await submit(page, '#logout-continue');
    assert.equal(page.url(), bye);
    await once('/shop/front');
    await once('/shop/back');
  });

  it('form_of_another_site_signs_in_and_out_though_its_post_has_no_cookie', async (t) => {
    app.received.length = 0;
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer);
    const tokens = await signInWith(shop, page);
    const post = (url) => {
      const fields = Object.fromEntries(url.searchParams);
      return Promise.all([page.waitForNavigation(), page.evaluate(submitForm, { action: url.origin + url.pathname, fields })]);
    };
    const callback = `http://localhost:${app.port}/shop/callback`;
    const challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier());
    const request = { redirect_uri: callback, scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' };
    // 127.0.0.1 is another site than localhost.
    await page.goto(`http://127.0.0.1:${app.port}/`);
    await post(client.buildAuthorizationUrl(shop, request));
    await page.waitForURL(`${callback}?*`);
    assert.ok(new URL(page.url()).searchParams.get('code'), 'who is signed in is not asked again');

    const bye = `http://localhost:${app.port}/shop/bye`;
    await page.goto(`http://127.0.0.1:${app.port}/`);
    await post(client.buildEndSessionUrl(shop, { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye }));
    await page.waitForURL(bye);
    await once('/shop/front');
    await once('/shop/back');
    const shown = watch.requests().filter((url) => url.includes(tokens.id_token));
    assert.deepEqual(shown, [], 'the token was in no address');
  });

  itEndsWell(() => symbolon);
});
