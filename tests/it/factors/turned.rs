//! A page that was shown to one account of a browser does nothing to another that the browser turned to meanwhile (security
//! checks 73 and 75).

use super::{enrol, enter_password, give, shows};
use crate::selfservice::Post;
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::protocol::Rule;

/// A browser in which admin and then alice have signed in, alice with an authenticator app.
async fn both(app: &TestApp) -> Browser<'_> {
    let mut browser = app.browser();
    enter_password(&mut browser, "admin").await;
    enter_password(&mut browser, "alice").await;
    enrol(app, &mut browser).await;
    browser
}

/// Turns to the other account in another tab.
async fn turn(browser: &mut Browser<'_>, username: &str) {
    let page = browser.get("/select-account").await;
    let button = page.text.split("<button").find(|button| button.contains(&format!("<bdi>{username}</bdi>"))).unwrap();
    let id = button.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    browser.submit(&page, "select-account", &[("account", &id)]).await;
    let page = browser.get("/account").await;
    assert!(page.text.contains(&format!("<bdi>{username}</bdi>")), "{page:?}");
}

async fn assert_nothing_done(app: &TestApp, browser: &mut Browser<'_>, shown: &Reply, form: &str, by: &str) {
    turn(browser, by).await;
    let before = app.dump().await;
    let reply = browser.submit(shown, form, &[]).await;
    assert_eq!(app.dump().await, before, "{form}");
    app.assert_rule(&reply, Rule::FormForged).await;
}

#[tokio::test]
async fn account_page_of_one_person_does_nothing_to_another() {
    let post = Post::new().await;
    let app = &post.app;
    let mut browser = both(app).await;
    let code = browser.code("spa", "openid").await;
    assert_eq!(app.client("spa").redeem(&code).await.status, 200);
    for (path, form) in [
        ("/account", "disconnect-spa"),
        ("/account/profile", "profile"),
        ("/account/email", "email-change"),
        ("/account/password", "password-change"),
        ("/account/totp", "totp-remove"),
        ("/account/recovery-codes", "recovery-codes-renew"),
        ("/account/passkeys", "passkey-add"),
        ("/account/data", "export"),
        ("/account/data", "delete"),
    ] {
        turn(&mut browser, "alice").await;
        let shown = browser.get(path).await;
        assert!(shown.text.contains(&format!("id=\"{form}\"")), "{path}: {shown:?}");
        assert_nothing_done(app, &mut browser, &shown, form, "admin").await;
    }
    turn(&mut browser, "admin").await;
    let shown = browser.get("/account/totp").await;
    assert_nothing_done(app, &mut browser, &shown, "totp-enrol", "alice").await;
    let mut elsewhere = app.browser();
    enter_password(&mut elsewhere, "admin").await;
    turn(&mut browser, "admin").await;
    let shown = browser.get("/account/devices").await;
    assert_nothing_done(app, &mut browser, &shown, "sign-out-others", "alice").await;
}

#[tokio::test]
async fn consent_page_of_one_person_gives_nothing_of_another() {
    let app = TestApp::new().await;
    let mut browser = both(&app).await;
    // Also where the other has allowed the client before, so that nothing would be asked of them.
    for _ in 0..2 {
        turn(&mut browser, "alice").await;
        let shown = browser.authorize(&params_with("postman", &[("prompt", "consent")])).await;
        assert!(shows(&shown, "consent") && shown.text.contains("alice"), "{shown:?}");
        turn(&mut browser, "admin").await;
        let before = app.dump().await;
        let choice = browser.decide(&shown, "allow").await;
        assert!(shows(&choice, "select-account"), "{choice:?}");
        assert_eq!(app.dump().await, before);
        let reply = browser.submit(&choice, "select-account", &[("decision", "continue")]).await;
        let own = browser.follow(reply).await;
        assert!(shows(&own, "consent") && own.text.contains("<bdi>admin</bdi>"), "{own:?}");
        assert!(browser.decide(&own, "allow").await.location_param("code").is_some());
    }
    turn(&mut browser, "alice").await;
    let shown = browser.authorize(&params_with("postman", &[])).await;
    turn(&mut browser, "admin").await;
    let denied = browser.decide(&shown, "deny").await;
    assert_eq!(denied.location_param("error").as_deref(), Some("access_denied"), "whoever denies gives nothing");
}

#[tokio::test]
async fn device_that_was_shown_to_one_person_is_not_connected_to_another() {
    let app = TestApp::new().await;
    let mut browser = both(&app).await;
    let codes = app.client("cli").device("read").await;
    let shown = browser.enter(&codes.user_code).await;
    assert!(shown.text.contains("<bdi>alice</bdi>"), "{shown:?}");
    turn(&mut browser, "admin").await;
    let reply = browser.answer_device(&shown, "allow").await;
    let again = browser.follow(reply).await;
    assert!(shows(&again, "consent") && again.text.contains("<bdi>admin</bdi>"), "{again:?}");
    app.client("cli").poll(&codes.device_code).await.assert_error(400, "authorization_pending");
    let done = browser.answer_device(&again, "allow").await;
    assert!(done.text.contains("device-done"), "{done:?}");
}

#[tokio::test]
async fn deed_of_the_console_is_only_for_the_administrator_who_was_shown_it() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    symbolon::flow::admin::user::set(&app.deps(), &symbolon::flow::admin::Actor::Cli, "alice", |user| {
        user.admin = true;
    })
    .await
    .unwrap();
    enter_password(&mut browser, "alice").await;
    enter_password(&mut browser, "admin").await;
    let shown = browser.get("/admin/add-group").await;
    assert_nothing_done(&app, &mut browser, &shown, "group", "alice").await;
}

#[tokio::test]
async fn refreshed_tokens_say_how_the_person_signed_in_and_not_what_came_later() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    enter_password(&mut browser, "alice").await;
    let code = browser.code("spa", "openid offline_access").await;
    let weak = app.client("spa").redeem(&code).await;
    let (phone, _) = enrol(&app, &mut browser).await;
    let told = |reply: &Reply| crate::support::reply::claims(&reply.field("id_token"));
    let refreshed = app.client("spa").refresh(&weak.field("refresh_token")).await;
    for member in ["acr", "amr", "auth_time"] {
        assert_eq!(told(&refreshed)[member], told(&weak)[member], "{member}");
    }
    assert_eq!(told(&refreshed)["acr"], "1");
    // And the other way: what two factors gave stays so after a weaker sign-in elsewhere.
    let mut other = app.browser();
    let page = enter_password(&mut other, "alice").await;
    give(&mut other, &page, &phone.fresh_code(&app)).await;
    let strong = app.client("spa").redeem(&other.code("spa", "openid offline_access").await).await;
    assert_eq!(told(&strong)["acr"], "2");
    app.advance(60);
    let refreshed = app.client("spa").refresh(&strong.field("refresh_token")).await;
    for member in ["acr", "amr", "auth_time"] {
        assert_eq!(told(&refreshed)[member], told(&strong)[member], "{member}");
    }
}
