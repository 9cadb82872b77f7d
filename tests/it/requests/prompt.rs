//! `prompt`, `max_age` and what a client is registered with of them (OpenID Connect Core §3.1.2.1).

use super::{POSTMAN, authorize, id_token, redeem, shows};
use crate::support::browser::params_with;
use crate::support::page::{form, input};
use crate::support::{Browser, Reply, START, TestApp};
use symbolon::protocol::Rule;

/// Presses a button of the page that asks which account.
async fn choose(browser: &mut Browser<'_>, shown: &Reply, decision: &str) -> Reply {
    let page = form(&shown.text, "select-account");
    let (csrf, handle) = (input(page, "csrf").unwrap(), input(page, "request").unwrap());
    let fields = [("csrf", csrf.as_str()), ("request", handle.as_str()), ("decision", decision)];
    let reply = browser.post("/select-account", &fields).await;
    browser.follow(reply).await
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in_is_told_login_required_and_gets_its_state_back() {
    let app = TestApp::new().await;
    let state = "s".repeat(128);
    let reply = app.browser().ask(&params_with("postman", &[("prompt", "none"), ("state", &state)])).await;
    reply.assert_error_redirect(POSTMAN, "login_required");
    assert_eq!(reply.location_param("state").as_deref(), Some(state.as_str()));
    app.assert_rule(&reply, Rule::LoginRequired).await;
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in_gives_the_same_person_and_auth_time_without_a_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = id_token(&redeem(&app, &authorize(&mut browser, &[]).await).await);
    app.advance(30);
    let second = browser.ask(&params_with("postman", &[("prompt", "none")])).await;
    let second = id_token(&redeem(&app, &second).await);
    assert_eq!((&second["sub"], &second["auth_time"]), (&first["sub"], &first["auth_time"]));
}

#[tokio::test]
async fn oidcc_prompt_login_asks_a_known_person_again_and_says_when_they_answered() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = id_token(&redeem(&app, &authorize(&mut browser, &[]).await).await);
    app.advance(1);
    let page = browser.authorize(&params_with("postman", &[("prompt", "login")])).await;
    assert!(shows(&page, "login"), "{page:?}");
    let second = browser.sign_in(&page, "alice", "alice123").await;
    let second = id_token(&redeem(&app, &second).await);
    assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
}

#[tokio::test]
async fn oidcc_max_age_1_asks_again_after_two_seconds() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    authorize(&mut browser, &[]).await;
    app.advance(2);
    let page = browser.authorize(&params_with("postman", &[("max_age", "1")])).await;
    assert!(shows(&page, "login"), "{page:?}");
    let second = browser.sign_in(&page, "alice", "alice123").await;
    assert_eq!(id_token(&redeem(&app, &second).await)["auth_time"], START.get() + 2);
}

#[tokio::test]
async fn oidcc_max_age_10000_does_not_ask_and_keeps_auth_time() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = id_token(&redeem(&app, &authorize(&mut browser, &[("max_age", "15000")]).await).await);
    app.advance(5);
    let second = browser.ask(&params_with("postman", &[("max_age", "10000")])).await;
    let second = id_token(&redeem(&app, &second).await);
    assert_eq!((&second["auth_time"], &first["auth_time"]), (&START.get().into(), &START.get().into()));
    assert_eq!(second["sub"], first["sub"]);
}

#[tokio::test]
async fn default_max_age_counts_where_the_request_has_none() {
    let app = TestApp::new().await;
    app.change_client("postman", |client| client.requests.default_max_age = Some(60)).await;
    let mut browser = app.browser();
    authorize(&mut browser, &[]).await;
    app.advance(61);
    let silent = browser.ask(&params_with("postman", &[("prompt", "none")])).await;
    silent.assert_error_redirect(POSTMAN, "login_required");
    let own = browser.ask(&params_with("postman", &[("prompt", "none"), ("max_age", "3600")])).await;
    assert!(own.location_param("code").is_some(), "{own:?}");
}

#[tokio::test]
async fn prompt_create_is_refused_while_nobody_can_register_and_so_is_an_unknown_word() {
    let app = TestApp::new().await;
    for prompt in ["create", "login create", "unknown", "NONE"] {
        let reply = app.browser().ask(&params_with("postman", &[("prompt", prompt)])).await;
        reply.assert_error_redirect(POSTMAN, "invalid_request");
        app.assert_rule(&reply, Rule::PromptUnknown).await;
    }
    let offered = app.get("/.well-known/openid-configuration").await.json()["prompt_values_supported"].clone();
    assert_eq!(offered, serde_json::json!(["none", "login", "consent", "select_account"]));
}

#[tokio::test]
async fn prompt_none_stands_alone() {
    let app = TestApp::new().await;
    for prompt in ["none login", "consent none", "none select_account"] {
        let reply = app.browser().ask(&params_with("postman", &[("prompt", prompt)])).await;
        reply.assert_error_redirect(POSTMAN, "invalid_request");
        app.assert_rule(&reply, Rule::PromptNoneCombined).await;
    }
}

#[tokio::test]
async fn select_account_asks_who_is_signed_in_whether_to_go_on_as_themselves() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    authorize(&mut browser, &[]).await;
    app.advance(10);
    let asked = params_with("postman", &[("prompt", "select_account")]);
    let page = browser.authorize(&asked).await;
    assert!(shows(&page, "select-account") && page.text.contains("Continue as"), "{page:?}");
    let response = choose(&mut browser, &page, "continue").await;
    assert_eq!(id_token(&redeem(&app, &response).await)["auth_time"], START.get());
    // The choice was for that request.
    let page = browser.authorize(&asked).await;
    assert!(shows(&page, "select-account"), "{page:?}");
    choose(&mut browser, &page, "cancel").await.assert_error_redirect(POSTMAN, "access_denied");
}

#[tokio::test]
async fn select_account_leads_to_the_sign_in_page_for_another_account() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let alice = id_token(&redeem(&app, &authorize(&mut browser, &[]).await).await)["sub"].clone();
    let page = browser.authorize(&params_with("postman", &[("prompt", "select_account")])).await;
    let login = choose(&mut browser, &page, "other").await;
    assert!(shows(&login, "login"), "{login:?}");
    let consent = browser.sign_in(&login, "admin", "admin123").await;
    assert!(shows(&consent, "consent"), "{consent:?}");
    let response = browser.decide(&consent, "allow").await;
    assert_ne!(id_token(&redeem(&app, &response).await)["sub"], alice);
}

#[tokio::test]
async fn whoever_signs_in_for_the_request_has_chosen_their_account() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("postman", &[("prompt", "select_account")])).await;
    assert!(shows(&login, "login"), "{login:?}");
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert!(shows(&consent, "consent"), "{consent:?}");
    browser.decide(&consent, "allow").await;
    let both = browser.authorize(&params_with("postman", &[("prompt", "select_account login")])).await;
    assert!(shows(&both, "login"), "{both:?}");
    assert!(browser.sign_in(&both, "alice", "alice123").await.location_param("code").is_some());
}

#[tokio::test]
async fn choice_of_an_account_needs_our_own_form_and_cannot_be_skipped() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    authorize(&mut browser, &[]).await;
    let asked = browser.ask(&params_with("postman", &[("prompt", "select_account consent")])).await.location();
    assert!(asked.starts_with("/select-account?request="), "{asked}");
    let skipped = browser.get(&asked.replace("/select-account", "/consent")).await;
    assert_eq!(skipped.location(), asked);
    let handle = asked.split_once('=').unwrap().1.to_owned();
    let forged = browser.post("/select-account", &[("request", &handle), ("decision", "continue")]).await;
    forged.assert_error_page(403, "invalid_request");
    app.assert_rule(&forged, Rule::FormForged).await;
    let page = browser.get(&asked).await;
    let wrong = choose(&mut browser, &page, "both").await;
    app.assert_rule(&wrong, Rule::FormMalformed).await;
    let consent = choose(&mut browser, &page, "continue").await;
    assert!(shows(&consent, "consent"), "{consent:?}");
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
}
