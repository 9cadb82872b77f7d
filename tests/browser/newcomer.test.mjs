// Somebody who has just installed the provider: from an empty database to a signed-in person of the single-page app of
// examples/, by the pages of the console alone.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser, signIn, submit } from './pages.mjs';
import { REPOSITORY, SPA, SYMBOLON, itEndsWell, launchChromium, startSymbolon } from './support.mjs';

const ROOT = { username: 'root', password: 'the first administrator' };
const BOB = { username: 'bob', password: 'a quiet lamp over the harbour' };
const API = 'http://localhost:3001/';

describe('newcomer', () => {
  let symbolon;
  let chromium;
  let app;

  before(async () => {
    const settings = { SYMBOLON_BOOTSTRAP__ADMIN: ROOT.username, SYMBOLON_BOOTSTRAP__PASSWORD: ROOT.password };
    symbolon = await startSymbolon(SYMBOLON, settings, 'serve');
    chromium = await launchChromium();
    app = spawn('node', [path.join(REPOSITORY, 'examples/spa/server.mjs'), symbolon.issuer], { stdio: 'ignore' });
    process.once('exit', () => app.kill('SIGKILL'));
    for (let tries = 0; tries < 100 && !(await fetch(SPA.origin).catch(() => undefined)); tries += 1) await sleep(50);
  });

  after(async () => {
    await chromium?.close();
    app?.kill('SIGKILL');
  });

  it('newcomer_gets_from_an_empty_database_to_a_signed_in_app_by_the_console_alone', async (t) => {
    const { page, watch } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${symbolon.issuer}/admin`);
    await signIn(page, ROOT);
    assert.equal(new URL(page.url()).pathname, '/admin');

    for (const [name, description] of [['read', 'Read your notes'], ['write', 'Change your notes']]) {
      await add(page, 'Scopes', '#scope-add', { name, description });
    }
    await add(page, 'Resources', '#resource-add', { uri: API, name: 'Notes', scope: 'read write' });
    await add(page, 'Users', '#user-add', { username: BOB.username, password: BOB.password, name: 'Bob Builder' });
    assert.match(await page.locator('h1').innerText(), /bob/);

    await open(page, 'Clients', '#client-add');
    await page.check('[name=kind][value=spa]');
    await page.fill('[name=client_name]', 'Notes');
    await page.fill('[name=client_id]', 'spa');
    await page.fill('[name=redirect_uris]', `${SPA.origin}/callback`);
    await page.fill('[name=scope]', 'openid profile offline_access read write');
    await submit(page, '#form-submit');
    assert.equal(new URL(page.url()).pathname, '/admin/clients/spa');
    assert.ok((await page.locator('main').innerText()).includes(`${symbolon.issuer}/.well-known/openid-configuration`));
    watch.assertClean();

    const person = await openBrowser(t, chromium, symbolon.issuer);
    await person.context.route(`${API}**`, (route) => {
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' };
      return route.fulfill({ json: ['buy milk'], headers });
    });
    await person.page.goto(SPA.origin);
    await person.page.click('#sign-in');
    await signIn(person.page, BOB);
    await person.page.click('#consent-allow');
    await person.page.locator('#signed-in').waitFor();
    assert.equal(await person.page.locator('#name').innerText(), 'Bob Builder');

    await page.goto(`${symbolon.issuer}/admin/grants`);
    assert.match(await page.locator('tbody').innerText(), /bob[\s\S]*spa/);
  });

  itEndsWell(() => symbolon);
});

/** Opens what the link `link` on the list called `section` leads to. */
async function open(page, section, link) {
  await page.locator('.console-nav').getByRole('link', { name: section, exact: true }).click();
  await page.click(link);
}

/** Fills the form that adds something, sends it, and sees that it was added. */
async function add(page, section, link, fields) {
  await open(page, section, link);
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  await submit(page, '#form-submit');
  await page.locator('#admin-done').waitFor();
}
