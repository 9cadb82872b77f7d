//! Request objects (OpenID Connect Core §6, RFC 9101; security checks 63 to 65, 94 and 95).

use crate::support::browser::{VERIFIER, redirect_uri};
use crate::support::reply::claims as token_claims;
use crate::support::signed::{changed, jwks, key, mac, sign, strange_key, unsigned};
use crate::support::web::{Page, Web};
use crate::support::{ISSUER, Reply, START, TestApp};
use serde_json::{Value, json};
use symbolon::crypto::digest::sha256_base64url;
use symbolon::jose::jwe::{RecipientKey, encrypt};
use symbolon::model::{AuthMethod, JweAlgorithm, JweEncryption, JwsAlgorithm, SigningAlgorithm};
use symbolon::protocol::Rule;
use symbolon::random::Random;

/// The claims of an object that asks for what `postman` may have, with some changed.
fn asked(changes: &Value) -> Value {
    let own = json!({ "iss": "postman", "aud": ISSUER, "exp": START.get() + 60, "client_id": "postman",
        "response_type": "code", "redirect_uri": redirect_uri("postman"), "scope": "openid profile",
        "state": "inner-state", "nonce": "inner-nonce", "code_challenge": sha256_base64url(VERIFIER),
        "code_challenge_method": "S256" });
    changed(own, changes)
}

fn object(changes: &Value) -> String {
    sign(&key(SigningAlgorithm::Rs256), &json!({ "alg": "RS256", "kid": "k" }), &asked(changes))
}

/// What RFC 6749 and OpenID Connect Core want outside.
fn outside<'a>(name: &'a str, value: &str) -> Vec<(&'a str, String)> {
    vec![
        ("client_id", "postman".to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid".to_owned()),
        ("redirect_uri", redirect_uri("postman").to_owned()),
        (name, value.to_owned()),
    ]
}

async fn app() -> (TestApp, Web) {
    let web = Web::start().await;
    let app = TestApp::with(|settings| {
        settings.outbound.allow = vec![web.place()];
        settings.requests.request_uri = true;
    })
    .await;
    let uris = vec![web.url("/object"), web.url("/hashed#c29tZSBoYXNo")];
    app.change_client("postman", |metadata| {
        metadata.keys.jwks = Some(jwks(SigningAlgorithm::Rs256, "k"));
        metadata.requests.request_uris = uris;
    })
    .await;
    (app, web)
}

/// Signs in and consents, and redeems what comes.
async fn assert_completes(app: &TestApp, params: &[(&str, String)]) {
    let mut browser = app.browser();
    let login = browser.authorize(params).await;
    assert!(login.text.contains("id=\"login\""), "{login:?}");
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let reply = browser.decide(&consent, "allow").await;
    assert_eq!(reply.location_param("state").as_deref(), Some("inner-state"), "{reply:?}");
    let tokens = app.client("postman").redeem(&reply.location_param("code").unwrap()).await;
    assert_eq!(token_claims(&tokens.field("id_token"))["nonce"], "inner-nonce", "{tokens:?}");
    assert_eq!(tokens.field("scope"), "openid profile", "what stands outside does not count");
}

async fn assert_refused(app: &TestApp, reply: &Reply, code: &str, rule: Rule) {
    reply.assert_error_redirect(redirect_uri("postman"), code);
    app.assert_rule(reply, rule).await;
}

async fn assert_object_refused(app: &TestApp, object: &str, rule: Rule) {
    let reply = app.browser().ask(&outside("request", object)).await;
    assert_refused(app, &reply, "invalid_request_object", rule).await;
}

#[tokio::test]
async fn signed_object_by_value_is_the_whole_request_also_on_its_pages_after_it_has_expired() {
    let (app, _) = app().await;
    assert_completes(&app, &outside("request", &object(&json!({})))).await;
    let mut browser = app.browser();
    let login = browser.authorize(&outside("request", &object(&json!({ "exp": START.get() + 5 })))).await;
    app.advance(60);
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    // Consent was remembered by the first request or is asked for: either way the request lives on.
    let reply = if consent.status == 200 { browser.decide(&consent, "allow").await } else { consent };
    assert_eq!(reply.location_param("state").as_deref(), Some("inner-state"), "{reply:?}");
}

#[tokio::test]
async fn object_that_came_by_post_is_held_as_its_parameters() {
    let (app, _) = app().await;
    let params = outside("request", &object(&json!({})));
    let form: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut browser = app.browser();
    let reply = browser.post("/authorize", &form).await;
    assert!(reply.location().contains("/authorize?handle="), "{reply:?}");
    app.advance(59);
    let login = browser.follow(reply).await;
    assert!(login.text.contains("id=\"login\""), "{login:?}");
}

#[tokio::test]
async fn oidcc_request_uri_signed_rs256_object_by_reference_is_the_whole_request() {
    let (app, web) = app().await;
    app.change_client("postman", |metadata| {
        metadata.requests.request_object_signing_alg = Some(JwsAlgorithm::Rs256);
    })
    .await;
    let headers = "Content-Type: application/jwt\r\n".to_owned();
    web.put("/object", Page { headers: headers.clone(), ..Page::ok(object(&json!({}))) });
    assert_completes(&app, &outside("request_uri", &web.url("/object"))).await;
    assert_eq!(web.take_asked().len(), 1, "fetched once for all pages");
    // The fragment that was registered belongs to the address, and is not sent.
    web.put("/hashed", Page { headers, ..Page::ok(object(&json!({}))) });
    let login = app.browser().authorize(&outside("request_uri", &web.url("/hashed#c29tZSBoYXNo"))).await;
    assert!(login.text.contains("id=\"login\""), "{login:?}");
    let document = app.get("/.well-known/openid-configuration").await.json();
    let algorithms = document["request_object_signing_alg_values_supported"].as_array().unwrap();
    assert!(algorithms.contains(&json!("RS256")));
    assert_eq!(document["request_uri_parameter_supported"], true);
    assert_eq!(document["require_request_uri_registration"], true);
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    let (app, _) = app().await;
    assert_object_refused(&app, &unsigned(&asked(&json!({}))), Rule::RequestObjectInvalid).await;
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    let app = TestApp::new().await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["request_uri_parameter_supported"], false, "unless it is switched on");
    let reply = app.browser().ask(&outside("request_uri", "https://postman.example/object")).await;
    reply.assert_error_redirect(redirect_uri("postman"), "request_uri_not_supported");
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_is_unlisted_and_refused() {
    let (app, web) = app().await;
    web.put("/object", Page::ok(unsigned(&asked(&json!({})))));
    let reply = app.browser().ask(&outside("request_uri", &web.url("/object"))).await;
    assert_refused(&app, &reply, "invalid_request_object", Rule::RequestObjectInvalid).await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    let algorithms = document["request_object_signing_alg_values_supported"].as_array().unwrap();
    assert!(!algorithms.contains(&json!("none")));
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri_the_one_inside_counts_and_must_be_registered() {
    let (app, _) = app().await;
    let mut params = outside("request", &object(&json!({})));
    params[3].1 = "https://attacker.example/".to_owned();
    assert_completes(&app, &params).await;
    // Inside as outside: an address that is not registered gets a page and no redirect.
    let reply =
        app.browser().ask(&outside("request", &object(&json!({ "redirect_uri": "https://attacker.example/" })))).await;
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(&reply, Rule::RedirectUriUnregistered).await;
    // A refused object whose request has no good address outside either.
    params[4].1 = "a.b.c".to_owned();
    let reply = app.browser().ask(&params).await;
    reply.assert_error_page(400, "invalid_request_object");
    app.assert_rule(&reply, Rule::RequestObjectInvalid).await;
}

#[tokio::test]
async fn parameters_outside_do_not_fill_what_the_object_lacks() {
    let (app, _) = app().await;
    for (lacking, rule) in
        [("response_type", Rule::ResponseTypeMissing), ("code_challenge", Rule::PkceMethodWithoutChallenge)]
    {
        let mut params = outside("request", &object(&json!({ lacking: null })));
        params.push(("code_challenge", sha256_base64url(VERIFIER)));
        let reply = app.browser().ask(&params).await;
        assert_refused(&app, &reply, "invalid_request", rule).await;
        assert_eq!(reply.location_param("state").as_deref(), Some("inner-state"));
    }
    let reply = app.browser().ask(&outside("request", &object(&json!({ "redirect_uri": null })))).await;
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(&reply, Rule::RedirectUriMissing).await;
}

#[tokio::test]
async fn each_broken_object_has_its_answer() {
    let (app, _) = app().await;
    let now = START.get();
    for changes in [
        json!({ "client_id": "dashboard" }),
        json!({ "iss": "dashboard" }),
        json!({ "aud": "https://other.example" }),
        json!({ "exp": now }),
        json!({ "nbf": now + 60 }),
        json!({ "request": "a.b.c" }),
        json!({ "request_uri": "https://a.example/r" }),
    ] {
        assert_object_refused(&app, &object(&changes), Rule::RequestObjectClaims).await;
    }
    let good = object(&json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let header = |alg: &str, kid: &str| json!({ "alg": alg, "kid": kid });
    let plain = json!({ "alg": "RS256", "kid": "k", "typ": "at+jwt" });
    for object in [
        "x".to_owned(),
        "a.b.c.d.e".to_owned(),
        format!("{head}."),
        format!("{head}.{}", signature.replace('A', "B")),
        sign(&strange_key(), &header("RS256", "k"), &asked(&json!({}))),
        sign(&key(SigningAlgorithm::Rs256), &header("RS256", "other"), &asked(&json!({}))),
        sign(&key(SigningAlgorithm::Rs256), &plain, &asked(&json!({}))),
        mac(b"postman-secret", &json!({ "alg": "HS256" }), &asked(&json!({}))),
        mac(include_bytes!("../keys/rsa-2.pem"), &header("HS256", "k"), &asked(&json!({}))),
    ] {
        assert_object_refused(&app, &object, Rule::RequestObjectInvalid).await;
    }
    app.change_client("postman", |metadata| {
        metadata.requests.request_object_signing_alg = Some(JwsAlgorithm::Es256);
    })
    .await;
    assert_object_refused(&app, &good, Rule::RequestObjectInvalid).await;
}

#[tokio::test]
async fn encrypted_object_must_hold_a_signed_one() {
    let (app, _) = app().await;
    let set = app.get("/jwks").await.json();
    let encrypted = |plain: &str, alg: JweAlgorithm| {
        let key = RecipientKey::choose(set["keys"].as_array().unwrap(), alg).unwrap();
        encrypt(plain.as_bytes(), &key, JweEncryption::default(), Some("JWT"), &Random::system()).unwrap()
    };
    for alg in JweAlgorithm::ALL {
        let login = app.browser().authorize(&outside("request", &encrypted(&object(&json!({})), *alg))).await;
        assert!(login.text.contains("id=\"login\""), "{alg}: {login:?}");
    }
    let alg = JweAlgorithm::EcdhEs;
    let twice = encrypted(&encrypted(&object(&json!({})), alg), alg);
    for plain in [asked(&json!({})).to_string(), unsigned(&asked(&json!({}))), twice, "x".to_owned()] {
        assert_object_refused(&app, &encrypted(&plain, alg), Rule::RequestObjectInvalid).await;
    }
    app.change_client("postman", |metadata| {
        metadata.requests.request_object_encryption_alg = Some(JweAlgorithm::RsaOaep256);
    })
    .await;
    assert_object_refused(&app, &encrypted(&object(&json!({})), alg), Rule::RequestObjectInvalid).await;
}

#[tokio::test]
async fn object_and_reference_together_or_twice_are_refused() {
    let (app, web) = app().await;
    let mut params = outside("request", &object(&json!({})));
    params.push(("request_uri", web.url("/object")));
    let reply = app.browser().ask(&params).await;
    assert_refused(&app, &reply, "invalid_request", Rule::RequestObjectTwice).await;
    let mut params = outside("request", &object(&json!({})));
    params.push(("request", object(&json!({}))));
    let reply = app.browser().ask(&params).await;
    assert_refused(&app, &reply, "invalid_request", Rule::ParameterRepeated).await;
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn only_registered_references_are_asked_for_and_only_while_the_setting_is_on() {
    let (app, web) = app().await;
    web.put("/object", Page::ok(object(&json!({}))));
    let registered = web.url("/object");
    for uri in [
        web.url("/other"),
        web.url("/object?x"),
        web.url("/object#x"),
        web.url("/hashed"),
        registered.to_uppercase(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let reply = app.browser().ask(&outside("request_uri", &uri)).await;
        assert_refused(&app, &reply, "invalid_request_uri", Rule::RequestUriUnregistered).await;
    }
    assert!(web.take_asked().is_empty());
    let off = app.restarted(|settings| settings.requests.request_uri = false).await;
    let reply = off.browser().ask(&outside("request_uri", &registered)).await;
    assert_refused(&off, &reply, "request_uri_not_supported", Rule::RequestUriUnsupported).await;
    let strict = app.restarted(|settings| settings.outbound.allow.clear()).await;
    let reply = strict.browser().ask(&outside("request_uri", &registered)).await;
    assert_refused(&strict, &reply, "invalid_request_uri", Rule::RequestUriUnusable).await;
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn reference_that_gives_no_object_is_refused() {
    let (app, web) = app().await;
    for page in [
        Page { status: 404, ..Page::ok("") },
        Page::redirect("http://169.254.169.254/"),
        Page::ok("x".repeat(300 * 1024)),
    ] {
        web.put("/object", page);
        let reply = app.browser().ask(&outside("request_uri", &web.url("/object"))).await;
        assert_refused(&app, &reply, "invalid_request_uri", Rule::RequestUriUnusable).await;
    }
    web.put("/object", Page::ok("<html>"));
    let reply = app.browser().ask(&outside("request_uri", &web.url("/object"))).await;
    assert_refused(&app, &reply, "invalid_request_object", Rule::RequestObjectInvalid).await;
}

#[tokio::test]
async fn object_under_the_secret_is_taken_where_the_secret_is_kept_readable() {
    let app = TestApp::new().await;
    let metadata = json!({ "client_name": "Keyed", "client_type": "confidential", "scope": "openid profile",
        "grant_types": ["authorization_code"], "redirect_uris": ["https://keyed.example/cb"],
        "request_object_signing_alg": "HS256" });
    let secret = app.add_client("keyed", metadata).await.unwrap();
    let inside = json!({ "iss": "keyed", "client_id": "keyed", "redirect_uri": "https://keyed.example/cb" });
    let ask = |object: String| {
        let params = vec![("client_id", "keyed".to_owned()), ("request", object)];
        let app = &app;
        async move { app.browser().authorize(&params).await }
    };
    let login = ask(mac(secret.as_bytes(), &json!({ "alg": "HS256" }), &asked(&inside))).await;
    assert!(login.text.contains("id=\"login\""), "{login:?}");
    let reply = ask(mac(b"another", &json!({ "alg": "HS256" }), &asked(&inside))).await;
    reply.assert_error_page(400, "invalid_request_object");
    app.change_client("keyed", |metadata| {
        metadata.requests.request_object_signing_alg = None;
        metadata.token_endpoint_auth_method = Some(AuthMethod::ClientSecretBasic);
    })
    .await;
    let login = ask(mac(secret.as_bytes(), &json!({ "alg": "HS256" }), &asked(&inside))).await;
    assert!(login.text.contains("id=\"login\""), "the secret is readable still: {login:?}");
}
