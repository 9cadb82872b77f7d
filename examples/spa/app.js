// A single-page app without any library: signs people in with a code and PKCE, and calls an API for them.
//
// It is a public client, as everything that it knows can be read in the browser. Tokens are kept in memory only: what is
// in localStorage every script of the page could carry away, today or after the next bad update of a library. After a
// reload the person signs in again; the provider's session makes that one redirect without a question.

import { ISSUER } from '/config.js';

const CLIENT_ID = 'spa';
const REDIRECT_URI = `${location.origin}/callback`;
const API = 'http://localhost:3001/';
const SCOPE = 'openid profile offline_access read write';

// { access, refresh, idToken } of this page's life. The access token is made for the API that `resource` names (RFC 8707)
// and, as `openid` is asked for, for /userinfo.
let tokens;

const $ = (id) => document.getElementById(id);
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** What the provider says about itself (OpenID Connect Discovery §4). */
async function discover() {
  const response = await fetch(`${ISSUER}/.well-known/openid-configuration`);
  const provider = await response.json();
  if (provider.issuer !== ISSUER) throw new Error(`that is the document of ${provider.issuer}`);
  return provider;
}

/** Leaves for the provider. What its answer must fit to waits in sessionStorage, which only this tab can read. */
async function signIn(provider) {
  const request = { verifier: random(), state: random(), nonce: random() };
  sessionStorage.setItem('request', JSON.stringify(request));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(request.verifier));
  location.assign(
    `${provider.authorization_endpoint}?${new URLSearchParams([
      ['response_type', 'code'],
      ['client_id', CLIENT_ID],
      ['redirect_uri', REDIRECT_URI],
      ['scope', SCOPE],
      ['resource', API],
      ['state', request.state],
      ['nonce', request.nonce],
      ['code_challenge', base64url(challenge)],
      ['code_challenge_method', 'S256'],
    ])}`,
  );
}

/** Takes the answer out of the address, checks it, and redeems the code. */
async function finish(provider) {
  const answer = new URLSearchParams(location.search);
  const request = JSON.parse(sessionStorage.getItem('request') ?? '{}');
  sessionStorage.removeItem('request'); // an answer counts once
  history.replaceState(null, '', '/'); // and the code does not stay in the history
  if (!request.state || answer.get('state') !== request.state) throw new Error('the answer belongs to another request');
  if (answer.get('iss') !== ISSUER) throw new Error("the answer is another provider's"); // RFC 9207
  if (answer.has('error')) throw new Error(answer.get('error'));
  await requestTokens(provider, {
    grant_type: 'authorization_code',
    code: answer.get('code'),
    redirect_uri: REDIRECT_URI,
    code_verifier: request.verifier,
  });
  // Straight from the token endpoint over TLS, the ID token needs no check of its signature (OpenID Connect Core §3.1.3.7).
  const claims = JSON.parse(new TextDecoder().decode(bytesOf(tokens.idToken.split('.')[1])));
  const good = claims.iss === ISSUER && [claims.aud].flat().join() === CLIENT_ID && claims.nonce === request.nonce;
  if (!good || claims.exp * 1000 <= Date.now()) {
    tokens = undefined;
    throw new Error('the ID token is not for this request');
  }
}

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

/** Each answer brings a new refresh token, and the old one is spent. */
async function requestTokens(provider, form) {
  const body = new URLSearchParams({ client_id: CLIENT_ID, resource: API, ...form });
  const response = await fetch(provider.token_endpoint, { method: 'POST', body });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error_description ?? answer.error);
  tokens = {
    access: answer.access_token,
    refresh: answer.refresh_token ?? tokens?.refresh,
    idToken: answer.id_token ?? tokens?.idToken,
  };
}

// At most one refresh at a time: two would spend the same refresh token.
let refreshing;
const refresh = (provider) =>
  (refreshing ??= requestTokens(provider, { grant_type: 'refresh_token', refresh_token: tokens.refresh }).finally(
    () => (refreshing = undefined),
  ));

/** Calls the API. A token that is over is refreshed, once. */
async function callApi(provider, path, init = {}) {
  const call = () => fetch(`${API}${path}`, { ...init, headers: { authorization: `Bearer ${tokens.access}` } });
  let response = await call();
  if (response.status === 401) {
    await refresh(provider);
    response = await call();
  }
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.headers.get('www-authenticate') ?? ''}`);
  return response.json();
}

async function showPerson(provider) {
  const response = await fetch(provider.userinfo_endpoint, { headers: { authorization: `Bearer ${tokens.access}` } });
  if (!response.ok) throw new Error(`userinfo: ${response.status}`);
  const person = await response.json();
  $('name').textContent = person.name ?? person.sub;
}

async function showNotes(provider) {
  const notes = await callApi(provider, 'notes');
  $('notes').replaceChildren(...notes.map((note) => Object.assign(document.createElement('li'), { textContent: note })));
}

function status(text) {
  $('message').textContent = text;
  $('sign-in').hidden = tokens !== undefined;
  $('signed-in').hidden = tokens === undefined;
}

/** Runs on a click, and shows what went wrong. */
const doing = (action) => (event) => {
  event.preventDefault();
  action().catch((error) => status(error.message));
};

async function start() {
  const provider = await discover();
  $('sign-in').onclick = doing(() => signIn(provider));
  $('refresh').onclick = doing(async () => {
    await refresh(provider);
    await showNotes(provider);
    status('refreshed');
  });
  $('new-note').onsubmit = doing(async () => {
    await callApi(provider, 'notes', { method: 'POST', body: $('note').value });
    $('new-note').reset();
    await showNotes(provider);
  });
  $('sign-out').onclick = doing(async () => {
    // Ends what this app may do (RFC 7009). The session at the provider goes on.
    await fetch(provider.revocation_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ client_id: CLIENT_ID, token: tokens.refresh }),
    });
    tokens = undefined;
    status('signed out');
  });
  if (location.pathname === '/callback') await finish(provider);
  if (tokens) {
    await showPerson(provider);
    await showNotes(provider);
  }
  status(tokens ? 'signed in' : 'signed out');
}

start().catch((error) => status(error.message));
