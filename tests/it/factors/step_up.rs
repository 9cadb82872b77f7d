//! `acr_values`, the essential `acr` claim and `max_age` (OpenID Connect Core §3.1.2.1 and §5.5.1.1, RFC 9470 §5).

use super::{POSTMAN, Phone, app_with_phone, ask, enter_password, give, id_token, shows, signed_in};
use crate::support::browser::params_with;
use crate::support::{Browser, START, TestApp};
use symbolon::protocol::Rule;

const ESSENTIAL: &str = r#"{"id_token":{"acr":{"essential":true,"values":["2"]}}}"#;
const ESSENTIAL_ONE: &str = r#"{"id_token":{"acr":{"essential":true,"values":["1"]}}}"#;

/// A browser in which alice, who has an app, is signed in by password alone: it is remembered.
async fn one_factor<'a>(app: &'a TestApp, phone: &Phone) -> Browser<'a> {
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    let fields = [("code", &*phone.fresh_code(app)), ("remember", "yes")];
    browser.submit(&page, "login-code", &fields).await;
    enter_password(&mut browser, "alice").await;
    let token = id_token(app, &ask(&mut browser, &[]).await).await;
    assert_eq!(token["acr"], "1");
    browser
}

#[tokio::test]
async fn stronger_acr_asks_for_the_code_and_not_for_the_password() {
    for wish in [("acr_values", "2"), ("acr_values", "urn:unknown 2 1"), ("claims", ESSENTIAL)] {
        let (app, phone) = app_with_phone().await;
        let mut browser = one_factor(&app, &phone).await;
        let signed_in_at = id_token(&app, &ask(&mut browser, &[]).await).await["auth_time"].clone();
        let page = browser.authorize(&params_with("postman", &[wish])).await;
        assert!(shows(&page, "login-code"), "{wish:?}: {page:?}");
        let handle = page.form_value("login-code", "request");
        let there = browser.get(&format!("/consent?request={handle}")).await.location();
        assert_eq!(there, format!("/login/code?request={handle}"));
        assert!(give(&mut browser, &page, &phone.wrong_code(&app)).await.text.contains("id=\"code-error\""));
        let sid_before = browser.cookies["symbolon"].clone();
        let done = give(&mut browser, &page, &phone.fresh_code(&app)).await;
        assert_ne!(browser.cookies["symbolon"], sid_before);
        let token = id_token(&app, &done).await;
        assert_eq!((token["acr"].as_str(), &token["amr"]), (Some("2"), &serde_json::json!(["pwd", "otp", "mfa"])));
        assert_eq!(token["auth_time"], signed_in_at, "the password was not given again");
        // From now on the session is that strong.
        assert_eq!(id_token(&app, &ask(&mut browser, &[wish]).await).await["acr"], "2");
    }
}

#[tokio::test]
async fn wish_that_is_met_or_unknown_asks_for_nothing() {
    let (app, phone) = app_with_phone().await;
    let mut browser = one_factor(&app, &phone).await;
    for wish in [("acr_values", "1 2"), ("acr_values", "urn:unknown"), ("acr_values", ""), ("claims", ESSENTIAL_ONE)] {
        assert_eq!(id_token(&app, &ask(&mut browser, &[wish]).await).await["acr"], "1", "{wish:?}");
    }
}

#[tokio::test]
async fn who_has_no_second_factor_gets_an_honest_acr_and_an_essential_one_fails() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    assert_eq!(id_token(&app, &ask(&mut browser, &[("acr_values", "2")]).await).await["acr"], "1");
    let refused = browser.ask(&params_with("postman", &[("claims", ESSENTIAL)])).await;
    refused.assert_error_redirect(POSTMAN, "unmet_authentication_requirements");
    app.assert_rule(&refused, Rule::AcrUnreachable).await;
    // The same where nobody is signed in yet.
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("postman", &[("claims", ESSENTIAL)])).await;
    let refused = browser.sign_in(&login, "alice", "alice123").await;
    refused.assert_error_redirect(POSTMAN, "unmet_authentication_requirements");
}

#[tokio::test]
async fn silent_request_is_never_shown_the_code_page() {
    let (app, phone) = app_with_phone().await;
    let mut browser = one_factor(&app, &phone).await;
    let wished = browser.ask(&params_with("postman", &[("prompt", "none"), ("acr_values", "2")])).await;
    assert_eq!(id_token(&app, &wished).await["acr"], "1", "a wish is no condition");
    let needed = browser.ask(&params_with("postman", &[("prompt", "none"), ("claims", ESSENTIAL)])).await;
    needed.assert_error_redirect(POSTMAN, "login_required");
}

#[tokio::test]
async fn sign_in_by_two_factors_meets_a_request_for_one() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    give(&mut browser, &page, &phone.fresh_code(&app)).await;
    // An essential value must be the one that is told.
    assert_eq!(id_token(&app, &ask(&mut browser, &[("claims", ESSENTIAL_ONE)]).await).await["acr"], "1");
    assert_eq!(id_token(&app, &ask(&mut browser, &[("acr_values", "1")]).await).await["acr"], "2");
    assert_eq!(id_token(&app, &ask(&mut browser, &[("claims", ESSENTIAL)]).await).await["acr"], "2");
}

#[tokio::test]
async fn client_can_be_registered_with_the_wish() {
    let (app, phone) = app_with_phone().await;
    let mut browser = one_factor(&app, &phone).await;
    app.change_client("postman", |client| client.requests.default_acr_values = vec!["2".to_owned()]).await;
    let page = browser.authorize(&params_with("postman", &[])).await;
    assert!(shows(&page, "login-code"), "{page:?}");
    assert_eq!(
        id_token(&app, &ask(&mut browser, &[("acr_values", "1")]).await).await["acr"],
        "1",
        "the request goes first"
    );
}

#[tokio::test]
async fn max_age_wants_the_password_and_the_code_anew() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    give(&mut browser, &page, &phone.fresh_code(&app)).await;
    app.advance(100);
    let login = browser.authorize(&params_with("postman", &[("max_age", "60"), ("acr_values", "2")])).await;
    assert!(shows(&login, "login"), "{login:?}");
    let page = browser.sign_in(&login, "alice", "alice123").await;
    assert!(shows(&page, "login-code"), "{page:?}");
    // The password alone has not renewed the session.
    let silent = browser.ask(&params_with("postman", &[("prompt", "none"), ("max_age", "60")])).await;
    silent.assert_error_redirect(POSTMAN, "login_required");
    let done = give(&mut browser, &page, &phone.fresh_code(&app)).await;
    let done = browser.follow(done).await;
    let done = super::allow(&mut browser, done).await;
    let token = id_token(&app, &done).await;
    assert_eq!(token["acr"], "2");
    assert!(token["auth_time"].as_i64().unwrap() > START.get() + 100);
}

#[tokio::test]
async fn discovery_tells_every_acr() {
    let app = TestApp::new().await;
    let metadata = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["acr_values_supported"], serde_json::json!(["1", "2"]));
}

#[tokio::test]
async fn code_page_of_a_session_that_has_ended_leads_to_the_sign_in_page() {
    let (app, phone) = app_with_phone().await;
    let mut browser = one_factor(&app, &phone).await;
    let page = browser.authorize(&params_with("postman", &[("acr_values", "2")])).await;
    symbolon::flow::admin::user::revoke(&app.deps(), &symbolon::flow::admin::Actor::Cli, "alice").await.unwrap();
    let late = give(&mut browser, &page, &phone.fresh_code(&app)).await;
    assert!(shows(&late, "login"), "{late:?}");
    // Idle for too long is the same.
    let mut browser = one_factor(&app, &phone).await;
    let page = browser.authorize(&params_with("postman", &[("acr_values", "2")])).await;
    let cut = app.restarted(|settings| settings.sessions.idle_lifetime = 60).await;
    let mut browser = browser.at(&cut);
    cut.advance(61);
    let late = give(&mut browser, &page, &phone.fresh_code(&cut)).await;
    assert!(shows(&late, "login"), "{late:?}");
}
