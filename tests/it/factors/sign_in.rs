//! The code is a step that no address skips (security check 81), and pages that are old end well (80).

use super::{POSTMAN, allow, app_with_phone, enter_password, give, id_token, is_in, shows};
use crate::support::browser::params_with;
use crate::support::page;
use symbolon::flow::admin::{Actor, user};
use symbolon::model::Secret;
use symbolon::protocol::Rule;

#[tokio::test]
async fn after_the_password_nobody_is_signed_in_whatever_address_is_opened() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", "openid")])).await;
    let handle = shown.form_value("login", "request");
    let code_page = browser.sign_in(&shown, "alice", "alice123").await;
    assert!(shows(&code_page, "login-code"), "{code_page:?}");
    for id in ["<input id=\"code\" name=\"code\"", "<button id=\"code-submit\""] {
        assert!(code_page.text.contains(id), "{code_page:?}");
    }
    let here = format!("/login/code?request={handle}");
    for path in ["/consent", "/select-account", "/login"] {
        assert_eq!(browser.get(&format!("{path}?request={handle}")).await.location(), here, "{path}");
    }
    for path in ["/account", "/account/totp", "/account/recovery-codes", "/device"] {
        let reply = browser.get(path).await;
        assert!(reply.location().starts_with("/login?") || reply.location() == "/login", "{path}: {reply:?}");
    }
    assert!(!browser.get("/").await.text.contains("alice"));
    let silent = browser.ask(&params_with("postman", &[("prompt", "none")])).await;
    silent.assert_error_redirect(POSTMAN, "login_required");
    let other = browser.authorize(&params_with("spa", &[])).await;
    assert!(shows(&other, "login"), "another request wants its own sign-in: {other:?}");
    // The forms of later pages, with proofs made for this browser.
    for (path, name) in
        [("/consent", "consent"), ("/select-account", "select-account"), ("/login/enrol", "login-enrol")]
    {
        let cookie = &browser.cookies["symbolon"];
        let hash = symbolon::model::BrowserHash::new(symbolon::crypto::digest::sha256_base64url(cookie));
        let csrf = app.deps().csrf(&hash, name, &handle);
        for (field, value) in [("decision", "allow"), ("decision", "continue"), ("account", "x"), ("code", "1")] {
            let reply = browser.post(path, &[("csrf", &csrf), ("request", &handle), (field, value)]).await;
            assert!(!reply.header("location").starts_with(POSTMAN), "{path} {field}: {reply:?}");
        }
    }
    assert!(!is_in(&mut browser).await);
    let code_page = browser.get(&here).await;
    let answered = give(&mut browser, &code_page, &phone.fresh_code(&app)).await;
    let answered = browser.follow(answered).await;
    let answered = allow(&mut browser, answered).await;
    let token = id_token(&app, &answered).await;
    assert_eq!((token["acr"].as_str(), &token["amr"]), (Some("2"), &serde_json::json!(["pwd", "otp", "mfa"])));
}

#[tokio::test]
async fn wrong_code_is_told_and_a_code_counts_once() {
    let (app, phone) = app_with_phone().await;
    let (mut first, mut second) = (app.browser(), app.browser());
    let page = enter_password(&mut first, "alice").await;
    for wrong in [&*phone.wrong_code(&app), "", "12345", "zzzz-zzzz-zzzz", &"1".repeat(70_000)] {
        let reply = give(&mut first, &page, wrong).await;
        assert!(reply.text.contains("id=\"code-error\"") || reply.status == 413, "{reply:?}");
        app.advance(60);
    }
    let code = phone.fresh_code(&app);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(give(&mut first, &page, &spaced).await.location(), "/account");
    let page = enter_password(&mut second, "alice").await;
    assert!(give(&mut second, &page, &code).await.text.contains("id=\"code-error\""), "used already");
    let older = phone.code_in(&app, -30);
    assert!(give(&mut second, &page, &older).await.text.contains("id=\"code-error\""), "older than the one used");
    assert_eq!(give(&mut second, &page, &phone.fresh_code(&app)).await.location(), "/account");
}

#[tokio::test]
async fn code_that_comes_too_late_leads_back_to_the_sign_in_page_with_a_reason() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    app.advance(601);
    let late = give(&mut browser, &page, &phone.code(&app)).await;
    assert!(shows(&late, "login") && late.text.contains("open for too long"), "{late:?}");
    assert_eq!(browser.get("/login/code").await.location(), "/login");
    assert!(!is_in(&mut browser).await);
    // With a request it is the same, as long as that lives.
    let shown = browser.authorize(&params_with("spa", &[])).await;
    let page = browser.sign_in(&shown, "alice", "alice123").await;
    app.advance(601);
    let late = give(&mut browser, &page, &phone.code(&app)).await;
    assert!(shows(&late, "login") && late.text.contains("open for too long"), "{late:?}");
    let page = browser.sign_in(&late, "alice", "alice123").await;
    app.advance(1801);
    let gone = give(&mut browser, &page, &phone.code(&app)).await;
    gone.assert_error_page(400, "invalid_request");
}

#[tokio::test]
async fn two_tabs_wait_for_their_own_code_and_the_back_button_ends_on_a_page() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let first = browser.authorize(&params_with("spa", &[("prompt", "login")])).await;
    let second = browser.authorize(&params_with("postman", &[])).await;
    let handle = second.form_value("login", "request");
    let first_code = browser.sign_in(&first, "alice", "alice123").await;
    assert!(shows(&first_code, "login-code"), "{first_code:?}");
    // The other tab's form was made for the cookie from before.
    let second = browser.get(&format!("/login?request={handle}")).await;
    let second_code = browser.sign_in(&second, "alice", "alice123").await;
    assert!(shows(&second_code, "login-code"), "{second_code:?}");
    let handle = first_code.form_value("login-code", "request");
    let first_code = browser.get(&format!("/login/code?request={handle}")).await;
    let done = give(&mut browser, &first_code, &phone.fresh_code(&app)).await;
    let done = browser.follow(done).await;
    assert!(shows(&done, "consent"), "{done:?}");
    // Back: the form that was sent is answered by a page, and its address goes on.
    let back = give(&mut browser, &first_code, &phone.fresh_code(&app)).await;
    back.assert_error_page(403, "invalid_request");
    assert!(shows(&browser.get(&format!("/consent?request={handle}")).await, "consent"));
    assert_eq!(browser.get("/login/code").await.location(), "/login");
    // The other tab goes on with its own.
    let waiting = second_code.form_value("login-code", "request");
    let page = browser.get(&format!("/login/code?request={waiting}")).await;
    let done = give(&mut browser, &page, &phone.fresh_code(&app)).await;
    let done = browser.follow(done).await;
    let answered = allow(&mut browser, done).await;
    assert!(answered.location_param("code").is_some(), "{answered:?}");
}

#[tokio::test]
async fn code_page_of_another_browser_is_refused() {
    let (app, phone) = app_with_phone().await;
    let (mut browser, mut thief) = (app.browser(), app.browser());
    let shown = browser.authorize(&params_with("spa", &[])).await;
    let page = browser.sign_in(&shown, "alice", "alice123").await;
    let handle = page.form_value("login-code", "request");
    thief.get("/login").await;
    let reply = thief.get(&format!("/login/code?request={handle}")).await;
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(&reply, Rule::InteractionUnknown).await;
    let reply = give(&mut thief, &page, &phone.fresh_code(&app)).await;
    app.assert_rule(&reply, Rule::FormForged).await;
}

#[tokio::test]
async fn cookie_changes_at_the_password_and_at_the_code() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    browser.get("/login").await;
    let mut seen = vec![browser.cookies["symbolon"].clone()];
    let page = enter_password(&mut browser, "alice").await;
    seen.push(browser.cookies["symbolon"].clone());
    give(&mut browser, &page, &phone.fresh_code(&app)).await;
    seen.push(browser.cookies["symbolon"].clone());
    for (index, old) in seen.iter().enumerate() {
        let mut fixed = app.browser();
        fixed.cookies.insert("symbolon".to_owned(), old.clone());
        assert_eq!(is_in(&mut fixed).await, index == 2, "{index}");
        assert_ne!(Some(old), seen.get(index + 1));
    }
    // Who knew the cookie at the password gets no code page with it afterwards.
    let mut fixed = app.browser();
    fixed.cookies.insert("symbolon".to_owned(), seen[1].clone());
    assert_eq!(fixed.get("/login/code").await.location(), "/login");
}

#[tokio::test]
async fn sign_in_that_waits_dies_with_the_password_and_the_account() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    user::set_password(&app.deps(), &Actor::Cli, "alice", &Secret::new("alice123".to_owned())).await.unwrap();
    let dead = give(&mut browser, &page, &phone.fresh_code(&app)).await;
    assert!(shows(&dead, "login"), "{dead:?}");
    let page = enter_password(&mut browser, "alice").await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    assert!(shows(&give(&mut browser, &page, &phone.fresh_code(&app)).await, "login"));
    user::disable(&app.deps(), &Actor::Cli, "alice", false).await.unwrap();
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn person_can_be_another_or_cancel_instead_of_giving_the_code() {
    let (app, _) = app_with_phone().await;
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[])).await;
    let page = browser.sign_in(&shown, "alice", "alice123").await;
    let other = browser.submit(&page, "login-code", &[("decision", "other")]).await;
    let login = browser.follow(other).await;
    assert!(shows(&login, "login"), "{login:?}");
    let page = browser.sign_in(&login, "admin", "admin123").await;
    assert!(shows(&page, "consent"), "{page:?}");
    let shown = browser.authorize(&params_with("postman", &[("prompt", "login")])).await;
    let page = browser.sign_in(&shown, "alice", "alice123").await;
    let cancelled = browser.submit(&page, "login-code", &[("decision", "cancel")]).await;
    cancelled.assert_error_redirect(POSTMAN, "access_denied");
    let page = browser.get(&format!("/login/code?request={}", page::input(&page.text, "request").unwrap())).await;
    page.assert_error_page(400, "invalid_request");
}

#[tokio::test]
async fn device_asks_for_the_code_and_the_password_grant_refuses() {
    let (app, phone) = app_with_phone().await;
    let client = app.client("cli");
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    let refused = client.token(&form).await;
    refused.assert_error(400, "invalid_grant");
    app.assert_rule(&refused, Rule::SecondFactorMissing).await;
    let codes = client.device("openid").await;
    let mut browser = app.browser();
    let login = browser.get(&format!("/device?user_code={}", codes.user_code)).await;
    let login = browser.follow(login).await;
    let page = browser.sign_in_for_device(&login, "alice").await;
    assert!(shows(&page, "login-code"), "{page:?}");
    let there = give(&mut browser, &page, &phone.fresh_code(&app)).await;
    assert_eq!(there.location(), format!("/device?user_code={}", codes.user_code));
    let shown = browser.follow(there).await;
    assert!(shows(&shown, "device"), "{shown:?}");
}
