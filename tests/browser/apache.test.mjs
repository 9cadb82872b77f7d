// mod_auth_openidc: Apache guards a page, and Symbolon says who may see it. The Apache is ours: a free loopback port, a
// folder of its own, no file of the system's configuration.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openBrowser, signIn, submit } from './pages.mjs';
import { freePort, itEndsWell, launchChromium, startSymbolon, SYMBOLON } from './support.mjs';

const APACHE = process.env.APACHE ?? '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';
const START_LIMIT_MS = 10_000;

/** @param {string[]} extra further lines */
const configuration = ({ folder, port, issuer, id, extra }) => `
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
OIDCClientID ${id}
${extra.join('\n')}
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
  /** Reserves a port and a folder; `start` does the rest. */
  static async prepare() {
    const apache = new Apache();
    apache.folder = await mkdtemp(path.join(tmpdir(), 'symbolon-apache-'));
    apache.port = await freePort();
    apache.origin = `http://localhost:${apache.port}`;
    // Where the provider reaches it: `localhost` may mean ::1 there.
    apache.inner = `http://127.0.0.1:${apache.port}`;
    // Apache's workers are another user when a test runs as root.
    await chmod(apache.folder, 0o755);
    for (const page of ['', 'nobody']) {
      await mkdir(path.join(apache.folder, 'www/secure', page), { recursive: true });
      const html = '<!doctype html><link rel="icon" href="data:,"><title>guarded</title><main id="guarded">guarded</main>';
      await writeFile(path.join(apache.folder, 'www/secure', page, 'index.html'), html);
    }
    return apache;
  }

  /** Registers it as `id` with these words, and starts it with the lines that `extra` makes of the secret. */
  async start(symbolon, id, words, extra) {
    const known = ['--kind', 'web', '--name', 'Guarded by Apache', '--redirect-uri', `${this.origin}/secure/callback`];
    const { client_secret: secret } = JSON.parse(await symbolon.run('client', 'add', id, ...known, ...words, '--json'));
    const file = path.join(this.folder, 'apache.conf');
    const lines = configuration({ ...this, issuer: symbolon.issuer, id, extra: await extra(secret) });
    await writeFile(file, lines, { mode: 0o600 });
    await promisify(execFile)(APACHE, ['-t', '-f', file]);
    this.child = spawn(APACHE, ['-f', file, '-DFOREGROUND'], { stdio: 'ignore' });
    const limit = Date.now() + START_LIMIT_MS;
    while (!(await fetch(`${this.origin}/`).catch(() => undefined))) {
      if (this.child.exitCode !== null || Date.now() > limit) throw new Error(`no Apache\n${await this.log()}`);
      await sleep(50);
    }
  }

  log() {
    return readFile(path.join(this.folder, 'error.log'), 'utf8').catch(() => '');
  }

  async stop() {
    if (this.child?.exitCode === null) {
      const closed = new Promise((resolve) => this.child.once('close', resolve));
      this.child.kill('SIGTERM');
      await closed;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

const logoutWords = ({ inner, origin }) => [
  ...['--backchannel-logout-uri', `${inner}/secure/callback?logout=backchannel`],
  ...['--backchannel-logout-session-required', 'true', '--post-logout-redirect-uri', `${origin}/bye`],
];

/** It publishes its keys itself, beside its redirect URI. */
const keyedWords = ({ inner }) => [
  ...['--auth-method', 'private_key_jwt', '--jwks-uri', `${inner}/secure/callback?jwks=rsa`],
];

async function keyedLines({ folder }) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [open, secret] = [path.join(folder, 'public.pem'), path.join(folder, 'private.pem')];
  await writeFile(open, publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return [
    `OIDCPublicKeyFiles one#${open}`,
    `OIDCPrivateKeyFiles one#${secret}`,
    'OIDCProviderTokenEndpointAuth private_key_jwt',
    'OIDCResponseMode form_post',
  ];
}

describe('mod_auth_openidc', () => {
  let symbolon, chromium, apache, keyed;

  before(async () => {
    [apache, keyed] = [await Apache.prepare(), await Apache.prepare()];
    symbolon = await startSymbolon(SYMBOLON, {
      SYMBOLON_OUTBOUND__ALLOW: `127.0.0.1:${apache.port},127.0.0.1:${keyed.port}`,
    });
    chromium = await launchChromium();
    await apache.start(symbolon, 'apache', logoutWords(apache), (secret) => [`OIDCClientSecret ${secret}`]);
    await keyed.start(symbolon, 'keyed', keyedWords(keyed), () => keyedLines(keyed));
  });

  after(async () => {
    await chromium?.close();
    await apache?.stop();
    await keyed?.stop();
    await symbolon?.stop();
  });

  const signInAt = async (page, { origin }) => {
    await page.goto(`${origin}/secure/`);
    assert.equal(new URL(page.url()).origin, symbolon.issuer, 'sent to the provider');
    await signIn(page);
    if (await page.locator('form#consent').count()) await submit(page, '#consent-allow');
    await page.waitForURL(`${origin}/secure/`);
    assert.equal(await page.locator('#guarded').count(), 1);
  };

  const isGuarded = async (page) => {
    const answer = await page.request.get(`${apache.origin}/secure/`, { maxRedirects: 0 });
    return answer.status() !== 200;
  };

  it('guarded_page_is_shown_after_sign_in_and_only_to_whom_it_is_meant_for', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await signInAt(page, apache);

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

  it('client_with_keys_at_an_address_of_its_own_is_answered_by_form', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await signInAt(page, keyed);
    const told = await (await page.request.get(`${keyed.origin}/secure/callback?info=json`)).json();
    assert.equal(told.userinfo.email, 'alice@example.com');
  });

  it('sign_out_at_apache_ends_the_session_of_the_provider', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await signInAt(page, apache);
    await page.goto(`${apache.origin}/secure/callback?logout=${encodeURIComponent(`${apache.origin}/bye`)}`);
    await page.waitForURL(`${apache.origin}/bye*`);
    // Another address: Chromium may have kept the page.
    await page.goto(`${apache.origin}/secure/?again`);
    assert.equal(await page.locator('form#login').count(), 1, 'the provider asks again');
  });

  it('apache_is_told_by_the_back_channel_that_a_person_has_signed_out_elsewhere', async (t) => {
    const { page } = await openBrowser(t, chromium, symbolon.issuer);
    await signInAt(page, apache);
    const other = await openBrowser(t, chromium, symbolon.issuer);
    await signInAt(other.page, apache);
    await page.goto(`${symbolon.issuer}/logout`);
    await submit(page, '#logout-confirm');
    const limit = Date.now() + START_LIMIT_MS;
    while (!(await isGuarded(page)) && Date.now() < limit) await sleep(100);
    assert.ok(await isGuarded(page), await apache.log());
    assert.equal(await isGuarded(other.page), false, 'another session lives on');
  });

  itEndsWell(() => symbolon);
});
