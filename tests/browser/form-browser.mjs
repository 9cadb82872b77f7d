// A browser of the least kind: keeps cookies, follows redirects inside the provider, fills in and submits forms.

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_STEPS = 10;

const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
  });

function attributes(tag) {
  const pairs = tag.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g);
  return Object.fromEntries([...pairs].map(([, name, a, b, c]) => [name.toLowerCase(), decode(a ?? b ?? c ?? '')]));
}

function parseForms(html) {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, tag, inside]) => {
    const inputs = [...inside.matchAll(/<input\b([^>]*)>/gi)].map(([, input]) => attributes(input));
    const buttons = [...inside.matchAll(/<button\b([^>]*)>/gi)].map(([, button]) => attributes(button));
    return { ...attributes(tag), inputs, buttons };
  });
}

export class FormBrowser {
  #cookies = new Map();

  constructor(issuer) {
    this.origin = new URL(issuer).origin;
  }

  /** Follows redirects of the provider; one that leaves it ends the walk and is returned as `left`. */
  async open(url, init = {}) {
    let request = { url: new URL(url), init };
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (request.url.origin !== this.origin) return { left: request.url };
      const response = await this.#send(request);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || !location) {
        return { url: request.url, status: response.status, html: await response.text() };
      }
      request = { url: new URL(location, request.url), init: {} };
    }
    throw new Error(`more than ${MAX_STEPS} redirects from ${url}`);
  }

  async #send({ url, init }) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '' || /max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** Submits the form that contains the button, with its hidden fields, `values` and the button's own value. */
  submit(page, buttonId, values = {}) {
    const form = parseForms(page.html).find(({ buttons }) => buttons.some(({ id }) => id === buttonId));
    if (!form) throw new Error(`no form with #${buttonId} on ${page.url} (${page.status}):\n${page.html}`);
    const button = form.buttons.find(({ id }) => id === buttonId);
    const fields = form.inputs.filter(({ name, type }) => name && !['checkbox', 'radio', 'submit'].includes(type));
    const body = new URLSearchParams(fields.map(({ name, value }) => [name, value ?? '']));
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    if (button.name) body.set(button.name, button.value ?? '');
    const target = new URL(form.action || page.url, page.url);
    return this.open(target, { method: 'POST', body, headers: { origin: this.origin } });
  }

  /** Signs in and allows wherever a page asks for it, until the provider sends us away or shows another page. */
  async approve(page, { username, password }) {
    let current = page;
    for (let step = 0; step < MAX_STEPS && current.html; step += 1) {
      if (current.html.includes('id="login-submit"')) {
        current = await this.submit(current, 'login-submit', { username, password });
      } else if (current.html.includes('id="consent-allow"')) {
        current = await this.submit(current, 'consent-allow');
      } else return current;
    }
    return current;
  }

  /** The whole way from `/authorize` to the client's redirect URI. */
  async authorize(url, person) {
    const end = await this.approve(await this.open(url), person);
    if (!end.left) throw new Error(`no redirect to the client from ${end.url} (${end.status}):\n${end.html}`);
    return end.left;
  }
}
