// The pages of the second factor: an app is set up, asked for, lost, and required.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { assertFits, assertKeyboard, photograph, violations } from './every-page.mjs';
import { openBrowser, signIn } from './pages.mjs';
import { ALICE, launchChromium, startSymbolon, takeMinutes } from './support.mjs';

takeMinutes(5);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/** What an authenticator app shows for the key, `ahead` steps from now (RFC 6238). */
function codeOf(secret, ahead = 0) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac.at(-1) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The page as everybody meets it: axe finds nothing, it fits, keys reach all of it. */
async function examine(page, name) {
  for (const [size, colorScheme] of [[DESK, 'light'], [PHONE, 'dark']]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = await violations(page, AXE);
    assert.ok(found.length === 0, `${name}: ${found.join('\n')}`);
    await assertFits(page);
    await photograph(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize(DESK);
  await assertKeyboard(page);
}

const submit = async (page, code) => {
  await page.locator('input#code[name=code]').fill(code);
  await page.locator('button#code-submit').click();
};

describe('second factor', { concurrency: 1 }, () => {
  let chromium;
  before(async () => {
    chromium = await launchChromium();
  });
  after(async () => {
    await chromium?.close();
  });

  it('app_is_set_up_and_asked_for_and_a_recovery_code_stands_for_it', async (t) => {
    const symbolon = await startSymbolon();
    t.after(() => symbolon.stop());
    const first = await openBrowser(t, chromium, symbolon.issuer);
    await first.page.goto(`${symbolon.issuer}/login`);
    await signIn(first.page, ALICE);
    await first.page.goto(`${symbolon.issuer}/account/totp`);
    await examine(first.page, 'totp-enrol');
    const secret = await first.page.locator('#totp-secret').innerText();
    const box = await first.page.locator('#totp-qr').boundingBox();
    assert.ok(box.width > 150 && Math.abs(box.width - box.height) < 2, 'a square that a camera can read');
    await submit(first.page, codeOf(secret));
    const codes = await first.page.locator('#recovery-codes code').allInnerTexts();
    assert.equal(codes.length, 10);
    await examine(first.page, 'recovery-codes');
    await first.page.locator('#recovery-continue').click();
    await first.page.locator('form#totp-remove').waitFor();
    await examine(first.page, 'account-factors');
    first.watch.assertClean();

    const second = await openBrowser(t, chromium, symbolon.issuer);
    await second.page.goto(`${symbolon.issuer}/login`);
    await signIn(second.page, ALICE);
    await second.page.locator('form#login-code').waitFor();
    await examine(second.page, 'login-code');
    await submit(second.page, '000000');
    await second.page.locator('#code-error[role=alert]').waitFor();
    await second.page.locator('#remember').check();
    await submit(second.page, codeOf(secret, 1));
    await second.page.locator('#account-sign-out').waitFor();
    second.watch.assertClean();

    const third = await openBrowser(t, chromium, symbolon.issuer, { javaScriptEnabled: false });
    await third.page.goto(`${symbolon.issuer}/login`);
    await signIn(third.page, ALICE);
    await submit(third.page, codes[0]);
    await third.page.locator('#account-sign-out').waitFor();
  });

  it('who_must_have_an_app_sets_it_up_in_the_middle_of_the_sign_in', async (t) => {
    const symbolon = await startSymbolon(undefined, { SYMBOLON_FACTORS__REQUIRED: 'all' });
    t.after(() => symbolon.stop());
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${symbolon.issuer}/login`);
    await signIn(page, ALICE);
    await page.locator('form#totp-enrol').waitFor();
    await examine(page, 'login-enrol');
    await submit(page, codeOf(await page.locator('#totp-secret').innerText()));
    await page.locator('#recovery-continue').click();
    await page.locator('#account-sign-out').waitFor();
    watch.assertClean();
  });
});
