//! The browser's cookie.

use super::cookie;
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use poem::Request;
use symbolon::config::{Issuer, Settings};

fn https(settings: &mut Settings) {
    settings.issuer = Issuer::parse("https://op.example").unwrap();
}

fn set_cookies(reply: &Reply) -> Vec<&str> {
    reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect()
}

async fn with_cookie(app: &TestApp, path: &str, cookie: &str) -> Reply {
    app.send(Request::builder().uri(path.parse().unwrap()).header("cookie", cookie).finish()).await
}

#[tokio::test]
async fn cookie_has_the_flags_that_fit_the_issuer() {
    for (app, name, flags) in [
        (TestApp::new().await, "symbolon", "Path=/; HttpOnly; SameSite=Lax"),
        (TestApp::with(https).await, "__Host-symbolon", "Path=/; HttpOnly; SameSite=Lax; Secure"),
    ] {
        let mut browser = app.browser();
        let first = browser.ask(&params_with("spa", &[])).await;
        let login = browser.get(&first.location()).await;
        assert!(set_cookies(&login).is_empty(), "{login:?}");
        let csrf = login.form_value("login", "csrf");
        let handle = login.form_value("login", "request");
        let form = [("csrf", &*csrf), ("request", &*handle), ("username", "alice"), ("password", "alice123")];
        let signed_in = browser.post("/login", &form).await;
        let csrf = browser.get("/logout").await.form_value("logout", "csrf");
        let signed_out = browser.post("/logout", &[("csrf", &csrf)]).await;
        let mut values = Vec::new();
        for (reply, count) in [(first, 2), (signed_in, 3), (signed_out, 2)] {
            let cookies = set_cookies(&reply);
            // One is made of it for scripts, one knows the browser after a sign-in.
            assert_eq!(cookies.len(), count, "{reply:?}");
            let (pair, rest) = cookies[0].split_once("; ").unwrap();
            assert_eq!((pair.split_once('=').unwrap().0, rest), (name, flags), "{reply:?}");
            values.push(pair.split_once('=').unwrap().1.to_owned());
        }
        // 256 random bits each time.
        assert!(values.iter().all(|value| value.len() == 43), "{values:?}");
        assert!(values[0] != values[1] && values[1] != values[2], "{values:?}");
    }
}

#[tokio::test]
async fn login_gives_a_new_cookie_and_the_old_one_is_worthless() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let planted = cookie(&browser);
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert_ne!(cookie(&browser), planted);
    let old = format!("symbolon={planted}");
    assert_eq!(with_cookie(&app, "/account", &old).await.location(), "/login");
    let handle = consent.form_value("consent", "request");
    with_cookie(&app, &format!("/consent?request={handle}"), &old).await.assert_error_page(400, "invalid_request");

    // Nor does the session of a second sign-in leave the first one alive.
    let first = cookie(&browser);
    let login = browser.authorize(&params_with("spa", &[("prompt", "login")])).await;
    browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(with_cookie(&app, "/account", &format!("symbolon={first}")).await.location(), "/login");
    assert_eq!(browser.get("/account").await.status, 200);
}

#[tokio::test]
async fn logout_gives_a_new_cookie_and_the_old_one_is_worthless() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    let before: Browser<'_> = browser.clone();
    browser.sign_out().await;
    assert_ne!(browser.cookies, before.cookies);
    for mut known in [before, browser] {
        assert_eq!(known.get("/account").await.location(), "/login");
        let silent = known.ask(&params_with("spa", &[("prompt", "none"), ("scope", "openid")])).await;
        silent.assert_error_redirect(crate::authorize::SPA, "login_required");
    }
}

#[tokio::test]
async fn request_that_waits_survives_a_sign_out_and_asks_again() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    browser.sign_out().await;
    let handle = consent.form_value("consent", "request");
    let page = browser.get(&format!("/consent?request={handle}")).await;
    assert_eq!(page.location(), format!("/login?request={handle}"));
    let stale = browser.decide(&consent, "allow").await;
    stale.assert_error_page(403, "invalid_request");
}

#[tokio::test]
async fn only_a_value_that_we_could_have_made_under_the_right_name_is_a_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    let value = cookie(&browser);
    let bad = [
        format!("symbolon={}", &value[1..]),
        format!("symbolon={value}A"),
        format!("symbolon=\"{value}\""),
        format!("Symbolon={value}"),
        format!("__Host-symbolon={value}"),
        format!("symbolonx={value}"),
        format!("x=symbolon={value}"),
        "symbolon=".to_owned(),
    ];
    for bad in bad {
        assert_eq!(with_cookie(&app, "/account", &bad).await.location(), "/login", "{bad}");
    }
    assert_eq!(with_cookie(&app, "/account", &format!("a=b; symbolon={value}; c=d")).await.status, 200);

    // Behind https the name without the prefix, which a sibling domain could set, counts for nothing.
    let secure = app.restarted(https).await;
    assert_eq!(with_cookie(&secure, "/account", &format!("symbolon={value}")).await.location(), "/login");
    assert_eq!(with_cookie(&secure, "/account", &format!("__Host-symbolon={value}")).await.status, 200);
}

#[tokio::test]
async fn cookie_value_is_in_no_page_and_no_address() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let mut seen = vec![cookie(&browser)];
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    seen.push(cookie(&browser));
    let response = browser.decide(&consent, "allow").await;
    let account = browser.get("/account").await;
    for reply in [&login, &consent, &response, &account] {
        for value in &seen {
            assert!(!reply.text.contains(value) && !reply.header("location").contains(value), "{reply:?}");
        }
    }
}
