// oidc-client-ts as a single-page app uses it: sign-in, silent renewal in a hidden iframe, sign-out.
//
// The provider's cookie is SameSite=Lax, so an iframe is signed in only within the same site. Ports make no other site:
// the app at localhost:5173 and the provider on another port of localhost are one.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openBrowser, signIn, submit } from './pages.mjs';
import { itEndsWell, launchChromium, listen, REPOSITORY, SPA, startSymbolon } from './support.mjs';

const LIBRARY = path.join(REPOSITORY, 'tests/browser/node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js');

/** The app: each page makes a manager; a page with an answer in its address hands it over. */
const appPage = (issuer, origin) => `<!doctype html><meta charset="utf-8"><title>app</title>
<link rel="icon" href="data:,"><main id="app"></main><script src="${origin}/oidc.js"></script><script>
  const manager = new oidc.UserManager({
    authority: '${issuer}',
    client_id: 'spa',
    redirect_uri: '${origin}/callback',
    post_logout_redirect_uri: '${origin}/bye',
    scope: 'openid profile',
    loadUserInfo: true,
    automaticSilentRenew: false,
    silentRequestTimeoutInSeconds: 10,
  });
  const tell = (text) => (document.querySelector('#app').textContent = text);
  if (location.pathname === '/callback') manager.signinCallback().then(() => tell('done'), (error) => tell(error.message));
  if (location.pathname === '/bye') manager.signoutCallback().then(() => tell('bye'), (error) => tell(error.message));
</script>`;

async function startApp(issuer) {
  const library = await readFile(LIBRARY);
  const server = http.createServer((request, response) => {
    const script = request.url === '/oidc.js';
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? library : appPage(issuer, SPA.origin));
  });
  await listen(server, SPA.port);
  return () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
}

describe('oidc-client-ts', () => {
  let symbolon, chromium, stopApp;

  before(async () => {
    symbolon = await startSymbolon();
    await symbolon.run('client', 'set', 'spa', '--post-logout-redirect-uri', `${SPA.origin}/bye`);
    chromium = await launchChromium();
    stopApp = await startApp(symbolon.issuer);
  });

  after(async () => {
    await chromium?.close();
    await stopApp?.();
    await symbolon?.stop();
  });

  const user = (page) =>
    page.evaluate(async () => {
      const { access_token, id_token, profile, refresh_token } = await manager.getUser();
      return { access_token, id_token, profile, refresh_token };
    });

  const signedIn = async (t) => {
    const { context, page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${SPA.origin}/`);
    await page.evaluate(() => void manager.signinRedirect());
    await page.waitForSelector('form#login');
    await signIn(page);
    if (await page.locator('form#consent').count()) await submit(page, '#consent-allow');
    await page.waitForFunction(() => document.querySelector('#app')?.textContent === 'done');
    return { context, page };
  };

  it('renews_silently_in_an_iframe_of_the_same_site_without_a_refresh_token', async (t) => {
    const { page } = await signedIn(t);
    const first = await user(page);
    assert.equal(first.profile.name, 'Alice Liddell');
    assert.equal(first.refresh_token, undefined);
    await page.evaluate(() => manager.signinSilent());
    const second = await user(page);
    assert.notEqual(second.access_token, first.access_token);
    assert.notEqual(second.id_token, first.id_token);
    for (const claim of ['iss', 'sub', 'aud', 'auth_time', 'sid']) {
      assert.equal(second.profile[claim], first.profile[claim], claim);
    }
    assert.equal(new URL(page.url()).origin, SPA.origin, 'the page itself never left');
  });

  it('silent_renewal_without_a_session_is_told_login_required', async (t) => {
    const { context, page } = await signedIn(t);
    await context.clearCookies();
    const error = await page.evaluate(() => manager.signinSilent().then(() => 'renewed', (refused) => refused.error));
    assert.equal(error, 'login_required');
  });

  it('sign_out_ends_the_session_of_the_provider_and_comes_back', async (t) => {
    const { page } = await signedIn(t);
    await page.evaluate(() => void manager.signoutRedirect());
    await page.waitForFunction(() => document.querySelector('#app')?.textContent === 'bye');
    assert.equal(await page.evaluate(async () => await manager.getUser()), null);
    const error = await page.evaluate(() => manager.signinSilent().then(() => 'renewed', (refused) => refused.error));
    assert.equal(error, 'login_required');
  });

  itEndsWell(() => symbolon);
});
