//! Initial access tokens (RFC 7591 §3), and limits.

use super::{document, open, text};
use crate::support::{Reply, TestApp};
use http::Method;
use serde_json::json;
use symbolon::config::RegistrationMode;
use symbolon::flow::admin::{Actor, registration_token as deed};
use symbolon::protocol::Rule;

async fn token_app() -> TestApp {
    TestApp::with(|settings| settings.registration.mode = RegistrationMode::Token).await
}

async fn make(app: &TestApp, uses: i64, lifetime: Option<i64>) -> (String, String) {
    let (token, secret) = deed::add(&app.deps(), &Actor::Cli, uses, lifetime).await.unwrap();
    (token.id, secret)
}

async fn register_with(app: &TestApp, token: &str) -> Reply {
    app.json(Method::POST, "/register", Some(token), document(json!({})).to_string()).await
}

#[tokio::test]
async fn token_registers_as_many_clients_as_it_says() {
    let app = token_app().await;
    let (_, token) = make(&app, 2, None).await;
    assert!(token.starts_with("syi_"));
    for _ in 0..2 {
        assert_eq!(register_with(&app, &token).await.status, 201);
    }
    let reply = register_with(&app, &token).await;
    reply.assert_error(401, "invalid_token");
    app.assert_rule(&reply, Rule::InitialTokenInvalid).await;
    assert_eq!(app.registered().await, 2);
}

#[tokio::test]
async fn without_a_good_token_nobody_registers() {
    let app = token_app().await;
    let (id, revoked) = make(&app, 1, None).await;
    deed::revoke(&app.deps(), &Actor::Cli, &id).await.unwrap();
    let (_, expired) = make(&app, 1, Some(10)).await;
    app.advance(10);
    for token in [&revoked, &expired, "syi_unknown", "syt_x", "x"] {
        let reply = register_with(&app, token).await;
        app.assert_rule(&reply, Rule::InitialTokenInvalid).await;
        assert!(reply.header("www-authenticate").contains("invalid_token"), "{reply:?}");
    }
    let none = app.try_register(&document(json!({}))).await;
    none.assert_error(401, "invalid_token");
    assert_eq!(none.header("www-authenticate"), "Bearer realm=\"symbolon\"");
    app.assert_rule(&none, Rule::TokenMissing).await;
    assert_eq!(app.registered().await, 0);
}

#[tokio::test]
async fn refused_document_uses_no_token_up() {
    let app = token_app().await;
    let (_, token) = make(&app, 1, None).await;
    let bad = document(json!({ "redirect_uris": [] })).to_string();
    assert_eq!(app.json(Method::POST, "/register", Some(&token), bad).await.status, 400);
    assert_eq!(deed::list(&app.deps(), &Actor::Cli).await.unwrap()[0].remaining, 1);
    assert_eq!(register_with(&app, &token).await.status, 201);
    let left = deed::list(&app.deps(), &Actor::Cli).await.unwrap();
    assert_eq!((left.len(), left[0].remaining), (1, 0), "the client's own token is not listed");
}

#[tokio::test]
async fn token_is_told_about_before_the_document() {
    let app = token_app().await;
    let reply = app.json(Method::POST, "/register", Some("syi_unknown"), "[").await;
    app.assert_rule(&reply, Rule::InitialTokenInvalid).await;
}

#[tokio::test]
async fn registration_access_token_is_no_initial_one_and_is_not_revoked_as_one() {
    let app = TestApp::with(open).await;
    let told = app.register(&document(json!({}))).await;
    let reply = register_with(&app, text(&told, "registration_access_token")).await;
    app.assert_rule(&reply, Rule::InitialTokenInvalid).await;
    assert!(deed::revoke(&app.deps(), &Actor::Cli, text(&told, "client_id")).await.is_err());
}

#[tokio::test]
async fn attempts_from_one_address_are_limited_and_come_back() {
    let app = TestApp::with(|settings| {
        open(settings);
        settings.registration.attempts_per_address = 3;
    })
    .await;
    for _ in 0..3 {
        app.try_register(&document(json!({ "redirect_uris": [] }))).await.assert_error(400, "invalid_redirect_uri");
    }
    let reply = app.try_register(&document(json!({}))).await;
    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (429, "5"));
    app.assert_rule(&reply, Rule::TooManyAttempts).await;
    app.advance(100);
    assert_eq!(app.try_register(&document(json!({}))).await.status, 201);
}

#[tokio::test]
async fn senseless_uses_and_lives_are_refused() {
    let app = TestApp::new().await;
    for (uses, lifetime) in [(0, None), (-1, None), (1_000_001, None), (1, Some(0)), (1, Some(-5)), (1, Some(i64::MAX))]
    {
        assert!(deed::add(&app.deps(), &Actor::Cli, uses, lifetime).await.is_err(), "{uses} {lifetime:?}");
    }
}

#[tokio::test]
async fn neither_token_nor_secret_is_in_the_database() {
    let app = TestApp::with(open).await;
    let (_, initial) = make(&app, 1, None).await;
    let told = register_with(&app, &initial).await.json();
    let dump = format!("{:?}", app.dump().await);
    for secret in [&initial, text(&told, "registration_access_token"), text(&told, "client_secret")] {
        assert!(!dump.contains(&secret[4..]), "{secret}");
    }
    assert!(dump.contains(text(&told, "client_id")));
}
