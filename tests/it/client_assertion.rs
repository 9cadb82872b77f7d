//! Client authentication by assertions (RFC 7523 §2.2, OpenID Connect Core §9; security checks 29 to 35).

use crate::support::client::basic;
use crate::support::signed::{changed, jwks, key, mac, sign, strange_key, unsigned};
use crate::support::web::{Page, Web};
use crate::support::{ISSUER, Reply, START, TestApp};
use serde_json::{Value, json};
use symbolon::model::{AuthMethod, JwsAlgorithm, SigningAlgorithm};
use symbolon::protocol::Rule;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

fn metadata(method: &str) -> Value {
    json!({ "client_name": "Job", "client_type": "confidential", "scope": "read", "default_scope": "read", "introspection": true,
        "grant_types": ["client_credentials", "urn:ietf:params:oauth:grant-type:device_code"],
        "token_endpoint_auth_method": method })
}

fn claims(changes: &Value) -> Value {
    let own = json!({ "iss": "job", "sub": "job", "aud": format!("{ISSUER}/token"), "jti": "1",
        "iat": START.get(), "nbf": START.get(), "exp": START.get() + 60 });
    changed(own, changes)
}

fn by_key(changes: &Value) -> String {
    sign(&key(SigningAlgorithm::Rs256), &json!({ "alg": "RS256", "kid": "k" }), &claims(changes))
}

async fn app_with_key() -> TestApp {
    let app = TestApp::new().await;
    let mut registered = metadata("private_key_jwt");
    registered["jwks"] = jwks(SigningAlgorithm::Rs256, "k");
    app.add_client("job", registered).await;
    app
}

async fn bring(app: &TestApp, assertion: &str, more: &[(&str, &str)]) -> Reply {
    let form = [&[GRANT, ("client_assertion_type", TYPE), ("client_assertion", assertion)][..], more].concat();
    app.post("/token", &form).await
}

async fn assert_refused(app: &TestApp, assertion: &str, rule: Rule) {
    let reply = bring(app, assertion, &[]).await;
    reply.assert_error(401, "invalid_client");
    app.assert_rule(&reply, rule).await;
}

#[tokio::test]
async fn key_of_every_algorithm_authenticates_and_only_by_that_algorithm() {
    for alg in SigningAlgorithm::ALL {
        let app = TestApp::new().await;
        let mut registered = metadata("private_key_jwt");
        registered["jwks"] = jwks(alg, "k");
        app.add_client("job", registered).await;
        let assertion = sign(&key(alg), &json!({ "alg": alg, "kid": "k" }), &claims(&json!({})));
        assert_eq!(bring(&app, &assertion, &[]).await.status, 200, "{alg}");
        for other in ["RS256", "PS256", "ES256", "Ed25519", "none", "HS256"] {
            if other != alg.as_str() {
                let header = json!({ "alg": other, "kid": "k" });
                let assertion = sign(&key(alg), &header, &claims(&json!({ "jti": other })));
                assert_refused(&app, &assertion, Rule::ClientAuthFailed).await;
            }
        }
    }
}

#[tokio::test]
async fn secret_authenticates_as_a_key_and_then_no_longer_as_a_password() {
    let app = TestApp::new().await;
    let secret = app.add_client("job", metadata("client_secret_jwt")).await.unwrap();
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let assertion = mac(secret.as_bytes(), &header, &claims(&json!({ "aud": [ISSUER, "https://other.example"] })));
    assert_eq!(bring(&app, &assertion, &[("client_id", "job")]).await.status, 200);
    assert_refused(&app, &mac(b"another secret", &header, &claims(&json!({ "jti": "2" }))), Rule::ClientAuthFailed)
        .await;
    assert_refused(&app, &mac(b"", &header, &claims(&json!({ "jti": "2" }))), Rule::ClientAuthFailed).await;
    for request in [vec![("client_id", "job"), ("client_secret", secret.as_str())]] {
        let reply = app.post("/token", &[&[GRANT][..], &request].concat()).await;
        reply.assert_error(401, "invalid_client");
        app.assert_rule(&reply, Rule::ClientAuthMethodNotAllowed).await;
    }
}

#[tokio::test]
async fn each_broken_assertion_has_its_answer_and_uses_nothing_up() {
    let app = app_with_key().await;
    let now = START.get();
    for (changes, rule) in [
        (json!({ "iss": "postman" }), Rule::ClientAssertionClaims),
        (json!({ "jti": null }), Rule::ClientAssertionClaims),
        (json!({ "aud": "https://other.example" }), Rule::ClientAssertionAudience),
        (json!({ "aud": format!("{ISSUER}/") }), Rule::ClientAssertionAudience),
        (json!({ "aud": [] }), Rule::ClientAssertionAudience),
        (json!({ "exp": now }), Rule::ClientAssertionExpired),
        (json!({ "exp": now + 3601 }), Rule::ClientAssertionExpired),
        (json!({ "exp": now + 31_536_000 }), Rule::ClientAssertionExpired),
        (json!({ "nbf": now + 60 }), Rule::ClientAssertionExpired),
        (json!({ "iat": now + 60 }), Rule::ClientAssertionExpired),
        (json!({ "exp": null }), Rule::ClientAuthFailed),
        (json!({ "aud": null }), Rule::ClientAuthFailed),
        (json!({ "sub": null }), Rule::ClientAuthFailed),
        (json!({ "sub": "postman" }), Rule::ClientAuthFailed),
        (json!({ "sub": "nobody" }), Rule::ClientAuthFailed),
    ] {
        assert_refused(&app, &by_key(&changes), rule).await;
    }
    let good = by_key(&json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let bad =
        [format!("{head}."), format!("{head}.{}", signature.replace('A', "B")), good[1..].to_owned(), "x".to_owned()];
    for assertion in bad.iter().map(String::as_str).chain([unsigned(&claims(&json!({}))).as_str()]) {
        assert_refused(&app, assertion, Rule::ClientAuthFailed).await;
    }
    assert_eq!(bring(&app, &good, &[]).await.status, 200);
}

#[tokio::test]
async fn forged_headers_are_refused_and_nothing_is_fetched_for_them() {
    let web = Web::start().await;
    let app = TestApp::with(|settings| settings.outbound.allow = vec![web.place()]).await;
    let mut registered = metadata("private_key_jwt");
    registered["jwks"] = jwks(SigningAlgorithm::Rs256, "k");
    app.add_client("job", registered).await;
    web.put("/jwks", Page::ok(json!({ "keys": [strange_key().public_jwk()] }).to_string()));
    let brought = json!({ "alg": "RS256", "kid": "k", "jku": web.url("/jwks"), "x5u": web.url("/x5u"),
        "jwk": strange_key().public_jwk() });
    assert_refused(&app, &sign(&strange_key(), &brought, &claims(&json!({}))), Rule::ClientAuthFailed).await;
    for kid in ["other", "../../k", "k' OR '1'='1", "", "/dev/null"] {
        let header = json!({ "alg": "RS256", "kid": kid });
        let assertion = sign(&key(SigningAlgorithm::Rs256), &header, &claims(&json!({})));
        assert_refused(&app, &assertion, Rule::ClientAuthFailed).await;
    }
    // The public key as the secret of a MAC, in the spellings that libraries have fallen for.
    let jwk = key(SigningAlgorithm::Rs256).public_jwk().to_string();
    for secret in [jwk.as_bytes(), include_bytes!("../keys/rsa-2.pem"), b"k"] {
        let forged = mac(secret, &json!({ "alg": "HS256", "kid": "k" }), &claims(&json!({})));
        assert_refused(&app, &forged, Rule::ClientAuthFailed).await;
    }
    let crit = json!({ "alg": "RS256", "kid": "k", "crit": ["b64"], "b64": false });
    assert_refused(&app, &sign(&key(SigningAlgorithm::Rs256), &crit, &claims(&json!({}))), Rule::ClientAuthFailed)
        .await;
    let access = json!({ "alg": "RS256", "kid": "k", "typ": "at+jwt" });
    assert_refused(&app, &sign(&key(SigningAlgorithm::Rs256), &access, &claims(&json!({}))), Rule::ClientAuthFailed)
        .await;
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn registered_algorithm_is_the_only_one() {
    let app = app_with_key().await;
    app.change_client("job", |metadata| {
        metadata.keys.token_endpoint_auth_signing_alg = Some(JwsAlgorithm::Ps256);
        metadata.keys.jwks.as_mut().unwrap()["keys"][0].as_object_mut().unwrap().remove("alg");
    })
    .await;
    assert_refused(&app, &by_key(&json!({})), Rule::ClientAuthFailed).await;
    let header = json!({ "alg": "PS256", "kid": "k" });
    let assertion = sign(&key(SigningAlgorithm::Ps256), &header, &claims(&json!({})));
    assert_eq!(bring(&app, &assertion, &[]).await.status, 200);
}

#[tokio::test]
async fn assertion_counts_once_over_all_nodes_also_in_parallel() {
    let app = app_with_key().await;
    let other = app.second_node().await;
    let assertion = by_key(&json!({}));
    let tries = (0..20).map(|at| bring(if at % 2 == 0 { &app } else { &other }, &assertion, &[]));
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert_refused(&app, &assertion, Rule::ClientAssertionReplayed).await;
    // Another client's identifier is another.
    let mut twin = metadata("private_key_jwt");
    twin["jwks"] = jwks(SigningAlgorithm::Rs256, "k");
    app.add_client("twin", twin).await;
    let same_jti = by_key(&json!({ "iss": "twin", "sub": "twin" }));
    assert_eq!(bring(&app, &same_jti, &[]).await.status, 200);
}

#[tokio::test]
async fn unknown_client_and_wrong_signature_get_the_same_answer() {
    let app = app_with_key().await;
    let known =
        bring(&app, &sign(&strange_key(), &json!({ "alg": "RS256", "kid": "k" }), &claims(&json!({}))), &[]).await;
    let unknown = bring(&app, &by_key(&json!({ "iss": "nobody", "sub": "nobody" })), &[]).await;
    let told = |reply: &Reply| (reply.status, reply.field("error"), reply.field("error_description"));
    assert_eq!(told(&known), told(&unknown));
}

#[tokio::test]
async fn assertion_beside_other_credentials_and_of_other_types_is_an_invalid_request() {
    let app = app_with_key().await;
    let assertion = by_key(&json!({}));
    let reply = bring(&app, &assertion, &[("client_secret", "x")]).await;
    reply.assert_error(400, "invalid_request");
    app.assert_rule(&reply, Rule::ClientAuthMixed).await;
    let form = [GRANT, ("client_assertion_type", TYPE), ("client_assertion", &assertion)];
    let headers =
        [("authorization", basic("job", "x")), ("content-type", "application/x-www-form-urlencoded".to_owned())];
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = app.post_raw("/token", &headers, crate::support::encode(&form)).await;
    reply.assert_error(400, "invalid_request");
    app.assert_rule(&reply, Rule::ClientAuthMixed).await;
    let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    for form in [
        vec![GRANT, ("client_assertion", &*assertion)],
        vec![GRANT, ("client_assertion_type", TYPE), ("client_id", "job")],
        vec![GRANT, ("client_assertion_type", saml), ("client_assertion", &*assertion)],
    ] {
        let reply = app.post("/token", &form).await;
        reply.assert_error(400, "invalid_request");
        app.assert_rule(&reply, Rule::ClientAssertionType).await;
    }
    let reply = bring(&app, &assertion, &[("client_id", "postman")]).await;
    reply.assert_error(401, "invalid_client");
    app.assert_rule(&reply, Rule::ClientAuthFailed).await;
    assert_eq!(bring(&app, &assertion, &[("client_id", "job")]).await.status, 200);
}

#[tokio::test]
async fn client_registered_for_another_method_is_not_let_in_by_its_key() {
    let app = app_with_key().await;
    for method in [None, Some(AuthMethod::ClientSecretBasic), Some(AuthMethod::ClientSecretJwt)] {
        app.change_client("job", |metadata| metadata.token_endpoint_auth_method = method).await;
        assert_refused(&app, &by_key(&json!({})), Rule::ClientAuthFailed).await;
    }
}

#[tokio::test]
async fn assertion_works_at_every_endpoint_that_clients_authenticate_at() {
    let app = app_with_key().await;
    let token = bring(&app, &by_key(&json!({})), &[]).await.field("access_token");
    for (path, more) in [
        ("/introspect", ("token", token.as_str())),
        ("/device_authorization", ("scope", "read")),
        ("/revoke", ("token", token.as_str())),
    ] {
        let assertion = by_key(&json!({ "jti": path, "aud": ISSUER }));
        let form = [("client_assertion_type", TYPE), ("client_assertion", &*assertion), more];
        let reply = app.post(path, &form).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        let again = app.post(path, &form).await;
        again.assert_error(401, "invalid_client");
        app.assert_rule(&again, Rule::ClientAssertionReplayed).await;
    }
}

#[tokio::test]
async fn oidcc_ensure_client_assertion_with_iss_aud_succeeds() {
    let app = app_with_key().await;
    assert_eq!(bring(&app, &by_key(&json!({ "aud": ISSUER })), &[]).await.status, 200);
}

#[tokio::test]
async fn oidcc_refresh_token_rp_key_rotation_new_key_at_jwks_uri_is_found() {
    let web = Web::start().await;
    let app = TestApp::with(|settings| settings.outbound.allow = vec![web.place()]).await;
    let mut registered = metadata("private_key_jwt");
    registered["jwks_uri"] = json!(web.url("/client1_jwks"));
    app.add_client("job", registered).await;
    let signed = |alg: SigningAlgorithm, kid: &str, jti: &str| {
        sign(&key(alg), &json!({ "alg": alg, "kid": kid }), &claims(&json!({ "jti": jti })))
    };
    assert_refused(&app, &signed(SigningAlgorithm::Rs256, "one", "0"), Rule::ClientAuthFailed).await;
    app.advance(10);
    web.put("/client1_jwks", Page::ok(jwks(SigningAlgorithm::Rs256, "one").to_string()));
    assert_eq!(bring(&app, &signed(SigningAlgorithm::Rs256, "one", "1"), &[]).await.status, 200);
    web.put("/client1_jwks", Page::ok(jwks(SigningAlgorithm::Es256, "two").to_string()));
    assert_eq!(bring(&app, &signed(SigningAlgorithm::Es256, "two", "2"), &[]).await.status, 200);
    assert_refused(&app, &signed(SigningAlgorithm::Rs256, "one", "3"), Rule::ClientAuthFailed).await;
}
