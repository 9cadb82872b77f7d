// The provider's pages as a person meets them in Chromium, by the ids that the project promises.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ALICE, SCREENSHOTS } from './support.mjs';

const STEP_LIMIT_MS = 10_000;

/** What must be on each page. */
export const IDS = {
  login: [
    'form#login',
    'input#username[name=username]',
    'input#password[name=password]',
    'button#login-submit[type=submit]',
  ],
  loginError: ['#login-error[role=alert]'],
  consent: ['form#consent', 'button#consent-allow[name=decision][value=allow]', 'button#consent-deny[value=deny]'],
  selectAccount: [
    'form#select-account',
    'button#select-continue[name=decision][value=continue]',
    'button#select-other[name=decision][value=other]',
    'button#select-cancel[name=decision][value=cancel]',
  ],
  error: ['main#error', '#error-code', '#error-description', '#error-id'],
  logout: ['button#logout-confirm'],
  logoutDone: ['#logout-done'],
  account: ['#account-sign-out'],
};

/** A browser of its own (no cookies), its first page, and the watch over everything it loads. */
export async function openBrowser(t, chromium, issuer, options = {}) {
  const context = await chromium.newContext(options);
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const watch = new Watch(context, issuer);
  t.after(async () => {
    // A page that the browser blocks shows as a time-out elsewhere: this line says why.
    for (const { text } of watch.complaints()) t.diagnostic(`console: ${text}`);
    await context.close();
  });
  return { context, watch, page: await context.newPage() };
}

/** Remembers requests, console errors (a CSP violation is one) and exceptions of every page, popups included. */
class Watch {
  #requests = [];
  #complaints = [];
  #refusedPages = new Set();

  constructor(context, issuer) {
    this.origin = new URL(issuer).origin;
    context.on('request', (request) => this.#requests.push(request));
    context.on('weberror', (event) => this.#complaints.push({ text: String(event.error()), url: '' }));
    context.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push({ text: message.text(), url: message.location().url });
    });
    context.on('response', (response) => {
      const refused = response.status() >= 400 && response.status() < 500;
      if (refused && response.request().isNavigationRequest()) this.#refusedPages.add(response.url());
    });
  }

  /** Nothing was loaded from elsewhere (the redirect to `clientOrigin` aside) and nothing was complained about. */
  assertClean(clientOrigin) {
    const foreign = this.foreign().filter((request) => {
      return !(new URL(request.url()).origin === clientOrigin && request.isNavigationRequest());
    });
    assert.deepEqual(foreign.map((request) => request.url()), [], 'requests that leave the origin');
    assert.deepEqual(this.complaints(), [], 'console errors');
  }

  /** From here on only what comes now counts. */
  forget() {
    this.#requests = [];
    this.#complaints = [];
  }

  /** Every address that was asked. */
  requests() {
    return this.#requests.map((request) => request.url());
  }

  /** Requests to other origins. */
  foreign() {
    return this.#requests.filter((request) => {
      const { origin, protocol } = new URL(request.url());
      return origin !== this.origin && protocol !== 'data:';
    });
  }

  /** Chromium reports each page with a 4xx status as an error; a refusal page is meant to have one. */
  complaints() {
    const meant = ({ text, url }) => /^Failed to load resource: .* 4\d\d /.test(text) && this.#refusedPages.has(url);
    return this.#complaints.filter((complaint) => !meant(complaint));
  }
}

/** Every selector matches exactly one visible element. */
export async function assertIds(page, selectors) {
  for (const selector of selectors) {
    assert.equal(await page.locator(selector).count(), 1, `${selector} on ${page.url()}`);
    assert.ok(await page.locator(selector).isVisible(), `${selector} is visible on ${page.url()}`);
  }
}

/** Clicks and waits for the page that follows; returns the navigation's last answer. */
export async function submit(page, selector) {
  const [response] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return response;
}

export async function signIn(page, { username, password } = ALICE) {
  await page.fill('#username', username);
  await page.fill('#password', password);
  return submit(page, '#login-submit');
}

/** Opens a request of ours, signs in as Alice and stops at the consent page. */
export async function walkToConsent(page, request) {
  await page.goto(request.url);
  await assertIds(page, IDS.login);
  await signIn(page);
  await assertIds(page, IDS.consent);
}

/** Presses Tab until the element has the focus, as a person without a mouse does. */
export async function tabTo(page, selector) {
  const focused = page.locator(`${selector}:focus`);
  for (let presses = 0; presses < 30; presses += 1) {
    if ((await focused.count()) === 1) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${selector} on ${page.url()}`);
}

/** The page fits the width of the screen, as laid out for that width and not for a desktop's. */
export async function assertNoHorizontalScroll(page) {
  const { width } = page.viewportSize();
  const [content, window] = await page.evaluate(`[document.documentElement.scrollWidth, innerWidth]`);
  assert.ok(window <= width, `${page.url()} is laid out ${window} px wide on a screen of ${width} px`);
  assert.ok(content <= width, `${page.url()} is ${content} px wide on a screen of ${width} px`);
}

/** The colours follow the person's wish: dark text on light ground, or the reverse. */
export async function assertColours(page, scheme) {
  const [text, ground] = await page.evaluate(measureLightness);
  const wanted = scheme === 'dark' ? text > ground : text < ground;
  assert.ok(wanted, `${page.url()} in ${scheme}: text ${text}, ground ${ground} (0 black, 255 white)`);
}

function measureLightness() {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  const lightness = (...colours) => {
    for (const colour of colours) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3;
  };
  const body = getComputedStyle(document.body);
  const root = getComputedStyle(document.documentElement);
  document.body.style.outlineColor = 'Canvas';
  const canvasColour = getComputedStyle(document.body).outlineColor;
  return [lightness(body.color), lightness(canvasColour, root.backgroundColor, body.backgroundColor)];
}

export async function screenshot(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
