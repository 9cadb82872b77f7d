//! Browsers in which the second factor is not asked for again.

use super::{Phone, app_with_phone, enrol, enter_password, give, id_token, shows, signed_in};
use crate::factors::ask;
use crate::support::{Browser, TestApp};
use symbolon::flow::admin::{Actor, user};
use symbolon::model::Secret;

const DAY: i64 = 86_400;

/// A browser that alice has had remembered, and signed out of.
async fn remembered<'a>(app: &'a TestApp, phone: &Phone) -> Browser<'a> {
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    assert!(page.text.contains("name=\"remember\""), "{page:?}");
    let fields = [("code", &*phone.fresh_code(app)), ("remember", "yes")];
    assert_eq!(browser.submit(&page, "login-code", &fields).await.location(), "/account");
    browser.sign_out().await;
    browser
}

/// Whether the browser is asked for the code after the password.
async fn is_asked(browser: &mut Browser<'_>) -> bool {
    let page = enter_password(browser, "alice").await;
    assert!(shows(&page, "login-code") || page.text.contains("account-sign-out"), "{page:?}");
    shows(&page, "login-code")
}

#[tokio::test]
async fn remembered_browser_is_not_asked_and_says_honestly_that_it_gave_one_factor() {
    let (app, phone) = app_with_phone().await;
    let mut browser = remembered(&app, &phone).await;
    assert!(!is_asked(&mut browser).await);
    let token = id_token(&app, &ask(&mut browser, &[]).await).await;
    assert_eq!((token["acr"].as_str(), &token["amr"]), (Some("1"), &serde_json::json!(["pwd"])));
    assert!(is_asked(&mut app.browser()).await, "another browser is asked");
    // Who does not tick the box is asked again.
    let mut plain = app.browser();
    let page = enter_password(&mut plain, "alice").await;
    give(&mut plain, &page, &phone.fresh_code(&app)).await;
    plain.sign_out().await;
    assert!(is_asked(&mut plain).await);
}

#[tokio::test]
async fn remembering_is_for_one_person_and_ends_with_its_time() {
    let (app, phone) = app_with_phone().await;
    let mut admin = signed_in(&app, "admin").await;
    enrol(&app, &mut admin).await;
    let mut browser = remembered(&app, &phone).await;
    assert!(shows(&enter_password(&mut browser, "admin").await, "login-code"));
    app.advance(29 * DAY);
    assert!(!is_asked(&mut browser).await);
    app.advance(DAY + 1);
    assert!(is_asked(&mut browser).await, "using it does not prolong it");
}

#[tokio::test]
async fn new_password_and_the_person_end_it_everywhere() {
    let (app, phone) = app_with_phone().await;
    let mut browser = remembered(&app, &phone).await;
    user::set_password(&app.deps(), &Actor::Cli, "alice", &Secret::new("alice123".to_owned())).await.unwrap();
    app.advance(2);
    assert!(is_asked(&mut browser).await);
    let mut browser = remembered(&app, &phone).await;
    let mut other = app.browser();
    let page = enter_password(&mut other, "alice").await;
    give(&mut other, &page, &phone.fresh_code(&app)).await;
    let factors = other.get("/account/totp").await;
    assert!(factors.text.contains("One browser is not asked"), "{factors:?}");
    assert_eq!(other.submit(&factors, "browsers-forget", &[]).await.location(), "/account/totp");
    assert!(is_asked(&mut browser).await);
}

#[tokio::test]
async fn nothing_is_remembered_where_it_is_switched_off() {
    let (app, phone) = app_with_phone().await;
    let mut browser = remembered(&app, &phone).await;
    let off = app.restarted(|settings| settings.factors.remember_lifetime = 0).await;
    let mut browser = {
        let cookies = browser.cookies.clone();
        browser = off.browser();
        browser.cookies = cookies;
        browser
    };
    let page = enter_password(&mut browser, "alice").await;
    assert!(shows(&page, "login-code") && !page.text.contains("remember"), "{page:?}");
    let fields = [("code", &*phone.fresh_code(&off)), ("remember", "yes")];
    browser.submit(&page, "login-code", &fields).await;
    browser.sign_out().await;
    assert!(is_asked(&mut browser).await);
}

#[tokio::test]
async fn deed_that_wants_a_fresh_sign_in_asks_for_the_code_in_a_remembered_browser_too() {
    let (app, phone) = app_with_phone().await;
    let mut browser = remembered(&app, &phone).await;
    assert!(!is_asked(&mut browser).await);
    let factors = browser.get("/account/totp").await;
    let login = browser.submit(&factors, "totp-remove", &[]).await.location();
    assert_eq!(login, "/login?return=%2Faccount%2Ftotp&again=1", "the password alone was given a moment ago");

    // Nor does the sign-in page without the mark do: the password alone leads back to where it is asked for.
    let plain = browser.get("/login?another=1&return=/account/totp").await;
    let factors = browser.sign_in(&plain, "alice", "alice123").await;
    assert_eq!(browser.submit(&factors, "totp-remove", &[]).await.location(), login);

    let form = browser.get(&login).await;
    let page = browser.sign_in(&form, "alice", "alice123").await;
    assert!(shows(&page, "login-code"), "{page:?}");
    let back = give(&mut browser, &page, &phone.fresh_code(&app)).await;
    assert_eq!(back.location(), "/account/totp");
    let factors = browser.get("/account/totp").await;
    assert_eq!(browser.submit(&factors, "totp-remove", &[]).await.location(), "/account");
    assert!(!is_asked(&mut app.browser()).await, "the app is gone");
}
