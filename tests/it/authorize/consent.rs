//! When the person is asked for consent, and what is remembered of it.

use super::ask;
use crate::support::browser::{authorize_params, params_with, redirect_uri};
use crate::support::{Browser, Reply, TestApp};
use symbolon::protocol::Rule;

fn is_consent(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("<form id=\"consent\"")
}

async fn authorize(browser: &mut Browser<'_>, client: &str, scope: &str) -> Reply {
    browser.authorize(&authorize_params(client, redirect_uri(client), scope)).await
}

#[tokio::test]
async fn consent_is_remembered_per_client_and_a_wider_scope_asks_again() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid profile").await;
    for narrower in ["openid profile", "profile openid", "openid"] {
        assert!(authorize(&mut browser, "spa", narrower).await.location_param("code").is_some(), "{narrower}");
    }
    let wider = authorize(&mut browser, "spa", "openid email").await;
    assert!(is_consent(&wider), "{wider:?}");
    assert!(is_consent(&authorize(&mut browser, "postman", "openid").await));
    assert!(browser.decide(&wider, "allow").await.location_param("code").is_some());
    // Both decisions together.
    let all = authorize(&mut browser, "spa", "openid profile email").await;
    assert!(all.location_param("code").is_some(), "{all:?}");
}

#[tokio::test]
async fn consent_is_remembered_in_other_browsers_of_the_same_person_and_for_nobody_else() {
    let app = TestApp::new().await;
    app.browser().code("spa", "openid").await;
    let mut other = app.browser();
    let login = authorize(&mut other, "spa", "openid").await;
    assert!(other.sign_in(&login, "alice", "alice123").await.location_param("code").is_some());
    let mut admin = app.browser();
    let login = authorize(&mut admin, "spa", "openid").await;
    assert!(is_consent(&admin.sign_in(&login, "admin", "admin123").await));
}

#[tokio::test]
async fn first_party_client_shows_no_consent_page_unless_it_asks_for_one() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = authorize(&mut browser, "dashboard", "openid").await;
    assert!(browser.sign_in(&login, "alice", "alice123").await.location_param("code").is_some());
    let silent = browser.ask(&params_with("dashboard", &[("prompt", "none")])).await;
    assert!(silent.location_param("code").is_some(), "{silent:?}");
    let asked = browser.authorize(&params_with("dashboard", &[("prompt", "consent")])).await;
    assert!(is_consent(&asked), "{asked:?}");
    assert!(browser.decide(&asked, "allow").await.location_param("code").is_some());
}

#[tokio::test]
async fn native_client_asks_each_time_because_another_program_could_receive_the_answer() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("native", "openid").await;
    for uri in ["http://127.0.0.1:49152/callback", "http://[::1]/callback", "com.example.native:/callback"] {
        let again = browser.authorize(&authorize_params("native", uri, "openid")).await;
        assert!(is_consent(&again), "{again:?}");
        let silent = browser.ask(&params_with("native", &[("redirect_uri", uri), ("prompt", "none")])).await;
        silent.assert_error_redirect(&format!("{uri}?error="), "consent_required");
        app.assert_rule(&silent, Rule::ConsentRequired).await;
    }
    // Nor does being the operator's own help.
    app.change_client("native", |client| client.first_party = true).await;
    assert!(is_consent(&authorize(&mut browser, "native", "openid").await));
}

#[tokio::test]
async fn consent_page_lists_exactly_the_scopes_that_are_asked_for() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = authorize(&mut browser, "spa", "openid write offline_access").await;
    let page = browser.sign_in(&login, "alice", "alice123").await;
    let scopes: Vec<_> = page.text.split("<li class=\"scope\">").skip(1).collect();
    assert_eq!(scopes.len(), 3, "{page:?}");
    for (item, name) in scopes.iter().zip(["openid", "write", "offline_access"]) {
        assert!(item.contains(&format!("<code>{name}</code>")), "{item}");
    }
    assert!(scopes[1].contains("Change your data at the demo API"), "{}", scopes[1]);
}

#[tokio::test]
async fn default_scope_is_what_the_person_is_asked_for_when_none_is_named() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = authorize(&mut browser, "spa", "").await;
    let page = browser.sign_in(&login, "alice", "alice123").await;
    assert!(page.text.contains("<code>read</code>"), "{page:?}");
    let response = browser.decide(&page, "allow").await;
    let tokens = app.client("spa").redeem(&response.location_param("code").unwrap()).await;
    assert_eq!(tokens.field("scope"), "read");
    assert!(tokens.json().get("id_token").is_none(), "{tokens:?}");
}

#[tokio::test]
async fn prompt_none_is_answered_from_remembered_consent_only_for_its_scope() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid profile").await;
    let wider = browser.ask(&params_with("spa", &[("prompt", "none"), ("scope", "openid profile write")])).await;
    wider.assert_error_redirect(super::SPA, "consent_required");
    app.assert_rule(&wider, Rule::ConsentRequired).await;
    let fresh = ask(&app, "spa", &[("prompt", "none")]).await;
    app.assert_rule(&fresh, Rule::LoginRequired).await;
}
