//! What ends with a sign-out, and what a new sign-in does not end.

mod back_channel;
mod check_session;
mod front_channel;
mod hint;
mod rp_initiated;

use crate::support::browser::{authorize_params, redirect_uri};
use crate::support::{Browser, Reply, TestApp, page};
use symbolon::flow::cleanup;

/// Confirms on the sign-out page.
async fn sign_out(browser: &mut Browser<'_>) -> Reply {
    let shown = browser.get("/logout").await;
    let csrf = page::input(page::form(&shown.text, "logout"), "csrf").unwrap();
    browser.post("/logout", &[("csrf", &csrf)]).await
}

/// A refresh token of the client `dashboard`, granted without `offline_access`.
async fn refresh_token(app: &TestApp, browser: &mut Browser<'_>) -> String {
    let tokens = app.client("dashboard").redeem(&browser.code("dashboard", "openid").await).await;
    tokens.field("refresh_token")
}

/// Signs in at another client's request although somebody is signed in.
async fn sign_in_again(browser: &mut Browser<'_>, username: &str, password: &str) {
    let mut params = authorize_params("postman", redirect_uri("postman"), "openid");
    params.push(("prompt", "login".to_owned()));
    let shown = browser.authorize(&params).await;
    browser.sign_in(&shown, username, password).await;
}

#[tokio::test]
async fn logout_ends_refresh_tokens_granted_without_offline_access_also_after_the_session_is_forgotten() {
    let app = TestApp::with(|settings| settings.sessions.absolute_lifetime = 3600).await;
    let mut browser = app.browser();
    let ended = refresh_token(&app, &mut browser).await;
    let kept = app.client("postman").redeem(&browser.code("postman", "openid offline_access").await).await;
    let done = sign_out(&mut browser).await;
    assert!(done.text.contains("id=\"logout-done\""), "{done:?}");
    app.client("dashboard").refresh(&ended).await.assert_error(400, "invalid_grant");

    app.advance(3600 + 86_400 + 1);
    cleanup::pass(app.db(), 500, 10, app.clock.now().unix()).await.unwrap();
    app.client("dashboard").refresh(&ended).await.assert_error(400, "invalid_grant");
    assert_eq!(app.client("postman").refresh(&kept.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn signing_in_again_is_no_logout() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = refresh_token(&app, &mut browser).await;
    sign_in_again(&mut browser, "alice", "alice123").await;
    let second = app.client("dashboard").refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");

    // The same after the session was not used for so long that it ended by itself.
    app.advance(86_400 + 1);
    browser.code("postman", "openid").await;
    assert_eq!(app.client("dashboard").refresh(&second.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn somebody_else_signing_in_ends_nothing_of_who_was_there_before() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = refresh_token(&app, &mut browser).await;
    sign_in_again(&mut browser, "admin", "admin123").await;
    let second = app.client("dashboard").refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    sign_out(&mut browser).await;
    app.client("dashboard").refresh(&second.field("refresh_token")).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn long_unused_session_can_still_be_signed_out_of() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let token = refresh_token(&app, &mut browser).await;
    app.advance(86_400 + 1);
    let done = sign_out(&mut browser).await;
    assert!(done.text.contains("id=\"logout-done\""), "{done:?}");
    app.client("dashboard").refresh(&token).await.assert_error(400, "invalid_grant");
}
