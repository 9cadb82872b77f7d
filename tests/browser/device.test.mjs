// A device without a browser is connected by a person with one (RFC 8628): by keyboard, on a phone, without scripts.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { postForm } from './oauth.mjs';
import {
  assertColours,
  assertIds,
  assertNoHorizontalScroll,
  IDS,
  openBrowser,
  screenshot,
  signIn,
  submit,
  tabTo,
} from './pages.mjs';
import { ALICE, itEndsWell, launchChromium, startSymbolon } from './support.mjs';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1440, height: 900 };
const ENTRY = ['form#device', 'input#user_code', 'button#device-submit'];
const CONSENT = [...IDS.consent, '#device-warning', '#device-code'];

describe('device', () => {
  let symbolon, chromium;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await symbolon?.stop();
  });

  const open = (t, options) => openBrowser(t, chromium, symbolon.issuer, options);

  /** What the device does first: it gets both codes. */
  const startDevice = async () => {
    const form = { client_id: 'cli', scope: 'openid read' };
    const { status, body } = await postForm(symbolon.issuer, '/device_authorization', form);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  const poll = ({ device_code }) =>
    postForm(symbolon.issuer, '/token', { grant_type: GRANT, client_id: 'cli', device_code });

  const press = (page, key) => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);

  it('code_typed_by_keyboard_alone_gets_the_device_its_tokens', async (t) => {
    const { page, watch } = await open(t);
    const codes = await startDevice();
    await page.goto(codes.verification_uri);
    await tabTo(page, '#username');
    await page.keyboard.type(ALICE.username);
    await tabTo(page, '#password');
    await page.keyboard.type(ALICE.password);
    await press(page, 'Enter');
    await assertIds(page, ENTRY);

    await tabTo(page, '#user_code');
    await page.keyboard.type(codes.user_code.toLowerCase().replace('-', ' '));
    await press(page, 'Enter');
    await assertIds(page, CONSENT);
    assert.equal(await page.innerText('#device-code'), codes.user_code);

    await tabTo(page, '#consent-allow');
    await press(page, 'Enter');
    await assertIds(page, ['#device-done']);
    const { status, body } = await poll(codes);
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(body.access_token && body.id_token, 'it has its tokens');
    watch.assertClean();
  });

  it('complete_address_on_a_phone_without_javascript_asks_and_denial_reaches_the_device', async (t) => {
    const { page, watch } = await open(t, { viewport: PHONE, javaScriptEnabled: false });
    const codes = await startDevice();
    await page.goto(codes.verification_uri_complete);
    await signIn(page);
    await assertIds(page, ENTRY);
    assert.equal(await page.inputValue('#user_code'), codes.user_code);
    await submit(page, '#device-submit');
    await assertIds(page, CONSENT);
    await submit(page, '#consent-deny');
    await assertIds(page, ['#device-done']);
    const { status, body } = await poll(codes);
    assert.deepEqual([status, body.error], [400, 'access_denied']);
    watch.assertClean();
  });

  for (const [screen, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    for (const colorScheme of ['light', 'dark']) {
      it(`pages_fit_a_${screen}_in_${colorScheme}`, async (t) => {
        const { page, watch } = await open(t, { viewport, colorScheme });
        const look = async (name) => {
          await assertNoHorizontalScroll(page);
          await assertColours(page, colorScheme);
          await screenshot(page, `${name}-${screen}-${colorScheme}`);
        };
        const codes = await startDevice();
        await page.goto(codes.verification_uri);
        await signIn(page);
        await look('device');
        await page.fill('#user_code', 'wrong');
        await submit(page, '#device-submit');
        await assertIds(page, [...ENTRY, '#device-error[role=alert]']);
        await look('device-error');
        await page.fill('#user_code', codes.user_code);
        await submit(page, '#device-submit');
        await assertIds(page, CONSENT);
        await look('device-consent');
        await submit(page, '#consent-allow');
        await assertIds(page, ['#device-done']);
        await look('device-done');
        watch.assertClean();
      });
    }
  }

  itEndsWell(() => symbolon);
});
