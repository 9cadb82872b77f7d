//! A form is worth something only in the browser, for the request and for the deed that it was made for.

use super::cookie;
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::protocol::Rule;

async fn assert_forged(app: &TestApp, reply: &Reply) {
    reply.assert_error_page(403, "invalid_request");
    assert_eq!(reply.header("set-cookie"), "", "{reply:?}");
    app.assert_rule(reply, Rule::FormForged).await;
}

async fn assert_unknown(app: &TestApp, reply: &Reply) {
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(reply, Rule::InteractionUnknown).await;
}

/// A browser at the login page.
async fn at_login(app: &TestApp) -> (Browser<'_>, Reply) {
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    (browser, login)
}

/// A browser at the consent page.
async fn at_consent(app: &TestApp) -> (Browser<'_>, Reply) {
    let (mut browser, login) = at_login(app).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    (browser, consent)
}

fn login_form<'a>(csrf: &'a str, request: &'a str) -> [(&'a str, &'a str); 4] {
    [("csrf", csrf), ("request", request), ("username", "alice"), ("password", "alice123")]
}

#[tokio::test]
async fn handle_of_another_browser_is_refused() {
    let app = TestApp::new().await;
    let (_, login) = at_login(&app).await;
    let handle = login.form_value("login", "request");
    let (mut other, own) = at_login(&app).await;
    for page in ["login", "consent"] {
        assert_unknown(&app, &other.get(&format!("/{page}?request={handle}")).await).await;
        assert_unknown(&app, &app.get(&format!("/{page}?request={handle}")).await).await;
    }
    // Neither with its own proof nor with a stolen one.
    let own = own.form_value("login", "csrf");
    assert_forged(&app, &other.post("/login", &login_form(&own, &handle)).await).await;
    let stolen = login.form_value("login", "csrf");
    assert_forged(&app, &other.post("/login", &login_form(&stolen, &handle)).await).await;
    assert_eq!(other.get("/account").await.location(), "/login");
}

#[tokio::test]
async fn consent_is_taken_only_from_the_browser_that_signed_in() {
    let app = TestApp::new().await;
    let (mut browser, consent) = at_consent(&app).await;
    let (mut other, theirs) = at_consent(&app).await;
    let (csrf, handle) = (consent.form_value("consent", "csrf"), consent.form_value("consent", "request"));
    let own = theirs.form_value("consent", "csrf");
    for proof in [csrf.as_str(), own.as_str(), "", "x"] {
        let form = [("csrf", proof), ("request", handle.as_str()), ("decision", "allow")];
        assert_forged(&app, &other.post("/consent", &form).await).await;
        assert_forged(&app, &app.post("/consent", &form).await).await;
    }
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
}

#[tokio::test]
async fn proof_of_one_form_is_no_proof_of_another() {
    let app = TestApp::new().await;
    let (mut browser, login) = at_login(&app).await;
    let (csrf, handle) = (login.form_value("login", "csrf"), login.form_value("login", "request"));
    let allow = [("csrf", &*csrf), ("request", &*handle), ("decision", "allow")];
    assert_forged(&app, &browser.post("/consent", &allow).await).await;
    assert_forged(&app, &browser.post("/switch-account", &allow).await).await;
    assert_forged(&app, &browser.post("/logout", &[("csrf", &csrf)]).await).await;
    // A proof for one request does not hold for another, nor for none.
    let second = browser.authorize(&params_with("spa", &[])).await.form_value("login", "request");
    assert_forged(&app, &browser.post("/login", &login_form(&csrf, &second)).await).await;
    assert_forged(&app, &browser.post("/login", &login_form(&csrf, "")).await).await;
}

#[tokio::test]
async fn login_step_cannot_be_skipped() {
    let app = TestApp::new().await;
    let (mut browser, login) = at_login(&app).await;
    let handle = login.form_value("login", "request");
    let page = browser.get(&format!("/consent?request={handle}")).await;
    assert_eq!(page.location(), format!("/login?request={handle}"));
}

#[tokio::test]
async fn consent_form_decides_nothing_but_the_stored_request() {
    let app = TestApp::new().await;
    let (mut browser, consent) = at_consent(&app).await;
    let (csrf, handle) = (consent.form_value("consent", "csrf"), consent.form_value("consent", "request"));
    let form = [
        ("csrf", &*csrf),
        ("request", &*handle),
        ("decision", "allow"),
        ("client_id", "postman"),
        ("scope", "openid write"),
        ("redirect_uri", "https://evil.example/"),
        ("state", "other"),
    ];
    let response = browser.post("/consent", &form).await;
    assert!(response.location().starts_with("http://localhost:5173/callback?code="), "{response:?}");
    assert_eq!(response.location_param("state").as_deref(), Some("st-123"));
    let tokens = app.client("spa").redeem(&response.location_param("code").unwrap()).await;
    assert_eq!(tokens.field("scope"), "openid profile");
    // Sent again, it is worth nothing.
    assert_unknown(&app, &browser.post("/consent", &form).await).await;
}

#[tokio::test]
async fn form_without_its_fields_is_refused_and_the_request_lives_on() {
    let app = TestApp::new().await;
    let (mut browser, consent) = at_consent(&app).await;
    let (csrf, handle) = (consent.form_value("consent", "csrf"), consent.form_value("consent", "request"));
    let forms: [&[(&str, &str)]; 4] = [
        &[("csrf", &csrf), ("decision", "allow")],
        &[("csrf", &csrf), ("request", &handle)],
        &[("csrf", &csrf), ("request", &handle), ("decision", "maybe")],
        &[],
    ];
    for form in forms {
        let reply = browser.post("/consent", form).await;
        reply.assert_error_page(400, "invalid_request");
        app.assert_rule(&reply, Rule::FormMalformed).await;
    }
    let none = browser.post("/switch-account", &[("csrf", &csrf)]).await;
    app.assert_rule(&none, Rule::FormMalformed).await;
    let both = [("csrf", &*csrf), ("request", &*handle), ("decision", "deny"), ("decision", "allow")];
    let twice = browser.post("/consent", &both).await;
    twice.assert_error_page(400, "invalid_request");
    app.assert_rule(&twice, Rule::ParameterRepeated).await;
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
}

#[tokio::test]
async fn back_button_after_the_end_gives_a_safe_page() {
    let app = TestApp::new().await;
    let (mut browser, login) = at_login(&app).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    browser.decide(&consent, "allow").await;
    let handle = login.form_value("login", "request");
    assert_unknown(&app, &browser.get(&format!("/login?request={handle}")).await).await;
    assert_unknown(&app, &browser.get(&format!("/consent?request={handle}")).await).await;
    // The login form was made for the cookie before the sign-in.
    assert_forged(&app, &browser.post("/login", &login_form(&login.form_value("login", "csrf"), &handle)).await).await;
    assert_eq!(browser.get("/account").await.status, 200);
}

#[tokio::test]
async fn back_button_to_the_login_page_goes_on_to_consent() {
    let app = TestApp::new().await;
    let (mut browser, consent) = at_consent(&app).await;
    let handle = consent.form_value("consent", "request");
    let back = browser.get(&format!("/login?request={handle}")).await;
    assert_eq!(back.location(), format!("/consent?request={handle}"));
}

#[tokio::test]
async fn second_tab_goes_on_after_the_first_has_signed_in() {
    let app = TestApp::new().await;
    let (mut browser, first) = at_login(&app).await;
    let second = browser.authorize(&params_with("spa", &[("state", "tab-2")])).await;
    let consent = browser.sign_in(&first, "alice", "alice123").await;
    let handle = second.form_value("login", "request");
    let proof = second.form_value("login", "csrf");
    let stale = login_form(&proof, &handle);
    assert_forged(&app, &browser.post("/login", &stale).await).await;
    let reloaded = browser.get(&format!("/login?request={handle}")).await;
    let reloaded = browser.follow(reloaded).await;
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
    // What was allowed in the first tab holds in the second.
    let response = browser.get(&format!("/consent?request={handle}")).await;
    assert_eq!(response.location_param("state").as_deref(), Some("tab-2"), "{response:?}");
    assert!(response.location_param("code").is_some(), "{response:?}");
    let late = browser.decide(&reloaded, "allow").await;
    assert_unknown(&app, &late).await;
}

#[tokio::test]
async fn form_that_was_open_for_too_long_gives_a_safe_page() {
    let app = TestApp::new().await;
    let (mut browser, login) = at_login(&app).await;
    app.advance(1801);
    let handle = login.form_value("login", "request");
    assert_unknown(&app, &browser.get(&format!("/login?request={handle}")).await).await;
    assert_unknown(&app, &browser.sign_in(&login, "alice", "alice123").await).await;
    assert!(!cookie(&browser).is_empty());
    assert_eq!(browser.get("/account").await.location(), "/login");
}

#[tokio::test]
async fn browser_keeps_its_sixteen_latest_requests() {
    let app = TestApp::new().await;
    let (mut browser, _) = at_login(&app).await;
    let mut handles = Vec::new();
    for _ in 0..17 {
        app.advance(1);
        handles.push(browser.ask(&params_with("spa", &[])).await.location());
    }
    assert_unknown(&app, &browser.get(&handles[0]).await).await;
    for kept in [&handles[1], &handles[16]] {
        assert_eq!(browser.get(kept).await.status, 200);
    }
}
