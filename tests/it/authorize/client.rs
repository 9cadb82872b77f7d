//! What depends on how the client is registered.

use super::{ask, assert_told};
use crate::support::TestApp;
use crate::support::browser::{params_with, redirect_uri};
use symbolon::config::{PkceRequired, UnknownScope};
use symbolon::model::GrantType;
use symbolon::protocol::Rule;

const WITHOUT: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

#[tokio::test]
async fn offline_access_is_ignored_for_a_client_without_the_refresh_grant() {
    let app = TestApp::new().await;
    app.change_client("postman", |client| client.grant_types = vec![GrantType::AuthorizationCode]).await;
    let mut browser = app.browser();
    let code = browser.code("postman", "openid offline_access").await;
    let tokens = app.client("postman").redeem(&code).await;
    assert_eq!(tokens.field("scope"), "openid", "{tokens:?}");
    assert!(tokens.json().get("refresh_token").is_none(), "{tokens:?}");
}

#[tokio::test]
async fn public_client_always_needs_pkce() {
    let app = TestApp::with(|settings| settings.pkce.required = PkceRequired::Public).await;
    let reply = ask(&app, "spa", &WITHOUT).await;
    assert_told(&app, &reply, Rule::PkceRequired, "invalid_request").await;
}

#[tokio::test]
async fn confidential_client_needs_pkce_by_setting_unless_its_registration_says_otherwise() {
    // setting, registration, whether a challenge is wanted
    let table = [
        (PkceRequired::All, None, true),
        (PkceRequired::All, Some(true), true),
        (PkceRequired::All, Some(false), false),
        (PkceRequired::Public, None, false),
        (PkceRequired::Public, Some(true), true),
        (PkceRequired::Public, Some(false), false),
    ];
    for (setting, registered, wanted) in table {
        let app = TestApp::with(|settings| settings.pkce.required = setting).await;
        app.change_client("postman", |client| client.pkce_required = registered).await;
        let reply = ask(&app, "postman", &WITHOUT).await;
        if wanted {
            reply.assert_error_redirect(redirect_uri("postman"), "invalid_request");
            app.assert_rule(&reply, Rule::PkceRequired).await;
        } else {
            assert!(reply.location().starts_with("/login?request="), "{setting:?} {registered:?}");
        }
    }
}

#[tokio::test]
async fn client_that_may_do_without_pkce_is_still_held_to_s256() {
    let app = TestApp::new().await;
    app.change_client("postman", |client| client.pkce_required = Some(false)).await;
    for (changes, rule) in [
        ([("code_challenge_method", "plain")], Rule::PkceMethodUnsupported),
        ([("code_challenge_method", "")], Rule::PkceMethodUnsupported),
        ([("code_challenge", "")], Rule::PkceMethodWithoutChallenge),
        ([("code_challenge", "x")], Rule::PkceChallengeMalformed),
    ] {
        let reply = ask(&app, "postman", &changes).await;
        reply.assert_error_redirect(redirect_uri("postman"), "invalid_request");
        app.assert_rule(&reply, rule).await;
    }
}

#[tokio::test]
async fn code_without_a_challenge_is_redeemed_without_a_verifier_and_not_with_one() {
    let app = TestApp::new().await;
    app.change_client("dashboard", |client| client.pkce_required = Some(false)).await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("dashboard", &WITHOUT)).await;
    let first = browser.sign_in(&login, "alice", "alice123").await.location_param("code").unwrap();
    let refused = app.client("dashboard").redeem(&first).await;
    refused.assert_error(400, "invalid_grant");
    app.assert_rule(&refused, Rule::VerifierUnexpected).await;
    let second = browser.ask(&params_with("dashboard", &WITHOUT)).await.location_param("code").unwrap();
    let form = [("grant_type", "authorization_code"), ("code", &*second), ("redirect_uri", redirect_uri("dashboard"))];
    assert_eq!(app.client("dashboard").token(&form).await.status, 200);
}

#[tokio::test]
async fn unknown_scope_is_dropped_and_reported_where_the_setting_says_so() {
    let app = TestApp::with(|settings| settings.scopes.unknown = UnknownScope::Ignore).await;
    let code = app.browser().code("spa", "openid nothing email").await;
    let tokens = app.client("spa").redeem(&code).await;
    assert_eq!(tokens.field("scope"), "openid email", "{tokens:?}");
    let none = ask(&app, "spa", &[("scope", "nothing")]).await;
    assert_told(&app, &none, Rule::ScopeMissing, "invalid_scope").await;
}

#[tokio::test]
async fn change_of_the_client_while_the_page_is_open_counts() {
    use symbolon::flow::admin::{Actor, client};
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    client::disable(&app.deps(), &Actor::Cli, "spa", true).await.unwrap();
    app.app.refresh().await.unwrap();
    let refused = browser.decide(&consent, "allow").await;
    refused.assert_error_page(400, "unauthorized_client");
    app.assert_rule(&refused, Rule::ClientDisabled).await;
    assert_eq!(refused.header("location"), "");
}
