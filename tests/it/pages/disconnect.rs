//! Taking back on the account page what an application was given.

use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::protocol::Rule;
use symbolon::store::event;

const SCOPE: &str = "openid profile offline_access";

/// Alice in a browser, and the tokens that she has given a client.
async fn connected<'a>(app: &'a TestApp, client: &str) -> (Browser<'a>, Reply) {
    let mut browser = app.browser();
    let tokens = app.client(client).redeem(&browser.code(client, SCOPE).await).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    (browser, tokens)
}

/// Presses the button of a client on the account page.
async fn press(browser: &mut Browser<'_>, client: &str) -> Reply {
    let csrf = browser.get("/account").await.form_value(&format!("disconnect-{client}"), "csrf");
    browser.post("/account/disconnect", &[("csrf", &csrf), ("client_id", client)]).await
}

#[tokio::test]
async fn disconnected_application_has_nothing_left_and_must_ask_again() {
    let app = TestApp::new().await;
    let (mut browser, tokens) = connected(&app, "postman").await;
    let other = app.client("spa").redeem(&browser.code("spa", SCOPE).await).await;
    let unused = browser.code("postman", SCOPE).await;
    assert_eq!(press(&mut browser, "postman").await.location(), "/account");

    let refused = app.client("postman").refresh(&tokens.field("refresh_token")).await;
    refused.assert_error(400, "invalid_grant");
    app.assert_rule(&refused, Rule::GrantEnded).await;
    app.assert_rule(&app.userinfo(&tokens.field("access_token")).await, Rule::TokenRevoked).await;
    let code = app.client("postman").redeem(&unused).await;
    code.assert_error(400, "invalid_grant");
    app.assert_rule(&code, Rule::GrantEnded).await;
    assert_eq!(event::count(app.db(), "consent.withdraw").await.unwrap(), 1);

    let account = browser.get("/account").await;
    assert!(!account.text.contains("disconnect-postman") && account.text.contains("disconnect-spa"), "{account:?}");
    let again = browser.authorize(&params_with("postman", &[("scope", SCOPE)])).await;
    assert!(again.text.contains("id=\"consent\""), "{again:?}");
    assert_eq!(app.client("spa").refresh(&other.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn one_person_disconnects_nobody_else() {
    let app = TestApp::new().await;
    let (_, of_alice) = connected(&app, "spa").await;
    let mut admin = app.browser();
    let login = admin.authorize(&params_with("spa", &[("scope", SCOPE)])).await;
    let consent = admin.sign_in(&login, "admin", "admin123").await;
    admin.decide(&consent, "allow").await;
    press(&mut admin, "spa").await;
    assert_eq!(app.client("spa").refresh(&of_alice.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn disconnecting_needs_the_proof_of_this_browser_for_this_client() {
    let app = TestApp::new().await;
    let (mut browser, tokens) = connected(&app, "spa").await;
    browser.code("postman", SCOPE).await;
    let account = browser.get("/account").await;
    let (mut stranger, _) = connected(&app, "spa").await;
    let of_stranger = stranger.get("/account").await.form_value("disconnect-spa", "csrf");
    let of_postman = account.form_value("disconnect-postman", "csrf");
    for csrf in [of_stranger.as_str(), of_postman.as_str(), "", "x"] {
        let reply = browser.post("/account/disconnect", &[("csrf", csrf), ("client_id", "spa")]).await;
        reply.assert_error_page(403, "invalid_request");
        app.assert_rule(&reply, Rule::FormForged).await;
    }
    let reply = browser.post("/account/disconnect", &[("csrf", &of_postman)]).await;
    app.assert_rule(&reply, Rule::FormMalformed).await;
    let csrf = account.form_value("disconnect-spa", "csrf");
    let without_cookie = app.post("/account/disconnect", &[("csrf", &csrf), ("client_id", "spa")]).await;
    app.assert_rule(&without_cookie, Rule::FormForged).await;
    assert_eq!(event::count(app.db(), "consent.withdraw").await.unwrap(), 0);
    assert_eq!(app.client("spa").refresh(&tokens.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn button_pressed_after_signing_out_leads_to_the_sign_in_page_and_twice_is_no_error() {
    let app = TestApp::new().await;
    let (mut browser, _) = connected(&app, "spa").await;
    let csrf = browser.get("/account").await.form_value("disconnect-spa", "csrf");
    let form = [("csrf", csrf.as_str()), ("client_id", "spa")];
    assert_eq!(browser.post("/account/disconnect", &form).await.location(), "/account");
    assert_eq!(browser.post("/account/disconnect", &form).await.location(), "/account");
    app.advance(10 * 86_400);
    assert_eq!(browser.post("/account/disconnect", &form).await.location(), "/login");
}
