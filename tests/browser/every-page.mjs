// What every page must stand, as functions of a page in Chromium.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY } from './support.mjs';

const FOLDER = path.join(REPOSITORY, 'target', 'pages');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const MOST_STOPS = 250;

/** Opens an address, again where the provider is still learning of what the page shows; gives the last answer. */
export async function follow(page, url) {
  return page.goto(url, { waitUntil: 'load' });
}

/** What axe-core finds against WCAG 2.2 at level AA: the rule and where it is broken. */
export async function violations(page, source) {
  await page.evaluate(source);
  return page.evaluate(async (tags) => {
    const options = { runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } } };
    const { violations: found } = await globalThis.axe.run(document, options);
    const where = ({ nodes }) => nodes.map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`).slice(0, 4);
    return found.map((one) => `${one.id}: ${where(one).join('; ')}`);
  }, TAGS);
}

/** Nothing is wider than the screen. */
export async function assertFits(page) {
  const { width } = page.viewportSize();
  const [content, widest] = await page.evaluate(() => {
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, left } = element.getBoundingClientRect();
      const scrolls = element.closest('.table, .copy, pre');
      return (right > innerWidth + 1 || left < -1) && !scrolls && element.checkVisibility() && !element.closest('.hidden-text');
    });
    const name = (element) => `${element.tagName}.${element.className}`;
    return [document.documentElement.scrollWidth, wide.slice(0, 3).map(name)];
  });
  assert.ok(content <= width, `${content} px wide on a screen of ${width} px: ${widest.join(', ')}`);
}

/** Tab reaches everything that can be used, in the order of the page, the skip link first, and one sees where it is. */
export async function assertKeyboard(page) {
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    const all = 'a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary, [tabindex]';
    const reachable = [...document.querySelectorAll(all)].filter((element) => {
      if (element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type !== 'radio') return true;
      const group = [...document.querySelectorAll(`input[type=radio][name="${element.name}"]`)];
      return element === (group.find(({ checked }) => checked) ?? group[0]);
    });
    globalThis.stops = reachable;
  });
  const count = await page.evaluate(() => globalThis.stops.length);
  assert.ok(count < MOST_STOPS, `${count} places to tab through`);
  const order = [];
  for (let at = 0; at < count; at += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      const shown = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && width > 4 && height > 4;
      return { index: globalThis.stops.indexOf(element), shown, name: `${element.tagName}#${element.id}.${element.className}` };
    });
    assert.ok(seen.shown, `the focus on ${seen.name} cannot be seen`);
    order.push(seen.index);
  }
  assert.deepEqual(order, order.map((_, index) => index), 'the order of Tab is that of the page');
  const first = await page.evaluate(() => globalThis.stops[0].className);
  assert.equal(first, 'skip', 'the first place is the skip link');
}

/** A picture for people, in `target/pages`. */
export async function photograph(page, name) {
  mkdirSync(FOLDER, { recursive: true });
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage: true });
}
