// The API's own documentation page: Swagger UI from our origin only, and its "Authorize" button.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, screenshot, signIn } from './pages.mjs';
import { launchChromium, startSymbolon } from './support.mjs';

/** The dialog's part for the authorization code flow; the labels stay when the fields give way to the signed-in state. */
const SCHEME = '.auth-container:has(label[for=client_id_authorizationCode])';

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

  const openDocs = async (t) => {
    const opened = await openBrowser(t, chromium, symbolon.issuer);
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
    await screenshot(page, 'docs');
    watch.assertClean();
  });

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
    watch.assertClean();
  });
});
