// The client's half of the protocol, by hand: what the tests send when no library is under test.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

const random = () => randomBytes(32).toString('base64url');

/**
 * A new authorization request with S256, state and nonce.
 * @param {string} issuer
 * @param {{client_id: string, redirect_uri: string, scope?: string}} parameters any further one is sent as it is
 */
export function authorizationRequest(issuer, parameters) {
  const verifier = random();
  const sent = {
    response_type: 'code',
    scope: 'openid profile email',
    state: random(),
    nonce: random(),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  };
  return { ...sent, verifier, url: `${issuer}/authorize?${new URLSearchParams(sent)}` };
}

/** What the authorization response must be, and the code in it. */
export function assertCodeResponse(issuer, request, callbackUrl) {
  const answer = new URL(callbackUrl).searchParams;
  assert.equal(answer.get('error'), null, `refused: ${answer}`);
  assert.equal(answer.get('state'), request.state);
  assert.equal(answer.get('iss'), issuer);
  assert.ok(answer.get('code'), 'there is a code');
  return answer.get('code');
}

/** Sends a form to `path` of the issuer; the answer's JSON is in `body`, an empty one is undefined. */
export async function postForm(issuer, path, form, headers = {}) {
  const response = await fetch(`${issuer}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Redeems the code of a public client and checks the tokens' shape and the id_token's claims. */
export async function exchange(issuer, request, code) {
  const { status, headers, body } = await postForm(issuer, '/token', {
    grant_type: 'authorization_code',
    client_id: request.client_id,
    redirect_uri: request.redirect_uri,
    code_verifier: request.verifier,
    code,
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(body.token_type, 'Bearer');
  assert.ok(body.access_token && body.expires_in > 0);
  const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url'));
  assert.equal(claims.iss, issuer);
  assert.equal(claims.nonce, request.nonce);
  assert.deepEqual([claims.aud].flat(), [request.client_id]);
  return body;
}
