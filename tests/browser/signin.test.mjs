// A person signs in to an app with Chromium, in good order and in bad.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertCodeResponse, authorizationRequest, exchange } from './oauth.mjs';
import { assertIds, IDS, openBrowser, screenshot, signIn, submit, tabTo, walkToConsent } from './pages.mjs';
import { ALICE, itEndsWell, launchChromium, startPageServer, startSymbolon } from './support.mjs';

describe('sign-in', () => {
  let symbolon, chromium, app, redirectUri;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
    app = await startPageServer();
    redirectUri = `http://127.0.0.1:${app.port}/callback`;
  });

  after(async () => {
    await chromium?.close();
    await app?.stop();
    await symbolon?.stop();
  });

  const start = (t, options) => openBrowser(t, chromium, symbolon.issuer, options);
  const newRequest = (more) =>
    authorizationRequest(symbolon.issuer, { client_id: 'native', redirect_uri: redirectUri, ...more });
  const arrived = (url) => url.startsWith(redirectUri);
  const clientOrigin = () => new URL(redirectUri).origin;

  /** The page is one of ours that a person can go on from, and no fault of the server. */
  const assertSafe = async (page, response) => {
    assert.ok(response.status() < 500, `${response.status()} at ${page.url()}`);
    const known = await page.locator('main#error, form#login, form#consent').count();
    assert.ok(known === 1 || arrived(page.url()), `no page of ours at ${page.url()}`);
  };

  const assertRefused = async (page, response) => {
    assert.ok(response.status() >= 400 && response.status() < 500, `${response.status()} at ${page.url()}`);
    await assertIds(page, IDS.error);
    for (const id of ['#error-code', '#error-description', '#error-id']) {
      assert.notEqual((await page.locator(id).innerText()).trim(), '', `${id} says something`);
    }
  };

  it('wrong_password_keeps_the_username_and_right_password_leads_to_tokens', async (t) => {
    const { page, watch } = await start(t);
    const request = newRequest({ scope: 'openid profile email read offline_access' });
    await page.goto(request.url);
    await assertIds(page, IDS.login);

    const refused = await signIn(page, { username: ALICE.username, password: 'wrong' });
    assert.ok(refused.status() < 500);
    await assertIds(page, [...IDS.login, ...IDS.loginError]);
    assert.equal(await page.inputValue('#username'), ALICE.username);
    assert.equal(await page.inputValue('#password'), '');

    await signIn(page);
    await assertIds(page, IDS.consent);
    await submit(page, '#consent-allow');
    assert.ok(arrived(page.url()), page.url());
    const tokens = await exchange(symbolon.issuer, request, assertCodeResponse(symbolon.issuer, request, page.url()));
    assert.ok(tokens.refresh_token, 'offline_access was granted');
    watch.assertClean(clientOrigin());
  });

  it('consent_lists_every_scope_with_a_description', async (t) => {
    const { page } = await start(t);
    const scope = 'openid profile email address phone offline_access read write';
    await walkToConsent(page, newRequest({ scope }));
    const texts = await page.locator('li.scope').allInnerTexts();
    assert.equal(texts.length, scope.split(' ').length, texts.join(' | '));
    assert.equal(new Set(texts).size, texts.length, 'each has its own text');
    for (const text of texts) assert.match(text.trim(), /\S\s+\S/, 'more than the name of the scope');
  });

  it('denial_returns_access_denied_with_state_and_iss_and_no_code', async (t) => {
    const { page, watch } = await start(t);
    const request = newRequest();
    await walkToConsent(page, request);
    await submit(page, '#consent-deny');
    const answer = new URL(page.url()).searchParams;
    assert.ok(arrived(page.url()), page.url());
    assert.equal(answer.get('error'), 'access_denied');
    assert.equal(answer.get('state'), request.state);
    assert.equal(answer.get('iss'), symbolon.issuer);
    assert.deepEqual([...answer.keys()].sort(), ['error', 'error_description', 'iss', 'state']);
    watch.assertClean(clientOrigin());
  });

  it('back_button_after_finishing_shows_a_helpful_page', async (t) => {
    const { page, watch } = await start(t);
    await walkToConsent(page, newRequest());
    await submit(page, '#consent-allow');
    const response = await page.goBack();
    await assertRefused(page, response);
    await screenshot(page, 'error-back-button');
    watch.assertClean(clientOrigin());
  });

  it('second_tab_of_the_same_flow_is_safe_and_gets_no_second_answer', async (t) => {
    const { context, page, watch } = await start(t);
    await page.goto(newRequest().url);
    const loginUrl = page.url();
    const second = await context.newPage();
    await second.goto(loginUrl);
    await assertIds(second, IDS.login);

    await signIn(page);
    await assertSafe(second, await signIn(second));
    await second.goto(loginUrl);
    await assertIds(second, IDS.consent);

    await submit(page, '#consent-allow');
    assert.ok(arrived(page.url()), page.url());
    await assertRefused(second, await submit(second, '#consent-allow'));
    watch.assertClean(clientOrigin());
  });

  it('two_flows_in_two_tabs_both_finish', async (t) => {
    const { context, page, watch } = await start(t);
    const [first, other] = [newRequest(), newRequest()];
    const second = await context.newPage();
    await page.goto(first.url);
    await second.goto(other.url);
    await signIn(page);
    await assertSafe(second, await signIn(second));

    await second.goto(other.url);
    for (const [tab, request] of [[second, other], [page, first]]) {
      await assertIds(tab, IDS.consent);
      await submit(tab, '#consent-allow');
      const code = assertCodeResponse(symbolon.issuer, request, tab.url());
      await exchange(symbolon.issuer, request, code);
    }
    watch.assertClean(clientOrigin());
  });

  it('unknown_handle_shows_a_helpful_page', async (t) => {
    const { page, watch } = await start(t);
    await page.goto(newRequest().url);
    const url = new URL(page.url());
    const [name, handle] = [...url.searchParams].sort(([, a], [, b]) => b.length - a.length)[0];
    url.searchParams.set(name, 'A'.repeat(handle.length));
    await assertRefused(page, await page.goto(url.href));
    watch.assertClean();
  });

  it('handle_of_another_browser_is_refused', async (t) => {
    const { page } = await start(t);
    await page.goto(newRequest().url);
    const stranger = await start(t);
    await assertRefused(stranger.page, await stranger.page.goto(page.url()));
    stranger.watch.assertClean();
  });

  for (const [name, button] of [['login', '#login-submit'], ['consent', '#consent-allow']]) {
    it(`${name}_without_csrf_token_is_refused`, async (t) => {
      const { page, watch } = await start(t);
      if (name === 'consent') await walkToConsent(page, newRequest());
      else await page.goto(newRequest().url);
      const removed = await page.evaluate((form) => {
        const tokens = document.querySelectorAll(`form#${form} input[type=hidden][name*=csrf i]`);
        for (const token of tokens) token.remove();
        return tokens.length;
      }, name);
      assert.equal(removed, 1, `one hidden csrf field in form#${name}`);
      if (name === 'login') {
        await page.fill('#username', ALICE.username);
        await page.fill('#password', ALICE.password);
      }
      await assertRefused(page, await submit(page, button));
      watch.assertClean();
    });
  }

  it('keyboard_alone_signs_in_and_allows', async (t) => {
    const { page, watch } = await start(t);
    const request = newRequest();
    await page.goto(request.url);
    await tabTo(page, '#username');
    await page.keyboard.type(ALICE.username);
    await tabTo(page, '#password');
    await page.keyboard.type(ALICE.password);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await assertIds(page, IDS.consent);
    await tabTo(page, '#consent-allow');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assertCodeResponse(symbolon.issuer, request, page.url());
    watch.assertClean(clientOrigin());
  });

  it('whole_flow_works_without_javascript', async (t) => {
    const { page, watch } = await start(t, { javaScriptEnabled: false });
    const request = newRequest();
    await page.goto(request.url);
    await signIn(page, { username: ALICE.username, password: 'wrong' });
    await assertIds(page, [...IDS.login, ...IDS.loginError]);
    await signIn(page);
    await assertIds(page, IDS.consent);
    await submit(page, '#consent-allow');
    await exchange(symbolon.issuer, request, assertCodeResponse(symbolon.issuer, request, page.url()));
    watch.assertClean(clientOrigin());
  });

  it('browser_cookie_is_httponly_and_lax_and_changes_at_login', async (t) => {
    const { context, page } = await start(t);
    await page.goto(newRequest().url);
    const before = await context.cookies(symbolon.issuer);
    await signIn(page);
    const cookies = await context.cookies(symbolon.issuer);
    for (const cookie of [...before, ...cookies].filter(({ httpOnly }) => httpOnly)) {
      assert.equal(cookie.sameSite, 'Lax', cookie.name);
      assert.ok(!cookie.name.startsWith('__Host-'), 'the prefix needs https');
    }
    const secret = cookies.find(({ httpOnly }) => httpOnly);
    assert.ok(secret, 'there is an HttpOnly cookie');
    const old = before.find(({ name }) => name === secret.name);
    assert.notEqual(old?.value, secret.value, 'its value changes at login');
  });

  it('signed_in_person_is_not_asked_for_the_password_again', async (t) => {
    const { page, watch } = await start(t);
    await walkToConsent(page, newRequest());
    await submit(page, '#consent-allow');
    const again = newRequest();
    await page.goto(again.url);
    await assertIds(page, IDS.consent);
    await submit(page, '#consent-allow');
    assertCodeResponse(symbolon.issuer, again, page.url());
    watch.assertClean(clientOrigin());
  });

  it('unregistered_redirect_uri_shows_our_page_and_never_redirects', async (t) => {
    const { page, watch } = await start(t);
    const request = newRequest({ redirect_uri: `${redirectUri}/x` });
    await assertRefused(page, await page.goto(request.url));
    assert.equal(new URL(page.url()).origin, symbolon.issuer);
    watch.assertClean();
  });

  itEndsWell(() => symbolon);
});
