//! `/introspect` (RFC 7662; security check 69).

use super::{SCOPE, client_token, names, sign_in};
use crate::support::reply::claims;
use crate::support::{ISSUER, START, TestApp};
use serde_json::json;
use std::collections::BTreeSet;
use symbolon::flow::admin::{Actor, user};
use symbolon::protocol::Rule;

#[tokio::test]
async fn living_tokens_are_described() {
    let app = TestApp::new().await;
    let service = app.client("service");
    let access = sign_in(&app, "postman", SCOPE).await.field("access_token");
    let reply = service.introspect(&access).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"));
    let (told, own) = (reply.json(), claims(&access));
    for name in ["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti", "auth_time"] {
        assert_eq!(told[name], own[name], "{name}");
    }
    assert_eq!(
        (&told["active"], &told["token_type"], &told["username"]),
        (&json!(true), &json!("Bearer"), &json!("alice"))
    );

    let own = client_token(&app, "read").await;
    let told = service.introspect(&own).await.json();
    assert_eq!((&told["active"], &told["sub"]), (&json!(true), &json!("service")));
    assert!(told.get("username").is_none(), "{told}");
}

#[tokio::test]
async fn refresh_token_is_described_to_its_own_client_only() {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| metadata.introspection = true).await;
    let refresh = sign_in(&app, "postman", SCOPE).await.field("refresh_token");
    let told = app.client("postman").introspect(&refresh).await.json();
    let expected = ["active", "iss", "sub", "client_id", "username", "scope", "iat", "exp"];
    assert_eq!(names(&told), BTreeSet::from(expected));
    assert_eq!((&told["iss"], &told["exp"]), (&json!(ISSUER), &json!(START.get() + 1_209_600)));
    assert_eq!(app.client("service").introspect(&refresh).await.json(), json!({ "active": false }));
    app.client("postman").refresh(&refresh).await;
    assert_eq!(app.client("postman").introspect(&refresh).await.json(), json!({ "active": false }));
}

#[tokio::test]
async fn token_for_an_audience_that_is_not_the_clients_is_inactive() {
    let app = TestApp::new().await;
    let access = sign_in(&app, "postman", "openid").await.field("access_token");
    let api =
        app.restarted(|settings| settings.tokens.default_audience = Some("https://api.example/".to_owned())).await;
    assert_eq!(api.client("service").introspect(&access).await.json(), json!({ "active": false }));
    api.change_client("postman", |metadata| metadata.introspection = true).await;
    assert_eq!(api.client("postman").introspect(&access).await.json()["active"], true, "its own");
}

#[tokio::test]
async fn anonymous_public_and_unregistered_clients_may_not_ask() {
    let app = TestApp::new().await;
    let token = sign_in(&app, "postman", "openid").await.field("access_token");
    let anonymous = app.post("/introspect", &[("token", &token)]).await;
    anonymous.assert_error(401, "invalid_client");
    app.assert_rule(&anonymous, Rule::ClientAuthMissing).await;
    let bearer = app
        .post_raw(
            "/introspect",
            &[("authorization", &format!("Bearer {token}")), ("content-type", "application/x-www-form-urlencoded")],
            "token=x",
        )
        .await;
    bearer.assert_error(401, "invalid_client");
    app.assert_rule(&bearer, Rule::BasicMalformed).await;
    for id in ["spa", "native", "cli"] {
        let reply = app.client(id).introspect(&token).await;
        reply.assert_error(401, "invalid_client");
        app.assert_rule(&reply, Rule::IntrospectionPublic).await;
    }
    for id in ["postman", "dashboard"] {
        let reply = app.client(id).introspect(&token).await;
        reply.assert_error(403, "unauthorized_client");
        app.assert_rule(&reply, Rule::IntrospectionNotAllowed).await;
    }
}

#[tokio::test]
async fn missing_and_repeated_token_parameters_are_refused() {
    let app = TestApp::new().await;
    let service = app.client("service");
    let cases = [
        ("/introspect", vec![], Rule::TokenParameterMissing),
        ("/introspect", vec![("token", "a"), ("token", "b")], Rule::ParameterRepeated),
        ("/revoke", vec![("token", "")], Rule::TokenParameterMissing),
        ("/revoke", vec![("token", "a"), ("token", "b")], Rule::ParameterRepeated),
    ];
    for (path, form, rule) in cases {
        let reply = service.post(path, &form).await;
        reply.assert_error(400, "invalid_request");
        app.assert_rule(&reply, rule).await;
    }
}

#[tokio::test]
async fn inactive_answer_says_nothing_else_whatever_the_reason() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let postman = app.client("postman");
    let bound = postman.redeem(&browser.code("postman", "openid").await).await.field("access_token");
    let revoked = postman.redeem(&browser.code("postman", SCOPE).await).await.field("access_token");
    let living = postman.redeem(&browser.code("postman", SCOPE).await).await.field("access_token");
    postman.revoke(&revoked).await;
    browser.sign_out().await;
    let inactive = async |token: &str| {
        let reply = app.client("service").introspect(token).await;
        assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "active": false })), "{token}");
    };
    for token in [&bound, &revoked, "unknown", "syr_unknown", "syc_unknown", "a.b.c"] {
        inactive(token).await;
    }
    assert_eq!(app.client("service").introspect(&living).await.json()["active"], true);
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    inactive(&living).await;
    let own = client_token(&app, "read").await;
    app.advance(600);
    inactive(&own).await;
}

/// Asks with an `Accept` header.
async fn introspect_as(app: &TestApp, accept: &str, token: &str) -> crate::support::Reply {
    let authorization = crate::support::client::basic("service", "service-secret");
    let headers = [
        ("authorization", authorization.as_str()),
        ("accept", accept),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    app.post_raw("/introspect", &headers, format!("token={token}")).await
}

#[tokio::test]
async fn answer_is_a_signed_jwt_for_who_accepts_one() {
    const JWT: &str = "application/token-introspection+jwt";
    let app = TestApp::new().await;
    let access = sign_in(&app, "postman", SCOPE).await.field("access_token");
    for (token, active) in [(access.as_str(), true), ("unknown", false)] {
        let reply = introspect_as(&app, JWT, token).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, JWT));
        assert_eq!(reply.header("cache-control"), "no-store");
        super::assert_signed_by_published_key(&app, &reply.text).await;
        assert_eq!(crate::support::reply::jose_header(&reply.text)["typ"], "token-introspection+jwt");
        let told = claims(&reply.text);
        assert_eq!((&told["iss"], &told["aud"]), (&json!(ISSUER), &json!("service")));
        assert_eq!(told["token_introspection"]["active"], active);
        assert_eq!(names(&told), BTreeSet::from(["iss", "aud", "iat", "token_introspection"]));
    }
    for accept in ["application/json", "*/*", "application/token-introspection+jwt2"] {
        let reply = introspect_as(&app, accept, &access).await;
        assert_eq!(reply.header("content-type"), "application/json", "{accept}");
    }
    let mixed = introspect_as(&app, &format!("application/json;q=0.5, {JWT}"), &access).await;
    assert_eq!(mixed.header("content-type"), JWT);
    let signed = introspect_as(&app, JWT, &access).await.text;
    app.change_client("service", |metadata| {
        metadata.introspection_signed_response_alg = symbolon::model::SigningAlgorithm::Es256;
    })
    .await;
    let other = introspect_as(&app, JWT, &access).await.text;
    assert_eq!(crate::support::reply::jose_header(&other)["alg"], "ES256", "by the algorithm that it chose");
    assert_eq!(app.userinfo(&signed).await.status, 401, "an introspection answer is no access token");
}
