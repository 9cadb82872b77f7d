// How each page of the route table is reached. A page at a plain path of `/account`, `/admin` or elsewhere needs no recipe: it
// is opened as alice, as an administrator or as nobody; one with a segment in braces is found by the links of other pages.

import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorizationRequest } from './oauth.mjs';
import { openBrowser, signIn, submit } from './pages.mjs';
import { ALICE, REPOSITORY, SPA, startSymbolon } from './support.mjs';

const ADMIN = { username: 'admin', password: 'admin123' };

/** Where mails of the provider end. */
const MAILS = mkdtempSync(path.join(tmpdir(), 'symbolon-mails-'));

/** Settings that switch on what is off by default and has pages, as far as there are such. */
const WANTED = { SYMBOLON_MAIL__FOLDER: MAILS, SYMBOLON_ACCOUNTS__REGISTRATION: 'true' };
const KNOWN = readFileSync(path.join(REPOSITORY, 'docs/configuration.md'), 'utf8');
export const SETTINGS = Object.fromEntries(Object.entries(WANTED).filter(([name]) => KNOWN.includes(`\`${name}\``)));

/** Routes that answer GET, but not with a page for people, and why. */
export const WITHOUT_A_PAGE = {
  '/admin/audit/export': 'a download',
  '/check_session': 'a frame of other sites that shows nothing',
  '/admin/clients/{client_id}/postman': 'a file to be saved; tests/it/admin_console/clients.rs',
  '/admin/try/callback': 'on to the page of the trial; tests/it/admin_console/trials.rs',
  '/docs': 'Swagger UI; docs.test.mjs',
  '/docs/oauth2-redirect': 'the end of a popup of /docs',
};

/** Browsers of people: nobody, alice, an administrator. */
export async function WORLD(t, symbolon, chromium, options = {}) {
  const open = async (person) => {
    const browser = await openBrowser(t, chromium, symbolon.issuer, options);
    if (person) {
      await browser.page.goto(`${symbolon.issuer}/login`);
      await signIn(browser.page, person);
    }
    return browser;
  };
  await symbolon.run('registration-token', 'add');
  const add = symbolon.run('webhook', 'add', 'siem', 'https://siem.example.com/hook', '--action', 'user.*', '--action', 'key.rotate');
  await add.catch(() => 'it is there already');
  const [anybody, alice, admin] = [await open(), await open(ALICE), await open(ADMIN)];
  const browserFor = (route) => {
    if (route.startsWith('/admin')) return admin;
    return route.startsWith('/account') || route === '/device' ? alice : anybody;
  };
  /** A browser at a provider of its own, where alice is about to sign in. */
  const another = async (settings, server) => {
    const other = server ?? (await startSymbolon(undefined, settings));
    if (!server) t.after(() => other.stop());
    const browser = await openBrowser(t, chromium, other.issuer, options);
    await browser.page.goto(`${other.issuer}/login`);
    return { other, browser };
  };
  return { symbolon, anybody, alice, admin, browserFor, open, another };
}

/** The page of a client that was tried out. */
const tried = async ({ symbolon, admin: { page } }) => {
  await page.goto(`${symbolon.issuer}/admin/clients/postman/try`);
  await page.fill('[name=scope]', 'openid profile offline_access');
  await submit(page, '#form-submit');
  if (await page.locator('form#consent').count()) await submit(page, '#consent-allow');
  return page.url();
};

/** The page at which a new request of alice or somebody else stops. */
const stopped = async ({ symbolon }, browser, changes) => {
  const parameters = { client_id: 'spa', redirect_uri: `${SPA.origin}/callback`, ...changes };
  await browser.page.goto(authorizationRequest(symbolon.issuer, parameters).url);
  return { browser, url: browser.page.url() };
};

/** By route; each gives the browser, the address, and what differs from a plain page. */
export const RECIPES = {
  '/authorize': ({ symbolon, anybody }) => {
    return { browser: anybody, url: `${symbolon.issuer}/authorize?client_id=nobody`, status: 400 };
  },
  '/login': (world) => stopped(world, world.anybody, {}),
  '/consent': (world) => stopped(world, world.alice, { prompt: 'consent' }),
  '/select-account': (world) => stopped(world, world.alice, { prompt: 'select_account' }),
  '/logout': ({ symbolon, alice }) => ({ browser: alice, url: `${symbolon.issuer}/logout` }),
  '/signup/{token}': async (world) => {
    const browser = await world.open();
    const { page } = browser;
    await page.goto(`${world.symbolon.issuer}/signup`);
    await page.fill('#username', 'dora');
    await page.fill('#email', 'dora@example.com');
    await page.fill('#password', 'a quiet lamp over the harbour');
    await page.fill('#repeat', 'a quiet lamp over the harbour');
    await submit(page, '#signup-submit');
    return { browser, url: await mailed('/signup/') };
  },
  '/reset/{token}': async (world) => {
    const browser = await world.open();
    await browser.page.goto(`${world.symbolon.issuer}/forgot`);
    await browser.page.fill('#username', 'alice');
    await submit(browser.page, '#forgot-submit');
    return { browser, url: await mailed('/reset/') };
  },
  '/invite/{token}': async ({ symbolon, open }) => {
    await symbolon.run('user', 'add', 'erin', '--email', 'erin@example.com', '--no-password');
    return { browser: await open(), url: (await symbolon.run('user', 'invite', 'erin')).match(/https?:\S+/)[0] };
  },
  '/account/email/verify/{token}': async ({ symbolon, admin }) => {
    await symbolon.run('user', 'set', 'admin', '--email-verified', 'false');
    await admin.page.goto(`${symbolon.issuer}/account/email`);
    await submit(admin.page, '#email-verify-submit');
    return { browser: admin, url: await mailed('/account/email/verify/') };
  },
  '/account/email/change/{token}': async ({ symbolon, alice }) => {
    await alice.page.goto(`${symbolon.issuer}/account/email`);
    await alice.page.fill('#email', 'alice@new.example.com');
    await submit(alice.page, '#email-change-submit');
    return { browser: alice, url: await mailed('/account/email/change/') };
  },
  '/login/enrol': async (world) => {
    const { browser } = await world.another({ SYMBOLON_FACTORS__REQUIRED: 'all' });
    await signIn(browser.page, ALICE);
    return { browser, url: browser.page.url() };
  },
  '/admin/issuers/{issuer}/edit': async (world) => ({ browser: world.admin, url: await trusted(world) }),
  '/admin/issuers/{issuer}/remove': async (world) => {
    return { browser: world.admin, url: (await trusted(world)).replace('/edit', '/remove') };
  },
  '/admin/clients/{client_id}/secret': ({ symbolon, admin }) => {
    return { browser: admin, url: `${symbolon.issuer}/admin/clients/service/secret` };
  },
  '/admin/clients/{client_id}/try': ({ symbolon, admin }) => {
    return { browser: admin, url: `${symbolon.issuer}/admin/clients/postman/try` };
  },
  '/admin/try/{trial}': async (world) => ({ browser: world.admin, url: await tried(world) }),
  '/admin/try/{trial}/{act}': async (world) => ({ browser: world.admin, url: `${await tried(world)}/revoke` }),
  '/admin/groups/{group}/edit': async (world) => ({ browser: world.admin, url: await grouped(world) }),
  '/admin/groups/{group}/remove': async (world) => {
    return { browser: world.admin, url: (await grouped(world)).replace('/edit', '/remove') };
  },
  '/admin/keys/{kid}/retire': async ({ symbolon, admin }) => {
    await admin.page.goto(`${symbolon.issuer}/admin/keys`);
    return { browser: admin, url: await admin.page.locator('td a').first().evaluate((link) => link.href) };
  },
  '/account/recovery-codes': (world) => enrolled(world, '/account/recovery-codes'),
  '/login/code': async (world) => {
    const { other } = await enrolled(world);
    const { browser } = await world.another({}, other);
    await signIn(browser.page, ALICE);
    return { browser, url: browser.page.url() };
  },
};

/** Pages of a route in another state than its recipe has. */
export const EXTRAS = {
  'account-totp-is-on': { route: '/account/totp', recipe: (world) => enrolled(world, '/account/totp') },
};

/** The page of an issuer that is trusted. */
async function trusted({ symbolon, admin }) {
  const { page } = admin;
  await page.goto(`${symbolon.issuer}/admin/issuers`);
  if (!(await page.locator('td a').count())) {
    await page.goto(`${symbolon.issuer}/admin/add-issuer`);
    await page.fill('[name=issuer]', 'https://other.example');
    await page.fill('[name=jwks_uri]', 'https://other.example/jwks');
    await page.fill('[name=clients]', 'service');
    await submit(page, '#form-submit');
  }
  return page.locator('td a').first().evaluate((link) => link.href);
}

/** The page of a group. */
async function grouped({ symbolon, admin }) {
  const { page } = admin;
  await page.goto(`${symbolon.issuer}/admin/groups`);
  if (!(await page.locator('td a').count())) {
    await page.goto(`${symbolon.issuer}/admin/add-group`);
    await page.fill('[name=name]', 'ops');
    await submit(page, '#form-submit');
  }
  return page.locator('td a').first().evaluate((link) => link.href);
}

/** A page of a provider at which alice has an authenticator app. */
async function enrolled(world, place = '') {
  const { other, browser } = await world.another({});
  const { page } = browser;
  await signIn(page, ALICE);
  await page.goto(`${other.issuer}/account/totp`);
  await page.fill('#code', totp(await page.locator('#totp-secret').innerText()));
  await submit(page, '#code-submit');
  return { other, browser, url: `${other.issuer}${place}` };
}

/** The code of this moment (RFC 6238). */
function totp(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The link to `place` in the mail that has come, or comes soon. */
async function mailed(place) {
  const limit = Date.now() + 15_000;
  while (Date.now() < limit) {
    const files = existsSync(MAILS) ? readdirSync(MAILS, { recursive: true }).filter((file) => file.endsWith('.eml')) : [];
    for (const file of files) {
      const text = readFileSync(path.join(MAILS, file), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=');
      const link = text.match(new RegExp(`https?://[^\\s"<>]+${place}[A-Za-z0-9_-]+`));
      if (link) return link[0];
    }
    await sleep(200);
  }
  throw new Error(`no mail has a link to ${place}`);
}
