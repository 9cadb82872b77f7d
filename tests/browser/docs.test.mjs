// The API's own documentation page: Swagger UI from our origin only, and its "Authorize" button.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertNoHorizontalScroll, openBrowser, screenshot, signIn } from './pages.mjs';
import { itEndsWell, launchChromium, startSymbolon } from './support.mjs';

/** The dialog's part for the authorization code flow; the labels stay when the fields give way to the signed-in state. */
const SCHEME = '.auth-container:has(label[for=client_id_authorizationCode])';

const SCREENS = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

describe('docs', () => {
  let symbolon, chromium;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await symbolon?.stop();
  });

  const openDocs = async (t, options) => {
    const opened = await openBrowser(t, chromium, symbolon.issuer, options);
    await opened.page.goto(`${symbolon.issuer}/docs`);
    await opened.page.waitForSelector('.swagger-ui .opblock');
    return opened;
  };

  it('docs_page_lists_the_endpoints_and_loads_nothing_from_elsewhere', async (t) => {
    const { page, watch } = await openDocs(t);
    const paths = await page.locator('.opblock-summary-path').allInnerTexts();
    const plain = paths.map((path) => path.replaceAll('\u200b', ''));
    for (const path of ['/token', '/userinfo', '/introspect', '/revoke']) {
      assert.ok(plain.includes(path), `${path} among ${plain}`);
    }
    watch.assertClean();
  });

  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ['light', 'dark']) {
      it(`docs_page_fits_a_${screen}_in_${colorScheme}_colours`, async (t) => {
        const { page } = await openDocs(t, { viewport, colorScheme });
        await assertNoHorizontalScroll(page);
        await screenshot(page, `docs-${screen}-${colorScheme}`);
      });
    }
  }

  it('docs_authorize_button_signs_in_with_pkce', async (t) => {
    const { context, page, watch } = await openDocs(t);
    const answers = new Map();
    context.on('response', (response) => answers.set(new URL(response.url()).pathname, response));

    await page.click('.btn.authorize');
    const scheme = page.locator(SCHEME).first();
    assert.equal(await scheme.locator('#client_id_authorizationCode').inputValue(), 'spa', 'the client is filled in');
    await scheme.getByText('select all').first().click();
    const popupOpens = context.waitForEvent('page');
    await scheme.locator('button.authorize').click();
    const popup = await popupOpens;

    await popup.waitForSelector('form#login');
    await signIn(popup);
    await popup.waitForSelector('form#consent');
    const closes = popup.waitForEvent('close');
    await popup.click('#consent-allow');
    await closes;

    await scheme.getByText('Logout').waitFor();
    assert.equal(answers.get('/token')?.status(), 200);
    const sent = new URL(answers.get('/authorize').url()).searchParams;
    assert.equal(sent.get('code_challenge_method'), 'S256');
    assert.equal(sent.get('redirect_uri'), `${symbolon.issuer}/docs/oauth2-redirect`);

    await page.click('.auth-wrapper .btn-done, .modal-ux .close-modal');
    await screenshot(page, 'docs-signed-in');
    const person = await executeUserinfo(page);
    assert.ok(person.sub && person.email, JSON.stringify(person));
    watch.assertClean();
  });

  /** *Try it out* and *Execute* of `GET /userinfo`; returns the body that the page shows. */
  const executeUserinfo = async (page) => {
    const operation = page.locator('.opblock-get', { has: page.locator('[data-path="/userinfo"]') });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    const answered = page.waitForResponse(`${symbolon.issuer}/userinfo`);
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = await answered;
    assert.equal(response.status(), 200);
    assert.match(response.request().headers().authorization, /^Bearer /);
    await operation.locator('.live-responses-table').waitFor();
    await screenshot(page, 'docs-userinfo');
    return response.json();
  };

  itEndsWell(() => symbolon);
});
