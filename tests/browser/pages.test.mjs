// Every page, on a phone and on a desk, by day and by night: its ids, its width, its colours, a picture of it.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest } from './oauth.mjs';
import {
  assertColours,
  assertIds,
  assertNoHorizontalScroll,
  IDS,
  openBrowser,
  screenshot,
  signIn,
  submit,
  walkToConsent,
} from './pages.mjs';
import { itEndsWell, launchChromium, SPA, startPageServer, startSymbolon } from './support.mjs';

const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
};
/** What a desktop of 1280 × 800 shows at 200 %, and the narrowest that WCAG 2.2 §1.4.10 asks for. */
const ZOOMED = {
  '200_percent': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  '400_percent': { viewport: { width: 320, height: 200 }, deviceScaleFactor: 4 },
};
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#b3261e" d="M0 0h8v8z"/></svg>';

describe('pages', () => {
  let symbolon, chromium, app;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
    app = await startPageServer(SPA.port);
  });

  after(async () => {
    await chromium?.close();
    await app?.stop();
    await symbolon?.stop();
  });

  const newRequest = (more) =>
    authorizationRequest(symbolon.issuer, {
      client_id: 'spa',
      redirect_uri: `${SPA.origin}/callback`,
      scope: 'openid profile email address phone offline_access read write',
      ...more,
    });

  const open = (t, options) => openBrowser(t, chromium, symbolon.issuer, options);

  /** Walks over every page and calls `check(name, ids)` on each. */
  const walk = async (page, name, check) => {
    await page.goto(`${symbolon.issuer}/`);
    await check('home', []);
    await page.goto(newRequest({ client_id: 'nobody' }).url);
    await check('error', IDS.error);
    await page.goto(`${symbolon.issuer}/nowhere`);
    await check('not-found', IDS.error);
    await page.goto(newRequest({ prompt: 'consent' }).url);
    await check('login', IDS.login);
    // A name of its own, so that several wrong passwords in a row lock nobody out.
    await signIn(page, { username: `nobody-${name}`, password: 'wrong' });
    await check('login-error', [...IDS.login, ...IDS.loginError]);
    await signIn(page);
    await check('consent', IDS.consent);
    await submit(page, '#consent-allow');
    assert.ok(page.url().startsWith(SPA.origin), page.url());

    const claims = JSON.stringify({ userinfo: { phone_number_verified: null } });
    await page.goto(newRequest({ prompt: 'select_account consent', scope: 'openid', claims }).url);
    await check('select-account', IDS.selectAccount);
    await submit(page, '#select-continue');
    await check('consent-claims', [...IDS.consent, 'li.claim']);
    await submit(page, '#consent-deny');
    assert.ok(page.url().startsWith(SPA.origin), page.url());

    await page.goto(`${symbolon.issuer}/`);
    await check('home-signed-in', []);
    await page.goto(`${symbolon.issuer}/account`);
    await check('account', IDS.account);
    await page.goto(`${symbolon.issuer}/logout`);
    await check('logout', IDS.logout);
    await submit(page, '#logout-confirm');
    await check('logout-done', IDS.logoutDone);
  };

  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const colorScheme of ['light', 'dark']) {
      it(`pages_fit_a_${screen}_in_${colorScheme}_colours`, async (t) => {
        const { page, watch } = await open(t, { ...size, colorScheme });
        await walk(page, `${screen}-${colorScheme}`, async (name, ids) => {
          await assertIds(page, ids);
          await assertNoHorizontalScroll(page);
          await assertColours(page, colorScheme);
          await screenshot(page, `${name}-${screen}-${colorScheme}`);
        });
        watch.assertClean(SPA.origin);
      });
    }
  }

  for (const [zoom, size] of Object.entries(ZOOMED)) {
    it(`pages_can_be_used_at_${zoom}`, async (t) => {
      const { page, watch } = await open(t, size);
      await walk(page, zoom, async (name, ids) => {
        await assertIds(page, ids);
        await assertNoHorizontalScroll(page);
        await screenshot(page, `${name}-${zoom}`);
      });
      watch.assertClean(SPA.origin);
    });
  }

  it('pages_keep_their_edges_in_forced_colours', async (t) => {
    const { page, watch } = await open(t, { ...SCREENS.desktop, forcedColors: 'active' });
    await walk(page, 'forced', async (name, ids) => {
      await assertIds(page, ids);
      await screenshot(page, `${name}-forced`);
      const bare = await page.locator('main, .button, input:not([type=hidden])').evaluateAll((elements) =>
        elements.filter((element) => getComputedStyle(element).borderTopWidth === '0px').map(({ id }) => id),
      );
      assert.deepEqual(bare, [], `without an edge on ${name}`);
    });
    watch.assertClean(SPA.origin);
  });

  it('client_logo_and_links_are_on_login_and_consent_and_nothing_else_is_loaded', async (t) => {
    const site = 'https://shop.example';
    await symbolon.run(
      ...['client', 'add', 'shop', '--kind', 'spa', '--name', 'Corner Shop', '--redirect-uri', `${site}/callback`],
      ...['--scope', 'openid email', '--client-uri', `${site}/`, '--logo-uri', `${site}/logo.svg`],
      ...['--policy-uri', `${site}/privacy`, '--tos-uri', `${site}/terms`],
    );
    const { context, page, watch } = await open(t);
    await context.route(`${site}/logo.svg`, (route) => route.fulfill({ contentType: 'image/svg+xml', body: LOGO }));
    const request = newRequest({ client_id: 'shop', redirect_uri: `${site}/callback`, scope: 'openid email' });
    await openUntilKnown(page, request.url);

    const links = page.locator('main a[target=_blank]');
    const assertDressed = async () => {
      const drawn = await page.locator('main img').evaluateAll((images) => images.map((image) => image.naturalWidth > 0));
      assert.deepEqual(drawn, [true], `the logo is drawn on ${page.url()}`);
      const targets = await links.evaluateAll((all) => all.map(({ href, rel }) => [href, rel]));
      const rel = 'noopener noreferrer';
      assert.deepEqual(targets, [[`${site}/`, rel], [`${site}/privacy`, rel], [`${site}/terms`, rel]]);
    };
    await assertIds(page, IDS.login);
    await assertDressed();
    await screenshot(page, 'login-client');
    await signIn(page);
    await assertIds(page, IDS.consent);
    await assertDressed();
    await screenshot(page, 'consent-client');
    const loaded = watch.foreign().map((foreign) => foreign.url());
    assert.deepEqual([...new Set(loaded)], [`${site}/logo.svg`]);
    assert.deepEqual(watch.complaints(), []);
  });

  /** What the command line wrote reaches the running server within a second (contract). */
  const openUntilKnown = async (page, url) => {
    const limit = Date.now() + 1_500;
    let response = await page.goto(url);
    while (response.status() !== 200 && Date.now() < limit) response = await page.goto(url);
  };

  it('logout_ends_the_session', async (t) => {
    const { page } = await open(t);
    await walkToConsent(page, newRequest({ prompt: 'consent' }));
    await page.goto(`${symbolon.issuer}/logout`);
    await submit(page, '#logout-confirm');
    await assertIds(page, IDS.logoutDone);
    await page.goto(newRequest().url);
    await assertIds(page, IDS.login);
  });

  itEndsWell(() => symbolon);
});
