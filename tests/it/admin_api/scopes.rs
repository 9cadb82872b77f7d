//! Who is given the scopes by which the provider is administered.

use crate::support::browser::{params_with, redirect_uri};
use crate::support::reply::claims;
use crate::support::{ISSUER, TestApp};
use serde_json::json;
use symbolon::flow::admin::{Actor, user};
use symbolon::protocol::Rule;

const SCOPE: &str = "openid offline_access read admin:users:read";

async fn with_client() -> TestApp {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| metadata.scope = metadata.scope.union(&SCOPE.to_owned().into())).await;
    app
}

async fn code_of(app: &TestApp, who: (&str, &str), scope: &str) -> String {
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", scope)])).await;
    let shown = browser.sign_in(&shown, who.0, who.1).await;
    browser.decide(&shown, "allow").await.location_param("code").unwrap()
}

#[tokio::test]
async fn administrator_is_given_the_scope_for_the_issuer_alone() {
    let app = with_client().await;
    let code = code_of(&app, ("admin", "admin123"), SCOPE).await;
    let reply = app.client("postman").redeem(&code).await;
    let token = claims(&reply.field("access_token"));
    assert_eq!((&token["scope"], &token["aud"]), (&json!(SCOPE), &json!(ISSUER)));
}

#[tokio::test]
async fn person_who_does_not_administer_is_given_the_rest_and_asked_for_the_rest() {
    let app = with_client().await;
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", SCOPE)])).await;
    let shown = browser.sign_in(&shown, "alice", "alice123").await;
    assert!(!shown.text.contains("See everybody"), "{shown:?}");
    let code = browser.decide(&shown, "allow").await.location_param("code").unwrap();
    let reply = app.client("postman").redeem(&code).await;
    assert_eq!(reply.json()["scope"], "openid offline_access read");
    assert_eq!(claims(&reply.field("access_token"))["scope"], "openid offline_access read");
    let reply = app.client("postman").refresh(&reply.field("refresh_token")).await;
    assert_eq!(reply.json()["scope"], "openid offline_access read");
}

#[tokio::test]
async fn person_who_does_not_administer_cannot_ask_for_nothing_else() {
    let app = with_client().await;
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", "admin:users:read")])).await;
    let reply = browser.sign_in(&shown, "alice", "alice123").await;
    reply.assert_error_redirect(redirect_uri("postman"), "invalid_scope");
    app.assert_rule(&reply, Rule::ScopeNeedsAdministrator).await;

    app.change_client("cli", |metadata| metadata.scope = metadata.scope.union(&SCOPE.to_owned().into())).await;
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    let asked = |scope| [&form[..], &[("scope", scope)]].concat();
    let reply = app.client("cli").token(&asked("admin:users:read")).await;
    reply.assert_error(400, "invalid_scope");
    app.assert_rule(&reply, Rule::ScopeNeedsAdministrator).await;
    assert_eq!(app.client("cli").token(&asked("read admin:users:read")).await.json()["scope"], "read");
}

#[tokio::test]
async fn refreshed_token_lacks_the_scope_once_the_person_has_lost_the_role() {
    let app = with_client().await;
    let code = code_of(&app, ("admin", "admin123"), SCOPE).await;
    let reply = app.client("postman").redeem(&code).await;
    assert_eq!(reply.json()["scope"], SCOPE);
    user::set(&app.deps(), &Actor::Cli, "admin", |user| user.admin = false).await.unwrap();
    let reply = app.client("postman").refresh(&reply.field("refresh_token")).await;
    assert_eq!(claims(&reply.field("access_token"))["scope"], "openid offline_access read");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &reply.field("refresh_token"))];
    let reply = app.client("postman").token(&[&form[..], &[("scope", "admin:users:read")]].concat()).await;
    reply.assert_error(400, "invalid_scope");
}

#[tokio::test]
async fn client_for_itself_is_given_only_what_it_is_registered_for() {
    let app = TestApp::new().await;
    let form = [("grant_type", "client_credentials"), ("scope", "admin:users:read")];
    app.client("service").token(&form).await.assert_error(400, "invalid_scope");
    app.change_client("service", |metadata| metadata.scope = "read admin:users:read".to_owned().into()).await;
    let reply = app.client("service").token(&form).await;
    let token = claims(&reply.field("access_token"));
    assert_eq!((&token["scope"], &token["aud"]), (&json!("admin:users:read"), &json!(ISSUER)));
}

#[tokio::test]
async fn client_that_registers_itself_is_never_given_the_scope() {
    let app = TestApp::with(|settings| {
        settings.registration.mode = symbolon::config::RegistrationMode::Open;
        settings.registration.scope = "openid admin:users:write".to_owned().into();
    })
    .await;
    let register = async |document: serde_json::Value| {
        app.post_raw("/register", &[("content-type", "application/json")], document.to_string()).await
    };
    let uris = json!(["https://app.example/cb"]);
    let reply = register(json!({ "redirect_uris": uris })).await;
    assert_eq!(reply.json()["scope"], "openid", "{reply:?}");
    let reply = register(json!({ "redirect_uris": uris, "scope": "openid admin:users:write" })).await;
    assert_eq!(reply.status, 400, "{reply:?}");
}

#[tokio::test]
async fn discovery_does_not_offer_the_scopes() {
    let app = TestApp::new().await;
    let reply = app.get("/.well-known/openid-configuration").await;
    assert!(!reply.text.contains("admin:"), "{reply:?}");
}
