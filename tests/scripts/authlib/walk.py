"""Authlib as a web application uses it, from discovery to revocation, against a running `symbolon demo`."""

import os
import sys
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the demo is on this machine

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

CLIENT_ID, CLIENT_SECRET = "postman", "postman-secret"
CALLBACK = "http://localhost:3000/callback"


class Form(HTMLParser):
    """The fields and the address of the form with an id."""

    def __init__(self, page, form_id):
        super().__init__()
        self.form_id, self.inside, self.action, self.fields = form_id, False, None, {}
        self.feed(page)
        assert self.action, f"no form {form_id} in {page}"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and attributes.get("id") == self.form_id:
            self.inside, self.action = True, attributes["action"]
        elif tag == "input" and self.inside:
            self.fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"


def submit(browser, page, form_id, **values):
    form = Form(page.text, form_id)
    return follow(browser, browser.post(urljoin(page.url, form.action), {**form.fields, **values}, allow_redirects=False))


def follow(browser, answer):
    """Goes where the answer sends the browser, but not to the client; gives the last page or the answer to the client."""
    while answer.is_redirect and not answer.headers["location"].startswith(CALLBACK):
        answer = browser.get(urljoin(answer.url, answer.headers["location"]), allow_redirects=False)
    return answer


def sign_in(url):
    """A person signs in and allows; gives the address that the browser is sent to."""
    browser = requests.Session()
    page = follow(browser, browser.get(url, allow_redirects=False))
    answer = submit(browser, page, "login", username="alice", password="alice123")
    if not answer.is_redirect:
        answer = submit(browser, answer, "consent", decision="allow")
    return answer.headers["location"]


def check_id_token(metadata, token, nonce):
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    algorithms = metadata["id_token_signing_alg_values_supported"]
    decoded = jwt.decode(token["id_token"], keys, algorithms=[alg for alg in algorithms if alg.startswith("RS")])
    options = {"iss": {"value": metadata["issuer"]}, "aud": {"value": CLIENT_ID}, "nonce": {"value": nonce}}
    params = {"access_token": token["access_token"], "client_id": CLIENT_ID, "nonce": nonce}
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    claims.validate()
    head, payload, signature = token["id_token"].split(".")
    try:
        jwt.decode(f"{head}.{payload}.{signature[:-4]}AAAA", keys, algorithms=["RS256"])
    except BadSignatureError:
        return claims
    raise AssertionError("a broken signature was taken")


def walk(issuer):
    metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
    assert metadata["issuer"] == issuer
    client = OAuth2Session(
        CLIENT_ID,
        CLIENT_SECRET,
        scope="openid profile email offline_access",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=metadata["token_endpoint"],
        revocation_endpoint_auth_method="client_secret_basic",
    )
    nonce, verifier = generate_token(), generate_token(48)
    endpoint = metadata["authorization_endpoint"]
    url, state = client.create_authorization_url(endpoint, nonce=nonce, code_verifier=verifier, prompt="consent")
    answer = sign_in(url)
    assert parse_qs(urlsplit(answer).query)["iss"] == [issuer], answer
    token = client.fetch_token(authorization_response=answer, state=state, code_verifier=verifier)
    claims = check_id_token(metadata, token, nonce)

    person = client.get(metadata["userinfo_endpoint"]).json()
    assert (person["sub"], person["name"]) == (claims["sub"], "Alice Liddell"), person
    try:
        client.fetch_token(authorization_response=answer, state=state, code_verifier=verifier)
    except OAuthError as error:
        assert error.error == "invalid_grant", error
    else:
        raise AssertionError("a code was redeemed twice")

    url, state = client.create_authorization_url(endpoint, code_verifier=verifier, prompt="consent")
    first = client.fetch_token(authorization_response=sign_in(url), state=state, code_verifier=verifier)
    second = client.refresh_token(metadata["token_endpoint"], refresh_token=first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"], "rotation"
    client.token = second
    assert client.get(metadata["userinfo_endpoint"]).status_code == 200
    revoked = client.revoke_token(
        metadata["revocation_endpoint"], token=second["refresh_token"], token_type_hint="refresh_token"
    )
    assert revoked.status_code == 200, revoked.text
    assert client.get(metadata["userinfo_endpoint"]).status_code == 401, "the grant is gone"


if __name__ == "__main__":
    walk(sys.argv[1])
    print("walked")
