// Passkeys in Chromium, with its virtual authenticator: added, used with and without the username field, removed.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertCodeResponse, authorizationRequest, exchange } from './oauth.mjs';
import { assertNoHorizontalScroll, openBrowser, screenshot, signIn, submit } from './pages.mjs';
import { itEndsWell, launchChromium, SPA, startPageServer, startSymbolon } from './support.mjs';

describe('passkeys', () => {
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

  /** A browser with a phone-like authenticator of its own, and alice signed in. */
  const start = async (t, options = {}) => {
    const { page, context, watch } = await openBrowser(t, chromium, symbolon.issuer, options);
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const touches = (enabled) =>
      devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    await page.goto(`${symbolon.issuer}/login`);
    await touches(false);
    await signIn(page);
    await touches(true);
    return { page, watch, devtools, authenticatorId, touches };
  };

  const add = async (page, name) => {
    await page.goto(`${symbolon.issuer}/account/passkeys`);
    await page.fill('#passkey-name', name);
    await submit(page, '#passkey-add-submit');
    assert.equal(await page.locator('#passkeys h2', { hasText: name }).count(), 1, await page.content());
  };

  const signOut = async (page) => {
    await page.goto(`${symbolon.issuer}/logout`);
    await submit(page, '#logout-confirm');
  };

  it('passkey_is_added_and_signs_in_by_the_button_without_a_username', async (t) => {
    const { page, watch, touches, devtools, authenticatorId } = await start(t);
    await add(page, 'Desk');
    await assertNoHorizontalScroll(page);
    await screenshot(page, 'passkeys-desktop');
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    assert.equal(credentials.length, 1);
    assert.equal(credentials[0].isResidentCredential, true);
    assert.equal(credentials[0].rpId, new URL(symbolon.issuer).hostname);
    await signOut(page);

    await touches(false); // The username field would answer by itself.
    const request = authorizationRequest(symbolon.issuer, {
      client_id: 'spa',
      redirect_uri: `${SPA.origin}/callback`,
      scope: 'openid',
    });
    await page.goto(request.url);
    await screenshot(page, 'login-passkey-desktop');
    await page.click('#passkey-submit');
    await page.waitForTimeout(300);
    assert.ok(await page.locator('#passkey-problem').isHidden(), 'the button takes over from the field');

    // A key that is asked already does not notice that it is touched now: once more, with the button alone.
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
    await touches(true);
    await page.goto(request.url);
    await submit(page, '#passkey-submit');
    await submit(page, '#consent-allow');
    const code = assertCodeResponse(symbolon.issuer, request, page.url());
    const tokens = await exchange(symbolon.issuer, request, code);
    const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url'));
    assert.equal(claims.acr, '2');
    assert.ok(claims.amr.includes('mfa') && claims.amr.includes('user'), JSON.stringify(claims.amr));
    watch.assertClean(SPA.origin);
  });

  it('passkey_signs_in_from_the_username_field', async (t) => {
    const { page, watch } = await start(t);
    await add(page, 'Field');
    await signOut(page);
    await page.goto(`${symbolon.issuer}/login`);
    await page.waitForURL(`${symbolon.issuer}/account`);
    assert.equal(await page.locator('#account-sign-out').count(), 1);
    watch.assertClean();
  });

  it('removed_passkey_is_refused_and_the_password_still_works', async (t) => {
    const { page, touches } = await start(t);
    await add(page, 'Gone');
    const entry = page.locator('#passkeys li', { hasText: 'Gone' });
    await Promise.all([page.waitForNavigation(), entry.locator('form.disconnect button').click()]);
    assert.equal(await page.locator('#passkeys h2', { hasText: 'Gone' }).count(), 0);
    await signOut(page);
    await page.goto(`${symbolon.issuer}/login`);
    await page.waitForSelector('#login-error');
    await touches(false);
    await signIn(page);
    assert.equal(new URL(page.url()).pathname, '/account');
  });

  it('fresh_sign_in_for_a_page_is_done_by_passkey_and_leads_back', async (t) => {
    const { page } = await start(t);
    await add(page, 'Again');
    await page.goto(`${symbolon.issuer}/login?return=%2Faccount%2Fdata&again=1`);
    await page.waitForURL(`${symbolon.issuer}/account/data`);
  });

  it('refusal_of_the_person_is_told_and_nothing_is_sent', async (t) => {
    const { page, devtools, authenticatorId } = await start(t, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    await page.goto(`${symbolon.issuer}/account/passkeys`);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.click('#passkey-add-submit');
    await page.waitForSelector('#passkey-problem:not([hidden])');
    await assertNoHorizontalScroll(page);
    await screenshot(page, 'passkeys-problem-phone');
  });

  itEndsWell(() => symbolon);
});
