// Passkeys on the page that has a form with data-passkey: "get" to sign in by one, "create" to add one. The form carries
// what the server asks in data-options, and the answer back in its field "passkey"; without this script it stays a form.
(() => {
  'use strict';

  const form = document.querySelector('form[data-passkey]');
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  const options = () => {
    const asked = JSON.parse(form.dataset.options);
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const list of [asked.excludeCredentials, asked.allowCredentials]) {
      for (const known of list ?? []) known.id = bytes(known.id);
    }
    return asked;
  };

  const answer = (credential) => {
    const response = {};
    for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: text(credential.rawId), type, response });
  };

  const send = (credential) => {
    form.elements.namedItem('passkey').value = answer(credential);
    form.submit();
  };

  const problem = document.getElementById('passkey-problem');
  const attempt = async (ask) => {
    problem.hidden = true;
    try {
      send(await ask());
    } catch {
      problem.hidden = false;
    }
  };

  const offer = document.getElementById('passkey-offer');
  offer.hidden = false;

  if (form.dataset.passkey === 'create') {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => navigator.credentials.create({ publicKey: options() }));
    });
    return;
  }

  // The browser offers passkeys in the username field until the button asks for one outright; not again where the last one was
  // refused, because it may be the only one.
  const waiting = new AbortController();
  const wait = async () => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    send(await navigator.credentials.get({ publicKey: options(), mediation: 'conditional', signal: waiting.signal }));
  };
  if (form.dataset.offer) wait().catch(() => {});
  document.getElementById('passkey-submit').addEventListener('click', () => {
    waiting.abort();
    attempt(() => navigator.credentials.get({ publicKey: options() }));
  });
})();
