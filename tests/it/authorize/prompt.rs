//! `prompt`, `max_age` and `login_hint` (OpenID Connect Core §3.1.2.1).

use super::{ask, assert_told};
use crate::support::browser::params_with;
use crate::support::reply::claims;
use crate::support::{Browser, Reply, START, TestApp};
use symbolon::protocol::Rule;

fn is_login(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("<form id=\"login\"")
}

fn is_consent(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("<form id=\"consent\"")
}

/// A browser in which alice is signed in and has allowed `spa` its request.
async fn known_browser(app: &TestApp) -> Browser<'_> {
    let mut browser = app.browser();
    browser.code("spa", "openid profile").await;
    browser
}

async fn auth_time(app: &TestApp, response: &Reply) -> i64 {
    let tokens = app.client("spa").redeem(&response.location_param("code").unwrap()).await;
    claims(&tokens.field("id_token"))["auth_time"].as_i64().unwrap()
}

#[tokio::test]
async fn prompt_none_shows_no_page_whatever_is_missing() {
    let app = TestApp::new().await;
    let silent = params_with("spa", &[("prompt", "none")]);
    let mut browser = app.browser();
    assert_told(&app, &browser.ask(&silent).await, Rule::LoginRequired, "login_required").await;
    let login = browser.authorize(&params_with("spa", &[])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert_told(&app, &browser.ask(&silent).await, Rule::ConsentRequired, "consent_required").await;
    browser.decide(&consent, "allow").await;
    assert!(browser.ask(&silent).await.location_param("code").is_some());
}

#[tokio::test]
async fn prompt_login_asks_for_the_password_of_a_known_person_once() {
    let app = TestApp::new().await;
    let mut browser = known_browser(&app).await;
    app.advance(100);
    let login = browser.authorize(&params_with("spa", &[("prompt", "login")])).await;
    assert!(is_login(&login), "{login:?}");
    let response = browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(auth_time(&app, &response).await, START.get() + 100);
}

#[tokio::test]
async fn prompt_login_is_not_answered_by_a_sign_in_for_another_request() {
    let app = TestApp::new().await;
    let mut browser = known_browser(&app).await;
    let prompted = params_with("spa", &[("prompt", "login")]);
    let first = browser.authorize(&prompted).await;
    let second = browser.ask(&prompted).await.location();
    let response = browser.sign_in(&first, "alice", "alice123").await;
    assert!(response.location_param("code").is_some(), "{response:?}");
    assert!(is_login(&browser.get(&second).await));
    let skipped = browser.get(&second.replace("/login", "/consent")).await;
    assert_eq!(skipped.location(), second);
}

#[tokio::test]
async fn prompt_consent_shows_the_page_though_consent_is_remembered() {
    let app = TestApp::new().await;
    let mut browser = known_browser(&app).await;
    let consent = browser.authorize(&params_with("spa", &[("prompt", "consent")])).await;
    assert!(is_consent(&consent), "{consent:?}");
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
    let login = browser.authorize(&params_with("spa", &[("prompt", "consent login")])).await;
    assert!(is_login(&login), "{login:?}");
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert!(is_consent(&consent), "{consent:?}");
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
}

#[tokio::test]
async fn max_age_asks_again_when_the_sign_in_is_older() {
    let app = TestApp::new().await;
    let mut browser = known_browser(&app).await;
    app.advance(100);
    let young = browser.ask(&params_with("spa", &[("max_age", "100")])).await;
    assert_eq!(auth_time(&app, &young).await, START.get());
    let silent = browser.ask(&params_with("spa", &[("max_age", "99"), ("prompt", "none")])).await;
    assert_told(&app, &silent, Rule::LoginRequired, "login_required").await;
    let login = browser.authorize(&params_with("spa", &[("max_age", "99")])).await;
    assert!(is_login(&login), "{login:?}");
    let renewed = browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(auth_time(&app, &renewed).await, START.get() + 100);
}

#[tokio::test]
async fn max_age_zero_always_asks_and_then_lets_through() {
    let app = TestApp::new().await;
    let mut browser = known_browser(&app).await;
    let login = browser.authorize(&params_with("spa", &[("max_age", "0")])).await;
    assert!(is_login(&login), "{login:?}");
    app.advance(5);
    let response = browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(auth_time(&app, &response).await, START.get() + 5);
}

#[tokio::test]
async fn person_who_signs_in_as_somebody_else_consents_anew_and_gets_their_own_code() {
    let app = TestApp::new().await;
    let mut browser = known_browser(&app).await;
    let login = browser.authorize(&params_with("spa", &[("prompt", "login")])).await;
    let consent = browser.sign_in(&login, "admin", "admin123").await;
    assert!(is_consent(&consent) && consent.text.contains("admin"), "{consent:?}");
    let response = browser.decide(&consent, "allow").await;
    let tokens = app.client("spa").redeem(&response.location_param("code").unwrap()).await;
    let userinfo = app.userinfo(&tokens.field("access_token")).await;
    assert_eq!(userinfo.json()["name"], "Ada Admin", "{userinfo:?}");
}

#[tokio::test]
async fn session_ends_when_it_rests_too_long_and_at_the_latest_after_its_absolute_life() {
    let app = TestApp::with(|settings| {
        settings.sessions.idle_lifetime = 1000;
        settings.sessions.absolute_lifetime = 2500;
    });
    let app = app.await;
    let mut browser = known_browser(&app).await;
    let silent = params_with("spa", &[("prompt", "none")]);
    for _ in 0..2 {
        app.advance(999);
        assert!(browser.ask(&silent).await.location_param("code").is_some());
    }
    app.advance(502);
    assert_told(&app, &browser.ask(&silent).await, Rule::LoginRequired, "login_required").await;
    let mut resting = known_browser(&app).await;
    app.advance(1001);
    assert_told(&app, &resting.ask(&silent).await, Rule::LoginRequired, "login_required").await;
}

#[tokio::test]
async fn login_hint_fills_the_form_and_is_encoded() {
    let app = TestApp::new().await;
    let shown = app.browser().authorize(&params_with("spa", &[("login_hint", "alice@example.com")])).await;
    assert_eq!(shown.form_value("login", "username"), "alice@example.com");
    let hostile = "\"><script>alert('1')</script>&amp;\u{202e}\u{fc}";
    let shown = app.browser().authorize(&params_with("spa", &[("login_hint", hostile)])).await;
    let encoded = "value=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;\u{fffd}\u{fc}\"";
    assert!(shown.text.contains(encoded) && !shown.without_passkeys().contains("<script"), "{shown:?}");
    let long = app.browser().authorize(&params_with("spa", &[("login_hint", &"x".repeat(5000))])).await;
    assert_eq!(long.form_value("login", "username").len(), 254);
    let none = ask(&app, "spa", &[("login_hint", hostile), ("prompt", "none")]).await;
    assert_told(&app, &none, Rule::LoginRequired, "login_required").await;
}
