// A person signs up, confirms by the mail, forgets the password and sets another, with Chromium.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, screenshot, signIn } from './pages.mjs';
import { itEndsWell, launchChromium, startSymbolon } from './support.mjs';

const GOOD = 'marmalade kettle orbits quietly';
const OTHER = 'seventeen herons polish umbrellas';
const EMAIL = 'dora@example.com';

describe('self-service', () => {
  let symbolon, chromium;

  before(async () => {
    symbolon = await startSymbolon(undefined, { SYMBOLON_ACCOUNTS__REGISTRATION: 'true', SYMBOLON_MAIL__FOLDER: 'data/mail' });
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await symbolon?.stop();
  });

  const fill = async (page, entries) => {
    for (const [id, value] of Object.entries(entries)) await page.fill(`#${id}`, value);
  };

  it('person_signs_up_verifies_forgets_and_resets', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${symbolon.issuer}/login`);
    await page.click('#login-signup');
    await fill(page, { username: 'dora', email: EMAIL, name: 'Dora Doe', password: 'password', repeat: 'password' });
    await page.click('#signup-submit');
    assert.match(await page.locator('#entry-error').innerText(), /too easy to guess/);
    assert.equal(await page.inputValue('#username'), 'dora');
    assert.equal(await page.inputValue('#password'), '');
    await screenshot(page, 'signup-weak');
    await fill(page, { password: GOOD, repeat: GOOD });
    await page.click('#signup-submit');
    await page.waitForSelector('main#done-sign-up-mail');
    await screenshot(page, 'signup-mail');

    const welcome = await symbolon.mail(EMAIL);
    assert.equal(welcome.subject, 'Finish your account');
    await page.goto(welcome.link);
    await screenshot(page, 'signup-link');
    await page.click('#signup-link-submit');
    await page.waitForURL(`${symbolon.issuer}/account`);
    assert.match(await page.locator('main').innerText(), /dora@example\.com/);
    await page.goto(welcome.link);
    await page.waitForSelector('main#done-dead-link');
    await screenshot(page, 'dead-link');

    const { page: elsewhere } = await openBrowser(t, chromium, symbolon.issuer);
    await elsewhere.goto(`${symbolon.issuer}/login`);
    await elsewhere.click('#login-forgot');
    await elsewhere.fill('#username', 'DORA');
    await screenshot(elsewhere, 'forgot');
    await elsewhere.click('#forgot-submit');
    await elsewhere.waitForSelector('main#done-forgot-mail');
    const reset = await symbolon.mail(EMAIL);
    await elsewhere.goto(reset.link);
    await fill(elsewhere, { password: OTHER, repeat: OTHER });
    await screenshot(elsewhere, 'reset');
    await elsewhere.click('#new-password-submit');
    await elsewhere.waitForSelector('main#done-password-set');
    await page.goto(`${symbolon.issuer}/account`);
    assert.match(page.url(), /\/login/, 'signed out everywhere');
    await signIn(page, { username: 'dora', password: GOOD });
    await page.waitForSelector('#login-error');
    await signIn(page, { username: 'dora', password: OTHER });
    await page.waitForURL(`${symbolon.issuer}/account`);
  });

  it('link_in_another_browser_asks_for_the_password', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${symbolon.issuer}/signup`);
    await fill(page, { username: 'emil', email: 'emil@example.com', password: GOOD, repeat: GOOD });
    await page.click('#signup-submit');
    const { link } = await symbolon.mail('emil@example.com');
    const { page: phone } = await openBrowser(t, chromium, symbolon.issuer, { viewport: { width: 360, height: 740 } });
    await phone.goto(link);
    await screenshot(phone, 'signup-link-elsewhere');
    await phone.fill('#password', GOOD);
    await phone.click('#signup-link-submit');
    await phone.waitForURL(`${symbolon.issuer}/account`);
  });

  it('invited_person_sets_a_password_and_changes_it', async (t) => {
    await symbolon.run('user', 'add', 'finn', '--no-password');
    const link = (await symbolon.run('user', 'invite', 'finn')).trim();
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(link);
    await screenshot(page, 'invite');
    await fill(page, { password: GOOD, repeat: GOOD });
    await page.click('#new-password-submit');
    await page.goto(`${symbolon.issuer}/login`);
    await signIn(page, { username: 'finn', password: GOOD });
    await page.goto(`${symbolon.issuer}/account/password`);
    await screenshot(page, 'password');
    await fill(page, { current: GOOD, password: OTHER, repeat: OTHER });
    await page.click('#password-change-submit');
    await page.waitForURL(`${symbolon.issuer}/account`);
    await page.goto(`${symbolon.issuer}/account/email`);
    await screenshot(page, 'email');
  });

  itEndsWell(() => symbolon);
});
