// OpenID Connect Session Management: a page of a client watches in a frame whether the sign-in has changed.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openBrowser, signIn, submit } from './pages.mjs';
import { itEndsWell, launchChromium, listen, REPOSITORY, SPA, startSymbolon } from './support.mjs';

const LIBRARY = path.join(REPOSITORY, 'tests/browser/node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js');

/** The app: `ask` posts a message to the frame as any page can; the library's monitor does the same each second. */
const appPage = (issuer, origin) => `<!doctype html><meta charset="utf-8"><title>app</title>
<link rel="icon" href="data:,"><main id="app"></main><script src="${origin}/oidc.js"></script><script>
  const manager = new oidc.UserManager({
    authority: '${issuer}',
    client_id: 'spa',
    redirect_uri: '${origin}/callback',
    scope: 'openid',
    automaticSilentRenew: false,
    monitorSession: location.hash !== '#bare',
    checkSessionIntervalInSeconds: 1,
  });
  const heard = [];
  manager.events.addUserSignedOut(() => heard.push('signed out'));
  manager.events.addUserSessionChanged(() => heard.push('session changed'));
  const tell = (text) => (document.querySelector('#app').textContent = text);
  if (location.pathname === '/callback') manager.signinCallback().then(() => tell('done'), (error) => tell(error.message));

  let frame;
  async function ask(message) {
    if (!frame) {
      frame = document.createElement('iframe');
      frame.hidden = true;
      frame.src = '${issuer}/check_session';
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
    }
    return new Promise((resolve) => {
      const hear = (event) => {
        if (event.source !== frame.contentWindow) return;
        removeEventListener('message', hear);
        resolve([event.origin, event.data]);
      };
      addEventListener('message', hear);
      frame.contentWindow.postMessage(message, '${issuer}');
    });
  }
</script>`;

async function startApp(issuer) {
  const library = await readFile(LIBRARY);
  const server = http.createServer((request, response) => {
    const script = request.url === '/oidc.js';
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? library : appPage(issuer, SPA.origin));
  });
  await listen(server, SPA.port);
  return () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
}

describe('check_session', () => {
  let symbolon, chromium, stopApp;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
    stopApp = await startApp(symbolon.issuer);
  });

  after(async () => {
    await chromium?.close();
    await stopApp?.();
    await symbolon?.stop();
  });

  const signedIn = async (t) => {
    const { context, page, watch } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${SPA.origin}/`);
    await page.evaluate(() => void manager.signinRedirect());
    await page.waitForSelector('form#login');
    await signIn(page);
    if (await page.locator('form#consent').count()) await submit(page, '#consent-allow');
    await page.waitForFunction(() => document.querySelector('#app')?.textContent === 'done');
    return { context, page, watch, state: await page.evaluate(async () => (await manager.getUser()).session_state) };
  };

  /** The person signs out in another tab. */
  const signOut = async (context) => {
    const tab = await context.newPage();
    await tab.goto(`${symbolon.issuer}/logout`);
    await submit(tab, '#logout-confirm');
    await tab.close();
  };

  /** A page of the client whose library watches nothing. */
  const bare = async (context) => {
    const page = await context.newPage();
    await page.goto(`${SPA.origin}/#bare`);
    return async (message) => {
      const [origin, answer] = await page.evaluate((text) => ask(text), message);
      assert.equal(origin, symbolon.issuer);
      return answer;
    };
  };

  it('frame_says_unchanged_until_the_person_signs_out_and_changed_from_then_on', async (t) => {
    const { context, watch, state } = await signedIn(t);
    const ask = await bare(context);
    assert.equal(await ask(`spa ${state}`), 'unchanged');
    assert.equal(await ask(`postman ${state}`), 'changed', 'another client');
    assert.equal(await ask(`spa x${state}`), 'changed');
    await signOut(context);
    assert.equal(await ask(`spa ${state}`), 'changed', 'without being loaded again');
    assert.equal(await (await bare(context))(`spa ${state}`), 'changed', 'loaded again');
    assert.deepEqual(watch.complaints(), []);
  });

  it('frame_says_error_to_what_is_no_question', async (t) => {
    const { context, state } = await signedIn(t);
    const ask = await bare(context);
    for (const message of ['', 'spa', state, `spa${state}`, `spa ${state.split('.')[0]}`, `spa ${state}.x`, { spa: state }, 1, null]) {
      assert.equal(await ask(message), 'error', JSON.stringify(message));
    }
    assert.equal(await ask(`spa ${state}`), 'unchanged', 'and goes on');
  });

  it('frame_computes_sha_256_of_any_length_as_others_do', async (t) => {
    const { context } = await signedIn(t);
    const ask = await bare(context);
    const own = (await context.cookies(symbolon.issuer)).find(({ name }) => name === 'symbolon-state').value;
    const lengths = [...Array(70).keys()].map((length) => length + 1);
    for (const length of [...lengths, 1000, 5000]) {
      for (const letter of ['c', 'ü', '\u{1f511}']) {
        const client = letter.repeat(length);
        const hash = createHash('sha256').update(`${client} ${SPA.origin} ${own} salt`).digest('base64url');
        assert.equal(await ask(`${client} ${hash}.salt`), 'unchanged', `${length} of ${letter}`);
      }
    }
  });

  it('frame_works_while_nobody_is_signed_in_and_says_changed', async (t) => {
    const { context, state } = await signedIn(t);
    await context.clearCookies();
    assert.equal(await (await bare(context))(`spa ${state}`), 'changed');
  });

  it('oidc_client_ts_hears_of_the_sign_out_in_another_tab', async (t) => {
    const { context, page } = await signedIn(t);
    // Longer than two questions of the monitor.
    await page.waitForTimeout(2500);
    assert.deepEqual(await page.evaluate(() => heard), [], 'nothing before');
    await signOut(context);
    await page.waitForFunction(() => heard.length > 0);
    assert.deepEqual(await page.evaluate(() => heard), ['signed out']);
  });

  itEndsWell(() => symbolon);
});
