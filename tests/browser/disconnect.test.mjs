// "Disconnect" on the account page: by keyboard alone, without scripts, on a phone and on a desk.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest } from './oauth.mjs';
import { assertNoHorizontalScroll, openBrowser, screenshot, submit, tabTo, walkToConsent } from './pages.mjs';
import { itEndsWell, launchChromium, SPA, startPageServer, startSymbolon } from './support.mjs';

const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'dark', javaScriptEnabled: false },
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
};
const BUTTON = '#disconnect-spa button';

describe('disconnect', () => {
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

  for (const [screen, options] of Object.entries(SCREENS)) {
    it(`application_is_disconnected_by_keyboard_on_a_${screen}_and_asks_again`, async (t) => {
      const { page, watch } = await openBrowser(t, chromium, symbolon.issuer, options);
      const request = authorizationRequest(symbolon.issuer, {
        client_id: 'spa',
        redirect_uri: `${SPA.origin}/callback`,
        scope: 'openid profile read',
      });
      await walkToConsent(page, request);
      await submit(page, '#consent-allow');

      await page.goto(`${symbolon.issuer}/account`);
      if (options.javaScriptEnabled !== false) await assertNoHorizontalScroll(page);
      await tabTo(page, BUTTON);
      await screenshot(page, `account-connected-${screen}`);
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      assert.equal(new URL(page.url()).pathname, '/account');
      assert.equal(await page.locator(BUTTON).count(), 0, 'it is gone');
      await screenshot(page, `account-disconnected-${screen}`);

      await page.goto(request.url);
      assert.equal(await page.locator('form#consent').count(), 1, 'it has to ask again');
      watch.assertClean(SPA.origin);
    });
  }

  itEndsWell(() => symbolon);
});
