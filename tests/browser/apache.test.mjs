// mod_auth_openidc: Apache guards a page, and Symbolon says who may see it. The Apache is ours: a free loopback port, a
// folder of its own, no file of the system's configuration.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openBrowser, signIn, submit } from './pages.mjs';
import { freePort, itEndsWell, launchChromium, startSymbolon } from './support.mjs';

const APACHE = process.env.APACHE ?? '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';
const START_LIMIT_MS = 10_000;

const configuration = ({ folder, port, issuer, secret }) => `
ServerName localhost
Listen 127.0.0.1:${port}
ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DocumentRoot ${folder}/www
User www-data
Group www-data
LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
LoadModule authn_core_module ${MODULES}/mod_authn_core.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule authz_user_module ${MODULES}/mod_authz_user.so
LoadModule dir_module ${MODULES}/mod_dir.so
LoadModule mime_module ${MODULES}/mod_mime.so
LoadModule auth_openidc_module ${MODULES}/mod_auth_openidc.so
TypesConfig /dev/null
AddType text/html .html
DirectoryIndex index.html
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID apache
OIDCClientSecret ${secret}
OIDCRedirectURI http://localhost:${port}/secure/callback
OIDCCryptoPassphrase ${randomBytes(24).toString('base64url')}
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
OIDCInfoHook userinfo id_token
<Location /secure>
  AuthType openid-connect
  Require valid-user
</Location>
<Location /secure/nobody>
  AuthType openid-connect
  Require claim name:Nobody
</Location>
`;

class Apache {
  static async start(symbolon) {
    const apache = new Apache();
    apache.folder = await mkdtemp(path.join(tmpdir(), 'symbolon-apache-'));
    apache.port = await freePort();
    apache.origin = `http://localhost:${apache.port}`;
    // Apache's workers are another user when a test runs as root.
    await chmod(apache.folder, 0o755);
    for (const page of ['', 'nobody']) {
      await mkdir(path.join(apache.folder, 'www/secure', page), { recursive: true });
      const html = '<!doctype html><link rel="icon" href="data:,"><title>guarded</title><main id="guarded">guarded</main>';
      await writeFile(path.join(apache.folder, 'www/secure', page, 'index.html'), html);
    }
    const words = ['--kind', 'web', '--name', 'Guarded by Apache', '--redirect-uri', `${apache.origin}/secure/callback`];
    const { client_secret: secret } = JSON.parse(await symbolon.run('client', 'add', 'apache', ...words, '--json'));
    const file = path.join(apache.folder, 'apache.conf');
    await writeFile(file, configuration({ ...apache, issuer: symbolon.issuer, secret }), { mode: 0o600 });
    await promisify(execFile)(APACHE, ['-t', '-f', file]);
    apache.child = spawn(APACHE, ['-f', file, '-DFOREGROUND'], { stdio: 'ignore' });
    const limit = Date.now() + START_LIMIT_MS;
    while (!(await fetch(`${apache.origin}/`).catch(() => undefined))) {
      if (apache.child.exitCode !== null || Date.now() > limit) throw new Error(`no Apache\n${await apache.log()}`);
      await sleep(50);
    }
    return apache;
  }

  log() {
    return readFile(path.join(this.folder, 'error.log'), 'utf8').catch(() => '');
  }

  async stop() {
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await closed;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

describe('mod_auth_openidc', () => {
  let symbolon, chromium, apache;

  before(async () => {
    symbolon = await startSymbolon();
    chromium = await launchChromium();
    apache = await Apache.start(symbolon);
  });

  after(async () => {
    await chromium?.close();
    await apache?.stop();
    await symbolon?.stop();
  });

  it('guarded_page_is_shown_after_sign_in_and_only_to_whom_it_is_meant_for', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${apache.origin}/secure/`);
    assert.equal(new URL(page.url()).origin, symbolon.issuer, 'sent to the provider');
    await signIn(page);
    await submit(page, '#consent-allow');
    assert.equal(page.url(), `${apache.origin}/secure/`, await apache.log());
    assert.equal(await page.locator('#guarded').count(), 1);

    const told = await (await page.request.get(`${apache.origin}/secure/callback?info=json`)).json();
    assert.equal(told.id_token.iss, symbolon.issuer);
    assert.equal(told.id_token.sub, told.userinfo.sub);
    assert.equal(told.userinfo.email, 'alice@example.com');

    const refused = await page.goto(`${apache.origin}/secure/nobody/`);
    assert.equal(refused.status(), 401);
  });

  it('denial_shows_nothing_of_the_guarded_page', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await page.goto(`${apache.origin}/secure/`);
    // Somebody whose consent is not remembered yet.
    await signIn(page, { username: 'admin', password: 'admin123' });
    await submit(page, '#consent-deny');
    assert.equal(new URL(page.url()).origin, apache.origin);
    // This version takes any answer with `iss` but without a code for an invitation to sign in, and refuses that.
    assert.match(await page.locator('body').innerText(), /^Error:/);
    assert.equal(await page.locator('#guarded').count(), 0);
    assert.notEqual((await page.request.get(`${apache.origin}/secure/`, { maxRedirects: 0 })).status(), 200);
  });

  itEndsWell(() => symbolon);
});
