//! Modules of the conformance plans that concern responses, each for every response type that its plans use.

use super::{RP, RP_URI, answer, id_claims, provider, redeem, request, told};
use crate::support::browser::VERIFIER;
use crate::support::reply::{claims, jose_header};
use crate::support::{Client, ISSUER, TestApp, Told, encode};
use serde_json::{Value, json};
use symbolon::jose::{KeySet, VerifyingKey, left_half_hash};
use symbolon::model::{ResponseType, SigningAlgorithm};
use symbolon::protocol::Rule;

const FLOWS: &[ResponseType] = ResponseType::ALL;

fn hybrid_or_code() -> impl Iterator<Item = ResponseType> {
    FLOWS.iter().copied().filter(|kind| kind.gives_code())
}

fn with_token() -> impl Iterator<Item = ResponseType> {
    FLOWS.iter().copied().filter(|kind| *kind != ResponseType::IdToken)
}

/// The provider's published keys.
async fn keys(app: &TestApp) -> KeySet {
    let set = app.get("/jwks").await.json();
    let signing = set["keys"].as_array().unwrap().iter().filter(|jwk| jwk["use"] == "sig");
    signing.map(|jwk| VerifyingKey::from_jwk(jwk).unwrap()).collect()
}

/// Asserts what a relying party checks of an ID token (OpenID Connect Core §3.1.3.7, §3.2.2.11).
async fn assert_id_token(app: &TestApp, id_token: &str) -> Value {
    let verified: Value = keys(app).await.verify(id_token, &["JWT"]).unwrap();
    assert_eq!(jose_header(id_token)["alg"], "RS256");
    assert!(jose_header(id_token)["kid"].is_string());
    assert_eq!((&verified["iss"], &verified["aud"], &verified["nonce"]), (&json!(ISSUER), &json!(RP), &json!("n-456")));
    let now = app.deps().unix().get();
    assert!(verified["exp"].as_i64().unwrap() > now && verified["iat"].as_i64().unwrap() <= now);
    verified
}

/// An access token of the flow: from the response, or for its code.
async fn access_token(app: &TestApp, secret: &str, told: &Told) -> String {
    match told.get("access_token") {
        Some(token) => token.to_owned(),
        None => redeem(app, secret, told.field("code")).await.field("access_token"),
    }
}

#[tokio::test]
async fn oidcc_server_gives_what_relying_parties_check() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in FLOWS.iter().copied() {
        for mode in ["", "form_post"] {
            let told = told(&mut browser, &request(kind.as_str(), &[("response_mode", mode)])).await;
            assert_eq!((told.field("state"), told.field("iss")), ("st-123", ISSUER));
            let mut subjects = Vec::new();
            if kind.gives_id_token() {
                let early = assert_id_token(&app, told.field("id_token")).await;
                let hash = |name: &str| told.get(name).map(|value| left_half_hash(SigningAlgorithm::Rs256, value));
                assert_eq!(early["at_hash"].as_str(), hash("access_token").as_deref());
                assert_eq!(early["c_hash"].as_str(), hash("code").as_deref());
                assert!(early["name"].is_null(), "not asked for: {early}");
                subjects.push(early["sub"].clone());
            }
            if let Some(token) = told.get("access_token") {
                subjects.push(app.userinfo(token).await.json()["sub"].clone());
            }
            if let Some(code) = told.get("code") {
                assert!(code.len() > 40, "{code}");
                let tokens = redeem(&app, &secret, code).await;
                assert_eq!(
                    (tokens.field("token_type"), tokens.json()["expires_in"].as_i64()),
                    ("Bearer".to_owned(), Some(600))
                );
                assert_eq!(tokens.header("cache-control"), "no-store");
                let late = assert_id_token(&app, &tokens.field("id_token")).await;
                assert_eq!(late["at_hash"], left_half_hash(SigningAlgorithm::Rs256, &tokens.field("access_token")));
                assert!(late["c_hash"].is_null() && late["name"].is_null(), "{late}");
                subjects.push(late["sub"].clone());
                subjects.push(app.userinfo(&tokens.field("access_token")).await.json()["sub"].clone());
            }
            subjects.dedup();
            assert_eq!(subjects.len(), 1, "{kind}: one person {subjects:?}");
        }
    }
}

#[tokio::test]
async fn oidcc_response_type_missing_is_told_in_the_query_or_by_form_post() {
    let (app, _) = provider().await;
    for (sent, mode) in [("", "query"), ("form_post", "form_post")] {
        let reply = app.browser().ask(&request("", &[("response_mode", sent)])).await;
        let told = reply.told();
        assert_eq!((told.mode, told.field("error")), (mode, "invalid_request"), "{reply:?}");
        assert_eq!(told.field("state"), "st-123");
        app.assert_rule(&reply, Rule::ResponseTypeMissing).await;
    }
}

#[tokio::test]
async fn oidcc_idtoken_signature_is_rs256_by_a_published_key_unless_registered_otherwise() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in FLOWS.iter().copied() {
        let told = told(&mut browser, &request(kind.as_str(), &[])).await;
        let late = match told.get("code") {
            Some(code) => Some(redeem(&app, &secret, code).await.field("id_token")),
            None => None,
        };
        let given = told.get("id_token").map(str::to_owned).into_iter().chain(late);
        for id_token in given {
            assert_id_token(&app, &id_token).await;
        }
    }
}

/// Userinfo by a request that brings the token in some way.
async fn assert_userinfo<F>(ask: impl Fn(String) -> F + Copy)
where
    F: Future<Output = (String, Vec<(String, String)>, String)>,
{
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in with_token() {
        let told = told(&mut browser, &request(kind.as_str(), &[])).await;
        let token = access_token(&app, &secret, &told).await;
        let (method, headers, body) = ask(token.clone()).await;
        let mut request = poem::Request::builder().method(method.parse().unwrap()).uri("/userinfo".parse().unwrap());
        for (name, value) in &headers {
            request = request.header(name.as_str(), value.as_str());
        }
        let reply = app.send(request.body(body)).await;
        assert_eq!(reply.status, 200, "{kind}: {reply:?}");
        assert!(reply.json()["sub"].is_string(), "{kind}: {reply:?}");
    }
}

fn bearer(token: &str) -> (String, String) {
    ("authorization".to_owned(), format!("Bearer {token}"))
}

#[tokio::test]
async fn oidcc_userinfo_get_by_header() {
    assert_userinfo(|token| async move { ("GET".to_owned(), vec![bearer(&token)], String::new()) }).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_header() {
    assert_userinfo(|token| async move { ("POST".to_owned(), vec![bearer(&token)], String::new()) }).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    let form = ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
    assert_userinfo(|token| {
        let form = form.clone();
        async move { ("POST".to_owned(), vec![form], encode(&[("access_token", &token)])) }
    })
    .await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow_and_for_code_token() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in ["code", "code token"] {
        let told = told(&mut browser, &request(kind, &[("nonce", "")])).await;
        let id_token = claims(&redeem(&app, &secret, told.field("code")).await.field("id_token"));
        assert!(id_token["nonce"].is_null(), "{kind}: {id_token}");
    }
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_fails_where_the_response_has_an_id_token() {
    let (app, _) = provider().await;
    for kind in FLOWS.iter().copied().filter(|kind| kind.gives_id_token()) {
        for mode in ["fragment", "form_post"] {
            let reply = app.browser().ask(&request(kind.as_str(), &[("nonce", ""), ("response_mode", mode)])).await;
            let told = reply.told();
            assert_eq!((told.mode, told.field("error")), (mode, "invalid_request"), "{kind}: {reply:?}");
            app.assert_rule(&reply, Rule::NonceRequired).await;
        }
    }
}

/// The claims that `scope` gives: in the ID token where it is all there is, else at userinfo.
async fn scoped_claims(scope: &str, expected: &[&str], others: &[&str]) {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in FLOWS.iter().copied() {
        let told = told(&mut browser, &request(kind.as_str(), &[("scope", scope)])).await;
        let claims = match kind {
            ResponseType::IdToken => id_claims(&told),
            _ => app.userinfo(&access_token(&app, &secret, &told).await).await.json(),
        };
        for name in expected {
            assert!(!claims[*name].is_null(), "{kind}: no {name} in {claims}");
        }
        for name in others {
            assert!(claims[*name].is_null(), "{kind}: {name} in {claims}");
        }
    }
}

const PROFILE: [&str; 4] = ["name", "family_name", "preferred_username", "updated_at"];

#[tokio::test]
async fn oidcc_scope_profile() {
    scoped_claims("openid profile", &PROFILE, &["email", "address", "phone_number"]).await;
}

#[tokio::test]
async fn oidcc_scope_email() {
    scoped_claims("openid email", &["email", "email_verified"], &["name", "address", "phone_number"]).await;
}

#[tokio::test]
async fn oidcc_scope_address() {
    scoped_claims("openid address", &["address"], &["name", "email", "phone_number"]).await;
}

#[tokio::test]
async fn oidcc_scope_phone() {
    scoped_claims("openid phone", &["phone_number", "phone_number_verified"], &["name", "email", "address"]).await;
}

#[tokio::test]
async fn oidcc_scope_all() {
    let all = [&PROFILE[..], &["email", "email_verified", "address", "phone_number"]].concat();
    scoped_claims("openid profile email address phone", &all, &[]).await;
}

#[tokio::test]
async fn oidcc_alternate_happy_flow_takes_scopes_and_parameters_in_any_order() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in FLOWS.iter().copied() {
        let mut params = request(kind.as_str(), &[("scope", "email openid")]);
        params.reverse();
        let told = told(&mut browser, &params).await;
        if kind != ResponseType::IdToken {
            let token = access_token(&app, &secret, &told).await;
            assert!(app.userinfo(&token).await.json()["email"].is_string());
        }
    }
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    for kind in FLOWS.iter().copied() {
        told(&mut browser, &request(kind.as_str(), &[("extra", "foobar"), ("id_token", "x"), ("code", "y")])).await;
    }
}

/// A code that comes again after `pause` seconds, and what is left of the tokens.
async fn replay(pause: i64) {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in hybrid_or_code() {
        let told = told(&mut browser, &request(kind.as_str(), &[])).await;
        let tokens = redeem(&app, &secret, told.field("code")).await;
        assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
        app.advance(pause);
        redeem(&app, &secret, told.field("code")).await.assert_error(400, "invalid_grant");
        for token in told.get("access_token").map(str::to_owned).into_iter().chain([tokens.field("access_token")]) {
            app.userinfo(&token).await.assert_error(401, "invalid_token");
        }
    }
}

#[tokio::test]
async fn oidcc_codereuse_is_refused_at_once() {
    replay(0).await;
}

#[tokio::test]
async fn oidcc_codereuse_30seconds_is_refused_and_revokes_the_tokens() {
    replay(30).await;
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    let (app, _) = provider().await;
    for kind in FLOWS.iter().copied() {
        for mode in ["", "form_post"] {
            let changes = [("redirect_uri", "https://rp.example/other"), ("response_mode", mode)];
            let reply = app.browser().ask(&request(kind.as_str(), &changes)).await;
            reply.assert_error_page(400, "invalid_request");
            app.assert_rule(&reply, Rule::RedirectUriUnregistered).await;
        }
    }
}

#[tokio::test]
async fn oidcc_ensure_redirect_uri_in_authorization_request() {
    let (app, _) = provider().await;
    for kind in FLOWS.iter().copied() {
        let reply = app.browser().ask(&request(kind.as_str(), &[("redirect_uri", "")])).await;
        reply.assert_error_page(400, "invalid_request");
        app.assert_rule(&reply, Rule::RedirectUriMissing).await;
    }
}

#[tokio::test]
async fn oidcc_redirect_uri_query_ok_is_kept_in_the_response() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    for kind in FLOWS.iter().copied() {
        let reply = answer(&mut browser, &request(kind.as_str(), &[])).await;
        assert!(reply.location().starts_with("https://rp.example/cb?tenant=1"), "{reply:?}");
    }
}

#[tokio::test]
async fn oidcc_redirect_uri_query_mismatch() {
    assert_uri_refused("https://rp.example/cb?tenant=2").await;
}

#[tokio::test]
async fn oidcc_redirect_uri_query_added() {
    assert_uri_refused("https://rp.example/cb?tenant=1&foo=bar").await;
}

async fn assert_uri_refused(uri: &str) {
    let (app, _) = provider().await;
    let reply = app.browser().ask(&request("code", &[("redirect_uri", uri)])).await;
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(&reply, Rule::RedirectUriUnregistered).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds_and_needs_its_verifier() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in hybrid_or_code() {
        let first = told(&mut browser, &request(kind.as_str(), &[])).await;
        assert_eq!(redeem(&app, &secret, first.field("code")).await.status, 200);
        let second = told(&mut browser, &request(kind.as_str(), &[])).await;
        let form = [("grant_type", "authorization_code"), ("code", second.field("code")), ("redirect_uri", RP_URI)];
        let reply = Client::with_secret(&app, RP, &secret).token(&form).await;
        reply.assert_error(400, "invalid_grant");
        app.assert_rule(&reply, Rule::VerifierMissing).await;
        if let Some(token) = second.get("access_token") {
            app.assert_rule(&app.userinfo(token).await, Rule::TokenRevoked).await;
        }
    }
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    answer(&mut browser, &request("code", &[])).await;
    for kind in FLOWS.iter().copied() {
        for mode in ["", "form_post"] {
            let params = request(kind.as_str(), &[("response_mode", mode)]);
            let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let held = app.post("/authorize", &pairs).await;
            let reply = browser.follow(held).await;
            assert!(reply.told().get("error").is_none(), "{reply:?}");
        }
    }
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in hybrid_or_code() {
        let told = told(&mut browser, &request(kind.as_str(), &[])).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", told.field("code")),
            ("redirect_uri", RP_URI),
            ("code_verifier", VERIFIER),
            ("client_id", RP),
            ("client_secret", &secret),
        ];
        let reply = app.post("/token", &form).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
}

#[tokio::test]
async fn oidcc_refresh_token_works_in_every_flow_with_a_code_and_for_its_own_client_alone() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    let scope = [("scope", "openid offline_access"), ("prompt", "consent")];
    for kind in hybrid_or_code() {
        let told = told(&mut browser, &request(kind.as_str(), &scope)).await;
        let first = redeem(&app, &secret, told.field("code")).await;
        let refresh = first.field("refresh_token");
        assert!(refresh.bytes().all(|byte| byte.is_ascii_graphic()), "{refresh}");
        app.advance(1);
        let foreign = app.client("postman").refresh(&refresh).await;
        foreign.assert_error(400, "invalid_grant");
        let second = Client::with_secret(&app, RP, &secret).refresh(&refresh).await;
        assert_eq!(second.status, 200, "{second:?}");
        let (before, after) = (claims(&first.field("id_token")), claims(&second.field("id_token")));
        for name in ["iss", "sub", "aud", "auth_time"] {
            assert_eq!(before[name], after[name], "{name}");
        }
        assert!(after["iat"].as_i64() > before["iat"].as_i64());
        assert_ne!(first.field("access_token"), second.field("access_token"));
        assert_eq!(app.userinfo(&second.field("access_token")).await.status, 200);
    }
}
