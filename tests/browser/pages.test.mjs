// Every page, on a phone and on a desk, by day and by night: its ids, its width, its colours, a picture of it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, postForm } from './oauth.mjs';
import { assertColours, assertIds, assertNoHorizontalScroll, IDS, openBrowser, screenshot, signIn, submit } from './pages.mjs';
import { launchChromium, startSymbolon } from './support.mjs';

const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
};

describe('pages', () => {
  let symbolon, chromium;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await symbolon?.stop();
  });

  const newRequest = (more) =>
    authorizationRequest(symbolon.issuer, {
      client_id: 'native',
      redirect_uri: 'http://127.0.0.1/callback',
      scope: 'openid profile email address phone offline_access read write',
      ...more,
    });

  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const colorScheme of ['light', 'dark']) {
      it(`pages_fit_a_${screen}_in_${colorScheme}_colours`, async (t) => {
        const { page, watch } = await openBrowser(t, chromium, symbolon.issuer, { ...size, colorScheme });
        const check = async (name, ids) => {
          await assertIds(page, ids);
          await assertNoHorizontalScroll(page);
          await assertColours(page, colorScheme);
          await screenshot(page, `${name}-${screen}-${colorScheme}`);
        };

        await page.goto(newRequest({ client_id: 'nobody' }).url);
        await check('error', IDS.error);
        await page.goto(newRequest().url);
        await check('login', IDS.login);
        // A name of its own, so that four wrong passwords in a row lock nobody out.
        await signIn(page, { username: `nobody-${screen}-${colorScheme}`, password: 'wrong' });
        await check('login-error', [...IDS.login, ...IDS.loginError]);
        await signIn(page);
        await check('consent', IDS.consent);

        await page.goto(`${symbolon.issuer}/device`);
        await check('device', IDS.device);
        await page.goto(`${symbolon.issuer}/logout`);
        await check('logout', IDS.logout);
        await submit(page, '#logout-confirm');
        await check('logout-done', IDS.logoutDone);
        watch.assertClean();
      });
    }
  }

  it('device_code_is_confirmed_on_the_device_page', async (t) => {
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer);
    const { status, body: device } = await postForm(symbolon.issuer, '/device_authorization', {
      client_id: 'cli',
      scope: 'openid profile',
    });
    assert.equal(status, 200, JSON.stringify(device));
    const redeem = () =>
      postForm(symbolon.issuer, '/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'cli',
        device_code: device.device_code,
      });
    const early = await redeem();
    assert.equal(early.body.error, 'authorization_pending');

    await page.goto(device.verification_uri);
    if (await page.locator('form#login').count()) await signIn(page);
    await assertIds(page, IDS.device);
    await page.fill('#user_code', device.user_code);
    await submit(page, '#device-submit');
    if (await page.locator('form#login').count()) await signIn(page);
    await assertIds(page, IDS.consent);
    await submit(page, '#consent-allow');
    assert.equal(await page.locator('main#error').count(), 0, 'confirmed');
    await screenshot(page, 'device-done');

    await new Promise((resolve) => setTimeout(resolve, (device.interval ?? 5) * 1000));
    const tokens = await redeem();
    assert.equal(tokens.status, 200, JSON.stringify(tokens.body));
    assert.ok(tokens.body.access_token && tokens.body.refresh_token);
    watch.assertClean();
  });

  it('logout_ends_the_session', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(newRequest().url);
    await signIn(page);
    await assertIds(page, IDS.consent);
    await page.goto(`${symbolon.issuer}/logout`);
    await submit(page, '#logout-confirm');
    await assertIds(page, IDS.logoutDone);
    await page.goto(newRequest().url);
    await assertIds(page, IDS.login);
  });
});
