//! Clients are told by frames of the page that ends a sign-out (OpenID Connect Front-Channel Logout 1.0). Tests are named
//! after the modules of the conformance suite's plan where there is one.

use crate::support::browser::{params_with, redirect_uri};
use crate::support::{ISSUER, TestApp, encode, reply};

const BYE: &str = "http://localhost:3000/bye";

/// A provider whose clients `dashboard` and `spa` want to be told by frames, the one with the session.
async fn provider() -> TestApp {
    let app = TestApp::new().await;
    app.change_client("dashboard", |client| {
        client.logout.post_logout_redirect_uris = vec![BYE.to_owned()];
        client.logout.frontchannel_logout_uri = Some("http://localhost:3000/front?a=1".to_owned());
        client.logout.frontchannel_logout_session_required = true;
    })
    .await;
    app.change_client("spa", |client| {
        client.logout.frontchannel_logout_uri = Some("http://localhost:5173/front".to_owned());
    })
    .await;
    app
}

fn frames(html: &str) -> Vec<String> {
    let sources = html.split("<iframe hidden src=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    sources.map(|source| source.replace("&#x2f;", "/").replace("&amp;", "&")).collect()
}

#[tokio::test]
async fn oidcc_frontchannel_logout_discovery_endpoint_verification() {
    let document = TestApp::new().await.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["frontchannel_logout_supported"], true);
    assert_eq!(document["frontchannel_logout_session_supported"], true);
}

#[tokio::test]
async fn oidcc_frontchannel_rp_initiated_logout() {
    let app = provider().await;
    let mut browser = app.browser();
    let code = browser.code("dashboard", "openid").await;
    let hint = app.client("dashboard").redeem(&code).await.field("id_token");
    browser.code("spa", "openid").await;
    browser.code("postman", "openid").await;
    let params = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "a&b")];
    let done = browser.get(&format!("/logout?{}", encode(&params))).await;
    assert_eq!(done.status, 200, "{done:?}");
    let session = reply::claims(&hint)["sid"].as_str().unwrap().to_owned();
    let named = encode(&[("iss", ISSUER), ("sid", &session)]);
    let expected = [format!("http://localhost:3000/front?a=1&{named}"), "http://localhost:5173/front".to_owned()];
    assert_eq!(frames(&done.text), expected);
    let policy = done.header("content-security-policy");
    assert!(policy.contains("frame-src http://localhost:3000 http://localhost:5173;"), "{policy}");
    assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"), "{policy}");
    // The browser goes on by itself, or by the link; neither needs a script.
    assert!(done.text.contains("<meta http-equiv=\"refresh\" content=\"3;url="), "{done:?}");
    assert!(done.text.contains("id=\"logout-continue\"") && done.text.contains("bye?state=a%26b\""), "{done:?}");
    let silent = browser.ask(&params_with("dashboard", &[("prompt", "none")])).await;
    silent.assert_error_redirect(redirect_uri("dashboard"), "login_required");
}

#[tokio::test]
async fn only_clients_of_the_session_that_has_ended_are_told() {
    let app = provider().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    browser.code("spa", "openid profile").await;
    app.browser().code("dashboard", "openid").await;
    let shown = browser.get("/logout").await;
    let csrf = shown.form_value("logout", "csrf");
    let done = browser.post("/logout", &[("csrf", &csrf)]).await;
    assert_eq!(frames(&done.text), ["http://localhost:5173/front"]);
    assert!(!done.text.contains("http-equiv"), "{done:?}");
    let again = browser.get("/logout").await;
    assert!(frames(&again.text).is_empty() && !again.header("content-security-policy").contains("frame-src"));
}

#[tokio::test]
async fn client_is_told_though_its_grant_was_forgotten_long_ago() {
    let app = provider().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    app.advance(80_000);
    symbolon::flow::cleanup::pass(app.db(), 500, 10, app.clock.now().unix()).await.unwrap();
    let csrf = browser.get("/logout").await.form_value("logout", "csrf");
    let done = browser.post("/logout", &[("csrf", &csrf)]).await;
    assert_eq!(frames(&done.text), ["http://localhost:5173/front"]);
}
