// Every page that the route table has, for everybody: on a phone and a desk, in light and dark, from left to right and from
// right to left, by keyboard, without scripts; axe-core finds nothing in it. A route that no recipe and no link leads to fails.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openBrowser, signIn, tabTo } from './pages.mjs';
import { assertFits, assertKeyboard, follow, photograph, violations } from './every-page.mjs';
import { EXTRAS, RECIPES, SETTINGS, WITHOUT_A_PAGE, WORLD } from './recipes.mjs';
import { REPOSITORY, itEndsWell, launchChromium, startSymbolon, takeMinutes } from './support.mjs';

takeMinutes(10);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
const SMALLEST = { width: 320, height: 640 };
const DESK = { width: 1280, height: 800 };

/** Paths that answer GET with a page, from the sources of the route table. */
function pageRoutes() {
  const root = path.join(REPOSITORY, 'src/http');
  const files = readdirSync(root, { recursive: true }).filter((file) => /(^|\/)routes(\/.*)?\.rs$/.test(String(file)));
  const source = files.map((file) => path.join(root, String(file))).filter((file) => statSync(file).isFile());
  const text = source.map((file) => readFileSync(file, 'utf8').split('#[cfg(test)]')[0]).join('\n');
  const methods = new Map();
  for (const [, name, list] of text.matchAll(/const (\w+): &\[&str\] = &\[([^\]]*)\]/g)) methods.set(name, list);
  const found = [];
  for (const [, route, name, policy] of text.matchAll(/\broute\(\s*"([^"]+)",\s*(\w+),\s*Policy::(\w+)/g)) {
    assert.ok(methods.has(name), `what ${name} stands for in the route table`);
    if (policy === 'Page' && methods.get(name).includes('"GET"') && !route.startsWith('(')) found.push(route);
  }
  assert.ok(found.length > 10, 'the route table was read');
  return found;
}

/** Fails with all that was found. */
const assertNone = (found) => assert.ok(found.length === 0, `\n  ${found.join('\n  ')}`);

const matches = (route, pathname) => {
  const pattern = route.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('[^/]+');
  return new RegExp(`^${pattern}$`).test(pathname);
};

describe('every page', { concurrency: 1 }, () => {
  let symbolon;
  let chromium;
  before(async () => {
    [symbolon, chromium] = await Promise.all([startSymbolon(undefined, SETTINGS), launchChromium()]);
  });
  after(async () => {
    await chromium?.close();
  });

  it('every_page_of_the_route_table_can_be_used_by_everybody', async (t) => {
    const world = await WORLD(t, symbolon, chromium);
    const links = new Map();
    const findings = [];
    const looked = [];
    const look = async (route, recipe) => {
      try {
        const place = await recipe(world);
        for (const link of await examine(route, place)) links.set(link, place.browser);
        looked.push(route);
      } catch (error) {
        findings.push(`${route}: ${error.message}`);
      }
    };

    /** Looks at one page in every way; gives its links. */
    const examine = async (title, { browser, url, status = 200, path: shown, route = title }) => {
      const { context, page } = browser;
      const name = title.replace(/^\/$/, 'home').replace(/^\//, '').replace(/[/{}]+/g, '-').replace(/-$/, '');
      const problems = [];
      const check = async (what, deed) => {
        try {
          await deed();
        } catch (error) {
          problems.push(`${what}: ${error.message}`);
        }
      };
      const axe = (what) => check(`axe, ${what}`, async () => assertNone(await violations(page, AXE)));
      const open = async (language) => {
        const cookie = { name: 'symbolon-language', value: language, url: new URL(url).origin };
        await context.addCookies([cookie]);
        const response = await follow(page, url);
        const pathname = new URL(page.url()).pathname;
        assert.equal(response.status(), status, `${page.url()} answers ${response.status()}`);
        assert.ok(shown === undefined ? matches(route, pathname) : pathname === shown, `${url} ends at ${page.url()}`);
        const lang = await page.locator('html').getAttribute('lang');
        assert.equal(lang, language, 'the language that was chosen');
      };

      await page.setViewportSize(DESK);
      // In motion a colour is none of either scheme.
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await open('en');
      await axe('desk, light, en');
      await photograph(page, `${name}-desk-light-en`);
      await check('keyboard', () => assertKeyboard(page));
      await page.emulateMedia({ colorScheme: 'dark' });
      await axe('desk, dark, en');
      await page.setViewportSize(PHONE);
      await axe('phone, dark, en');
      await check('phone', () => assertFits(page));
      await photograph(page, `${name}-phone-dark-en`);
      await page.setViewportSize(SMALLEST);
      await check('320 px', () => assertFits(page));
      const found = await page.locator('a[href]').evaluateAll((all) => all.map(({ href }) => href));
      const heading = await page.locator('h1').innerText();
      assert.ok(heading.trim().length > 0, 'a heading');

      await open('ar');
      assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
      await page.emulateMedia({ colorScheme: 'light' });
      await check('320 px, ar', () => assertFits(page));
      await page.setViewportSize(PHONE);
      await axe('phone, light, ar');
      await photograph(page, `${name}-phone-light-ar`);
      await page.setViewportSize(DESK);
      await page.emulateMedia({ colorScheme: 'dark' });
      await axe('desk, dark, ar');

      for (const { text } of browser.watch.complaints()) problems.push(`console: ${text}`);
      for (const request of browser.watch.foreign()) problems.push(`asks elsewhere: ${request.url()}`);
      browser.watch.forget();
      assertNone(problems);
      return found;
    };

    const routes = pageRoutes().filter((route) => !(route in WITHOUT_A_PAGE));
    for (const route of routes.filter((route) => RECIPES[route])) await look(route, RECIPES[route]);
    for (const route of routes.filter((route) => !RECIPES[route] && !route.includes('{'))) {
      await look(route, (all) => ({ browser: all.browserFor(route), url: `${symbolon.issuer}${route}` }));
    }
    const routeOf = (pathname) => pageRoutes().find((route) => matches(route, pathname));
    let waiting = routes.filter((route) => !RECIPES[route] && route.includes('{'));
    for (let rounds = 0; rounds < 4 && waiting.length > 0; rounds += 1) {
      for (const route of waiting) {
        const leads = (link) => link.startsWith(symbolon.issuer) && routeOf(new URL(link).pathname) === route;
        const known = [...links].find(([link]) => leads(link));
        if (known) await look(route, () => ({ browser: known[1], url: known[0] }));
      }
      waiting = waiting.filter((route) => !looked.includes(route) && !findings.some((text) => text.startsWith(`${route}: `)));
    }
    for (const route of waiting) findings.push(`${route}: no recipe in recipes.mjs, and no page links to it`);
    for (const [name, { route, recipe }] of Object.entries(EXTRAS)) {
      if (routes.includes(route)) await look(name, async (all) => ({ route, ...(await recipe(all)) }));
    }
    const error = (all) => ({ browser: all.anybody, url: `${symbolon.issuer}/no/such/page`, status: 404, path: '/no/such/page' });
    await look('no-such-page', error);
    t.diagnostic(`${looked.length} pages`);
    assertNone(findings);
    for (const route of Object.keys(WITHOUT_A_PAGE)) {
      assert.ok(pageRoutes().includes(route), `${route} of WITHOUT_A_PAGE is in the route table`);
    }
  });

  it('pages_are_the_same_without_scripts', async (t) => {
    const world = await WORLD(t, symbolon, chromium, { javaScriptEnabled: false });
    const routes = pageRoutes().filter((route) => !(route in WITHOUT_A_PAGE) && !route.includes('{') && !RECIPES[route]);
    for (const route of routes) {
      const { page } = world.browserFor(route);
      const response = await follow(page, `${symbolon.issuer}${route}`);
      assert.equal(response.status(), 200, route);
      assert.ok(await page.locator('h1').isVisible(), route);
      const bare = await page.locator('main form').evaluateAll((forms) => {
        const usable = (form) => [...form.elements].some((element) => element.type === 'submit');
        return forms.filter((form) => !usable(form) && !document.querySelector(`[form="${form.id}"]`)).map(({ id }) => id);
      });
      assert.deepEqual(bare, [], `forms without a button on ${route}`);
    }
  });

  it('form_is_sent_with_enter_and_the_skip_link_leads_to_the_page', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${symbolon.issuer}/login`);
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('.skip:focus').isVisible());
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).hash, '#main');
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('main :focus').count(), 'the first thing of the page has the focus');
    await page.focus('#username');
    await page.keyboard.type('alice');
    await page.focus('#password');
    await page.keyboard.type('alice123');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(new URL(page.url()).pathname, '/account');
  });

  it('navigation_is_a_menu_on_a_phone_and_stands_open_on_a_desk', async (t) => {
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer, { viewport: PHONE });
    await page.goto(`${symbolon.issuer}/login`);
    await signIn(page, { username: 'admin', password: 'admin123' });
    await page.goto(`${symbolon.issuer}/admin/users`);
    const clients = page.locator('.console-nav').getByRole('link', { name: 'Clients', exact: true });
    const menu = page.locator('.console-nav summary');
    assert.equal(await clients.isVisible(), false, 'closed on a phone');
    assert.equal((await menu.innerText()).replace(/\s+/g, ' ').trim(), 'Menu Users');
    await tabTo(page, '.console-nav summary');
    await page.keyboard.press('Enter');
    assert.equal(await clients.isVisible(), true, 'opened by keyboard');
    await assertFits(page);
    assertNone(await violations(page, AXE));
    await photograph(page, 'menu-phone');
    await page.setViewportSize(DESK);
    await page.reload();
    assert.equal(await menu.isVisible(), false, 'nothing to open on a desk');
    await Promise.all([page.waitForNavigation(), clients.click()]);
    assert.equal(new URL(page.url()).pathname, '/admin/clients');
    await page.goto(`${symbolon.issuer}/account`);
    assert.equal(await page.locator('#nav-passkeys').isVisible(), true);
    await page.setViewportSize(PHONE);
    assert.equal(await page.locator('#nav-passkeys').isVisible(), false);
    assert.deepEqual(watch.complaints(), []);
  });

  it('language_is_chosen_at_the_foot_of_a_page_and_stays', async (t) => {
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer, { javaScriptEnabled: false, locale: 'fr-FR' });
    await page.goto(`${symbolon.issuer}/login`);
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
    await page.selectOption('#language-choice', 'de');
    await Promise.all([page.waitForNavigation(), page.click('#language-submit')]);
    assert.equal(new URL(page.url()).pathname, '/login');
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.goto(`${symbolon.issuer}/`);
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    watch.assertClean();
  });

  itEndsWell(() => symbolon);
});
