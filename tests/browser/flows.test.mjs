// openid-client and jose with what OpenID Connect has beside the code flow and a shared secret: keys of the client, request
// objects, the hybrid and implicit flows, answers by form, registration, encrypted and signed answers.

import './require-node.mjs';
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { FormBrowser } from './form-browser.mjs';
import { postForm } from './oauth.mjs';
import { assertNoHorizontalScroll, openBrowser, screenshot, signIn, submit } from './pages.mjs';
import { ALICE, itEndsWell, launchChromium, startPageServer, startSymbolon, SYMBOLON } from './support.mjs';

const SCOPE = 'openid profile email offline_access';
const CODE_GRANTS = ['authorization_code', 'refresh_token'];
const HYBRID = { response_types: ['code id_token'], grant_types: [...CODE_GRANTS, 'implicit'] };
const CALLBACK = 'https://client.example/callback';
const settings = (app) => ({
  SYMBOLON_OUTBOUND__ALLOW: `127.0.0.1:${app.port}`,
  SYMBOLON_REGISTRATION__MODE: 'open',
  SYMBOLON_REQUESTS__REQUEST_URI: 'true',
  SYMBOLON_REQUESTS__RESPONSE_TYPES: 'code,id_token,code id_token',
});

/** A pair of keys as a client has it: the private one as libraries take it, and the public JWK set that is registered. */
async function keyPair(alg, use, kid = `${use}-1`) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await jose.exportJWK(publicKey)), alg, use, kid }] };
  return { key: privateKey, kid, alg, jwks };
}

describe('flows', () => {
  let symbolon, chromium, app;

  before(async () => {
    app = await startPageServer();
    symbolon = await startSymbolon(SYMBOLON, settings(app));
    chromium = await launchChromium();
  });

  after(async () => {
    await chromium?.close();
    await symbolon?.stop();
    await app?.stop();
  });

  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];

  /** A client that has registered itself, as the library is told of it. */
  const register = (metadata, authentication = client.ClientSecretBasic()) => {
    const sent = { client_name: 'Shop', redirect_uris: [CALLBACK], grant_types: CODE_GRANTS, ...metadata };
    return client.dynamicClientRegistration(new URL(symbolon.issuer), sent, authentication, { execute });
  };

  /** The same client with other means to authenticate. */
  const disguise = (config, authentication) => {
    const { client_id: id } = config.clientMetadata();
    return client.discovery(new URL(symbolon.issuer), id, {}, authentication, { execute });
  };

  /** The parameters of a request, and the checks that the library makes of the answer. */
  const newRequest = async (parameters = {}) => {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const sent = {
      redirect_uri: CALLBACK,
      scope: SCOPE,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    };
    return { sent, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
  };

  const authorize = (url) => new FormBrowser(symbolon.issuer).authorize(url, ALICE);

  const signInWith = async (config) => {
    const { sent, checks } = await newRequest();
    return client.authorizationCodeGrant(config, await authorize(client.buildAuthorizationUrl(config, sent)), checks);
  };

  for (const alg of ['RS256', 'PS256', 'ES256', 'Ed25519']) {
    it(`client_authenticates_by_private_key_jwt_with_${alg}`, async () => {
      const { key, kid, jwks } = await keyPair(alg, 'sig');
      const metadata = { jwks, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg };
      const config = await register(metadata, client.PrivateKeyJwt({ key, kid }));
      const tokens = await signInWith(config);
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
      assert.equal(refreshed.claims().sub, tokens.claims().sub);

      const { key: anotherKey } = await keyPair(alg, 'sig');
      const thief = await disguise(config, client.PrivateKeyJwt({ key: anotherKey, kid }));
      await assert.rejects(client.refreshTokenGrant(thief, refreshed.refresh_token), { error: 'invalid_client' });
    });
  }

  it('client_authenticates_by_client_secret_jwt_and_by_nothing_else', async () => {
    const config = await register({ token_endpoint_auth_method: 'client_secret_jwt' }, client.ClientSecretJwt());
    const { refresh_token: token } = await signInWith(config);
    const { client_secret: secret } = config.clientMetadata();
    for (const method of [client.ClientSecretJwt(`${secret}x`), client.ClientSecretPost(secret)]) {
      const thief = await disguise(config, method);
      await assert.rejects(client.refreshTokenGrant(thief, token), { error: 'invalid_client' });
    }
    assert.ok((await client.refreshTokenGrant(config, token)).access_token);
  });

  it('request_object_that_the_client_has_signed_is_what_counts', async () => {
    const { key, kid, jwks } = await keyPair('ES256', 'sig');
    const config = await register({ jwks, request_object_signing_alg: 'ES256' });
    const { sent, checks } = await newRequest();
    const url = await client.buildAuthorizationUrlWithJAR(config, sent, { key, kid });
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request']);
    url.searchParams.set('state', 'not-what-was-signed');
    const tokens = await client.authorizationCodeGrant(config, await authorize(url), checks);
    assert.ok(tokens.claims().sub);
  });

  it('keys_are_fetched_from_the_client_and_a_new_one_counts_at_once', async () => {
    const [first, second] = [await keyPair('ES256', 'sig', 'one'), await keyPair('ES256', 'sig', 'two')];
    app.documents['/jwks'] = first.jwks;
    const metadata = { jwks_uri: `http://127.0.0.1:${app.port}/jwks`, token_endpoint_auth_method: 'private_key_jwt' };
    const config = await register(metadata, client.PrivateKeyJwt(first));
    const { refresh_token: token } = await signInWith(config);
    app.documents['/jwks'] = { keys: [...second.jwks.keys, ...first.jwks.keys] };
    const rotated = await disguise(config, client.PrivateKeyJwt(second));
    const tokens = await client.refreshTokenGrant(rotated, token);
    assert.equal(app.received.filter(({ url }) => url === '/jwks').length, 2, 'once, and again for the new key');
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token, 'the old key still counts');
  });

  it('request_object_is_fetched_from_where_it_is_registered', async () => {
    const { key, kid, jwks } = await keyPair('PS256', 'sig');
    const address = `http://127.0.0.1:${app.port}/request.jwt`;
    const config = await register({ jwks, request_uris: [address] });
    const { sent, checks } = await newRequest();
    const byValue = await client.buildAuthorizationUrlWithJAR(config, sent, { key, kid });
    app.documents['/request.jwt'] = byValue.searchParams.get('request');
    const url = client.buildAuthorizationUrl(config, { request_uri: address });
    const tokens = await client.authorizationCodeGrant(config, await authorize(url), checks);
    assert.ok(tokens.claims().sub);
  });

  for (const [alg, kty] of [['RSA-OAEP-256', 'RSA'], ['ECDH-ES', 'EC'], ['ECDH-ES+A256KW', 'EC']]) {
    it(`signed_request_object_is_encrypted_by_${alg}_to_a_key_of_the_provider`, async () => {
      const { key, kid, jwks } = await keyPair('ES256', 'sig');
      const config = await register({ jwks });
      const { jwks_uri: address } = config.serverMetadata();
      const { keys } = await (await fetch(address)).json();
      const recipient = keys.find((candidate) => candidate.use === 'enc' && candidate.kty === kty);
      const { sent, checks } = await newRequest();
      const url = await client.buildAuthorizationUrlWithJAR(config, sent, { key, kid });
      const signed = new TextEncoder().encode(url.searchParams.get('request'));
      const header = { alg, enc: 'A128CBC-HS256', cty: 'JWT', kid: recipient.kid };
      const encrypted = new jose.CompactEncrypt(signed).setProtectedHeader(header);
      url.searchParams.set('request', await encrypted.encrypt(await jose.importJWK(recipient, alg)));
      const tokens = await client.authorizationCodeGrant(config, await authorize(url), checks);
      assert.ok(tokens.claims().sub);
    });
  }

  it('hybrid_answer_has_an_id_token_whose_c_hash_and_nonce_the_library_verifies', async () => {
    const config = await register(HYBRID);
    client.useCodeIdTokenResponseType(config);
    const { sent, checks } = await newRequest();
    const answer = await authorize(client.buildAuthorizationUrl(config, sent));
    assert.equal(answer.search, '', 'nothing is in the query');
    const front = jose.decodeJwt(new URLSearchParams(answer.hash.slice(1)).get('id_token'));
    assert.ok(front.c_hash);
    const tokens = await client.authorizationCodeGrant(config, answer, checks);
    assert.equal(tokens.claims().sub, front.sub);

    const next = await newRequest();
    const mixed = await authorize(client.buildAuthorizationUrl(config, next.sent));
    const parameters = new URLSearchParams(mixed.hash.slice(1));
    parameters.set('code', `${parameters.get('code')}x`);
    mixed.hash = parameters.toString();
    const refused = client.authorizationCodeGrant(config, mixed, next.checks);
    await assert.rejects(refused, ({ cause }) => cause.message.includes('"c_hash"'));
  });

  it('implicit_answer_is_an_id_token_alone', async () => {
    const metadata = { response_types: ['id_token'], grant_types: ['implicit'], token_endpoint_auth_method: 'none' };
    const config = await register(metadata, client.None());
    client.useIdTokenResponseType(config);
    const { sent, checks } = await newRequest({ scope: 'openid email' });
    const { code_challenge: _challenge, code_challenge_method: _method, ...parameters } = sent;
    const answer = await authorize(client.buildAuthorizationUrl(config, parameters));
    const claims = await client.implicitAuthentication(config, answer, checks.expectedNonce, checks);
    assert.equal(claims.email, 'alice@example.com', 'nobody could ask for it at userinfo');
    assert.equal(new URLSearchParams(answer.hash.slice(1)).get('access_token'), null);
  });

  it('client_that_registered_itself_signs_in_with_what_it_was_told', async () => {
    const config = await register({});
    const tokens = await signInWith(config);
    const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(person.email, 'alice@example.com');
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
    await assert.rejects(register({ redirect_uris: ['http://client.example/callback'] }), { error: 'invalid_redirect_uri' });
  });

  it('id_token_is_encrypted_to_the_client_and_userinfo_is_signed', async () => {
    const { key, kid, alg, jwks } = await keyPair('ECDH-ES+A256KW', 'enc');
    const config = await register({
      jwks,
      id_token_signed_response_alg: 'ES256',
      id_token_encrypted_response_alg: alg,
      id_token_encrypted_response_enc: 'A256GCM',
      userinfo_signed_response_alg: 'Ed25519',
    });
    client.enableDecryptingResponses(config, ['A256GCM'], { key, kid, alg });
    const tokens = await signInWith(config);
    const header = jose.decodeProtectedHeader(tokens.id_token);
    assert.deepEqual([header.alg, header.enc, header.kid, header.cty], [alg, 'A256GCM', kid, 'JWT']);
    // The library takes a userinfo answer of this client only as a JWT with this algorithm.
    const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.deepEqual([person.email, person.iss], ['alice@example.com', symbolon.issuer]);
  });

  it('userinfo_is_signed_and_encrypted_to_the_client_and_names_a_person_for_it_alone', async () => {
    const { key, kid, alg, jwks } = await keyPair('RSA-OAEP-256', 'enc');
    const config = await register({
      jwks,
      subject_type: 'pairwise',
      userinfo_signed_response_alg: 'ES256',
      userinfo_encrypted_response_alg: alg,
      userinfo_encrypted_response_enc: 'A128CBC-HS256',
    });
    client.enableDecryptingResponses(config, ['A128CBC-HS256'], { key, kid, alg });
    const tokens = await signInWith(config);
    const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(person.email, 'alice@example.com');
    const others = await signInWith(await register({ subject_type: 'pairwise' }));
    assert.equal(others.claims().sub, person.sub, 'the host of the redirect URI is the same');
    assert.notEqual((await signInWith(await register({}))).claims().sub, person.sub);
  });

  it('id_token_is_keyed_with_the_secret_of_the_client', async () => {
    const config = await register({ id_token_signed_response_alg: 'HS256' });
    const { client_id: audience, client_secret: secret } = config.clientMetadata();
    const { sent, checks } = await newRequest();
    const { searchParams } = await authorize(client.buildAuthorizationUrl(config, sent));
    // The library takes no symmetric signatures.
    const form = {
      grant_type: 'authorization_code',
      code: searchParams.get('code'),
      redirect_uri: CALLBACK,
      code_verifier: checks.pkceCodeVerifier,
    };
    const authorization = `Basic ${btoa(`${audience}:${secret}`)}`;
    const { body } = await postForm(symbolon.issuer, '/token', form, { authorization });
    const expected = { issuer: symbolon.issuer, audience, algorithms: ['HS256'] };
    const { payload } = await jose.jwtVerify(body.id_token, new TextEncoder().encode(secret), expected);
    assert.equal(payload.nonce, sent.nonce);
  });

  for (const [how, javaScriptEnabled] of [['by_itself', true], ['by_its_button_without_javascript', false]]) {
    it(`form_post_page_reaches_the_client_${how}`, async (t) => {
      const callback = `http://127.0.0.1:${app.port}/${how}`;
      const config = await register({ ...HYBRID, application_type: 'native', redirect_uris: [callback] });
      client.useCodeIdTokenResponseType(config);
      const { sent, checks } = await newRequest({ redirect_uri: callback, response_mode: 'form_post' });

      const { page, watch } = await openBrowser(t, chromium, symbolon.issuer, { javaScriptEnabled });
      await page.goto(client.buildAuthorizationUrl(config, sent).href);
      await signIn(page);
      await submit(page, '#consent-allow');
      if (!javaScriptEnabled) {
        await assertNoHorizontalScroll(page);
        await screenshot(page, 'form-post');
        await submit(page, '#form-post-submit');
      }
      await page.waitForURL(callback);
      const [post] = app.received.filter(({ url, method }) => url === `/${how}` && method === 'POST');
      assert.equal(post.headers.referer, undefined, 'the request is in the address of the page');
      const headers = { 'content-type': post.headers['content-type'] };
      const answer = new Request(callback, { method: 'POST', body: post.body, headers });
      const tokens = await client.authorizationCodeGrant(config, answer, checks);
      assert.ok(tokens.claims().sub);
      watch.assertClean(`http://127.0.0.1:${app.port}`);
    });
  }

  itEndsWell(() => symbolon);
});
