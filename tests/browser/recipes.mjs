// How each page of the route table is reached. A page at a plain path of `/account`, `/admin` or elsewhere needs no recipe: it
// is opened as alice, as an administrator or as nobody; one with a segment in braces is found by the links of other pages.

import { authorizationRequest } from './oauth.mjs';
import { openBrowser, signIn } from './pages.mjs';
import { ALICE, SPA } from './support.mjs';

const ADMIN = { username: 'admin', password: 'admin123' };

/** Settings that switch on what is off by default and has pages. */
export const SETTINGS = {};

/** Routes that answer GET, but not with a page for people, and why. */
export const WITHOUT_A_PAGE = {
  '/check_session': 'a frame of other sites that shows nothing',
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
  const [anybody, alice, admin] = [await open(), await open(ALICE), await open(ADMIN)];
  const browserFor = (route) => {
    if (route.startsWith('/admin')) return admin;
    return route.startsWith('/account') || route === '/device' ? alice : anybody;
  };
  return { symbolon, anybody, alice, admin, browserFor, open };
}

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
};
