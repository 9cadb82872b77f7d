// Somebody else's client libraries against the provider.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { FormBrowser } from './form-browser.mjs';
import { ALICE, itEndsWell, SECRETS, startSymbolon } from './support.mjs';

const SCOPE = 'openid profile email read offline_access';

describe('clients', () => {
  let symbolon;

  before(async () => {
    symbolon = await startSymbolon();
  });

  after(() => symbolon?.stop());

  const signIn = (url) => new FormBrowser(symbolon.issuer).authorize(url, ALICE);

  describe('openid-client', () => {
    const discover = async (clientId, authentication) => {
      const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
      return client.discovery(new URL(symbolon.issuer), clientId, undefined, authentication, { execute });
    };

    const signInWith = async (config, redirect_uri) => {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri,
        scope: SCOPE,
        state: expectedState,
        nonce: expectedNonce,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      });
      const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
      return client.authorizationCodeGrant(config, await signIn(url), checks);
    };

    const confidential = [
      ['ClientSecretBasic', 'postman', 'http://localhost:3000/callback'],
      ['ClientSecretPost', 'dashboard', 'http://localhost:3000/login/'],
    ];
    for (const [method, clientId, redirectUri] of confidential) {
      it(`code_refresh_userinfo_introspection_and_revocation_with_${method}`, async () => {
        const config = await discover(clientId, client[method](SECRETS[clientId]));
        assert.ok(config.serverMetadata().supportsPKCE());
        const tokens = await signInWith(config, redirectUri);
        const { sub, auth_time: authTime } = tokens.claims();

        const person = await client.fetchUserInfo(config, tokens.access_token, sub);
        assert.equal(person.sub, sub);
        assert.ok(person.email && person.name);

        const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
        assert.notEqual(refreshed.refresh_token, tokens.refresh_token, 'the refresh token rotates');
        assert.notEqual(refreshed.access_token, tokens.access_token);
        assert.equal(refreshed.claims().sub, sub);
        assert.equal(refreshed.claims().auth_time, authTime);
        assert.equal(refreshed.claims().nonce, undefined);

        const service = await discover('service', client.ClientSecretBasic(SECRETS.service));
        const alive = await client.tokenIntrospection(service, refreshed.access_token);
        assert.deepEqual([alive.active, alive.sub, alive.client_id], [true, sub, clientId]);

        await client.tokenRevocation(config, refreshed.refresh_token);
        const dead = await client.tokenIntrospection(service, refreshed.access_token);
        assert.deepEqual(dead, { active: false });
        await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token), { error: 'invalid_grant' });
        await assert.rejects(client.fetchUserInfo(config, refreshed.access_token, sub), { status: 401 });
      });
    }

    it('used_code_is_refused_and_its_tokens_die', async () => {
      const config = await discover('native', client.None());
      const redirect_uri = 'http://127.0.0.1:49152/callback';
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri,
        scope: SCOPE,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      });
      const callback = await signIn(url);
      const tokens = await client.authorizationCodeGrant(config, callback, { pkceCodeVerifier });
      const again = client.authorizationCodeGrant(config, callback, { pkceCodeVerifier });
      await assert.rejects(again, { error: 'invalid_grant' });
      await assert.rejects(client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub), { status: 401 });
    });

    it('denial_is_reported_as_access_denied', async () => {
      const config = await discover('native', client.None());
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: 'http://127.0.0.1:49152/callback',
        scope: SCOPE,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      });
      const browser = new FormBrowser(symbolon.issuer);
      const consent = await browser.submit(await browser.open(url), 'login-submit', ALICE);
      const { left } = await browser.submit(consent, 'consent-deny');
      const grant = client.authorizationCodeGrant(config, left, { pkceCodeVerifier, expectedState: state });
      await assert.rejects(grant, { error: 'access_denied' });
    });

    it('client_credentials_give_a_token_without_refresh', async () => {
      const config = await discover('service', client.ClientSecretPost(SECRETS.service));
      const tokens = await client.clientCredentialsGrant(config, { scope: 'read write' });
      assert.equal(tokens.refresh_token, undefined);
      assert.equal(tokens.id_token, undefined);
      assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, true);
    });

    it('wrong_secret_is_invalid_client', async () => {
      const config = await discover('service', client.ClientSecretBasic('wrong'));
      // The library reports a 401 with WWW-Authenticate by its challenge.
      await assert.rejects(client.clientCredentialsGrant(config), (error) => error.status === 401);
    });
  });

  describe('oauth4webapi', () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const app = { client_id: 'native' };
    const redirectUri = 'http://127.0.0.1:49153/callback';
    let as;

    before(async () => {
      const issuer = new URL(symbolon.issuer);
      as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    });

    const redeem = (parameters, verifier) =>
      oauth.authorizationCodeGrantRequest(as, app, oauth.None(), parameters, redirectUri, verifier, insecure);

    const signInWith = async () => {
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const url = new URL(as.authorization_endpoint);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: app.client_id,
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      const parameters = oauth.validateAuthResponse(as, app, await signIn(url), state);
      return { answer: await redeem(parameters, verifier), nonce };
    };

    it('metadata_of_both_well_known_documents_agrees', async () => {
      const issuer = new URL(symbolon.issuer);
      const answer = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
      const other = await oauth.processDiscoveryResponse(issuer, answer);
      assert.equal(other.token_endpoint, as.token_endpoint);
      assert.deepEqual(as.code_challenge_methods_supported, ['S256']);
      assert.equal(as.authorization_response_iss_parameter_supported, true);
    });

    it('code_id_token_refresh_userinfo_introspection_and_revocation_of_a_public_client', async () => {
      const { answer, nonce } = await signInWith();
      const tokens = await oauth.processAuthorizationCodeResponse(as, app, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(as, answer, insecure);
      const claims = oauth.getValidatedIdTokenClaims(tokens);

      const person = await oauth.userInfoRequest(as, app, tokens.access_token, insecure);
      const { sub } = await oauth.processUserInfoResponse(as, app, claims.sub, person);
      assert.equal(sub, claims.sub);

      const refresh = await oauth.refreshTokenGrantRequest(as, app, oauth.None(), tokens.refresh_token, insecure);
      const refreshed = await oauth.processRefreshTokenResponse(as, app, refresh);
      assert.equal(oauth.getValidatedIdTokenClaims(refreshed).sub, sub);

      const introspect = async (token) => {
        const service = { client_id: 'service' };
        const authentication = oauth.ClientSecretBasic(SECRETS.service);
        const response = await oauth.introspectionRequest(as, service, authentication, token, insecure);
        return oauth.processIntrospectionResponse(as, service, response);
      };
      assert.equal((await introspect(refreshed.access_token)).active, true);
      const revocation = await oauth.revocationRequest(as, app, oauth.None(), refreshed.access_token, insecure);
      await oauth.processRevocationResponse(revocation);
      assert.deepEqual(await introspect(refreshed.access_token), { active: false });
    });

    it('wrong_verifier_is_invalid_grant', async () => {
      const state = oauth.generateRandomState();
      const url = new URL(as.authorization_endpoint);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: app.client_id,
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()),
        code_challenge_method: 'S256',
      });
      const parameters = oauth.validateAuthResponse(as, app, await signIn(url), state);
      const answer = await redeem(parameters, oauth.generateRandomCodeVerifier());
      await assert.rejects(oauth.processAuthorizationCodeResponse(as, app, answer), { error: 'invalid_grant' });
    });
  });

  itEndsWell(() => symbolon);
});
