//! A client's page watches the session in a frame (OpenID Connect Session Management 1.0). Tests are named after the modules
//! of the conformance suite's plan where there is one. What the script of the page answers, a browser tests.

use super::rp_initiated::{BYE, provider};
use super::sign_in_again;
use crate::support::browser::{authorize_params, params_with, redirect_uri};
use crate::support::{Browser, Reply, TestApp, encode};
use poem::Request;
use symbolon::config::{Issuer, Settings};
use symbolon::crypto::digest::sha256_base64url;
use symbolon::http::routes::{Policy, routes};
use symbolon::protocol::Rule;

const COOKIE: &str = "symbolon-state";
const ORIGIN: &str = "http://localhost:3000";

/// What the frame answers to `dashboard` in this browser.
fn is_unchanged(browser: &Browser<'_>, session_state: &str) -> bool {
    browser.has_session_state("dashboard", ORIGIN, session_state)
}

/// The parameter of a response to `dashboard`.
async fn session_state(browser: &mut Browser<'_>) -> String {
    browser.grant("dashboard", "openid").await.location_param("session_state").unwrap()
}

/// The cookies of an answer by name, each with its attributes.
fn cookies(reply: &Reply) -> Vec<(String, String)> {
    let headers = reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let pairs = headers.map(|header| header.split_once("; ").unwrap());
    pairs.map(|(pair, flags)| (pair.split_once('=').unwrap().0.to_owned(), flags.to_owned())).collect()
}

fn https(settings: &mut Settings) {
    settings.issuer = Issuer::parse("https://op.example").unwrap();
}

#[tokio::test]
async fn oidcc_session_management_discovery_endpoint_verification() {
    let app = TestApp::new().await;
    for path in ["openid-configuration", "oauth-authorization-server"] {
        let document = app.get(&format!("/.well-known/{path}")).await.json();
        assert_eq!(document["check_session_iframe"], "http://localhost:8000/check_session");
        assert_eq!(document["end_session_endpoint"], "http://localhost:8000/logout");
    }
}

#[tokio::test]
async fn oidcc_session_management_rp_initiated_logout() {
    let app = provider().await;
    let mut browser = app.browser();
    let answer = browser.grant("dashboard", "openid").await;
    let state = answer.location_param("session_state").unwrap();
    assert!(!state.contains(' '), "{state}");
    assert!(is_unchanged(&browser, &state));
    let hint = app.client("dashboard").redeem(&answer.location_param("code").unwrap()).await.field("id_token");
    let params = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "s")];
    let left = browser.get(&format!("/logout?{}", encode(&params))).await;
    assert_eq!(left.location(), format!("{BYE}?state=s"));
    assert!(!is_unchanged(&browser, &state));
}

#[tokio::test]
async fn state_changes_at_every_sign_in_and_sign_out_and_not_in_between() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = session_state(&mut browser).await;
    let silent = params_with("dashboard", &[("prompt", "none"), ("scope", "openid")]);
    let again = browser.ask(&silent).await.location_param("session_state").unwrap();
    browser.code("postman", "openid").await;
    assert_ne!(first, again, "each has a salt of its own");
    assert!(is_unchanged(&browser, &first) && is_unchanged(&browser, &again));

    sign_in_again(&mut browser, "alice", "alice123").await;
    assert!(!is_unchanged(&browser, &first));
    let second = session_state(&mut browser).await;
    sign_in_again(&mut browser, "admin", "admin123").await;
    assert!(!is_unchanged(&browser, &second));
    let third = session_state(&mut browser).await;
    browser.sign_out().await;
    assert!(!is_unchanged(&browser, &third));
}

#[tokio::test]
async fn state_counts_for_one_client_and_one_origin() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let state = session_state(&mut browser).await;
    assert!(!browser.has_session_state("postman", ORIGIN, &state));
    assert!(!browser.has_session_state("dashboard", "http://localhost:3001", &state));
    assert!(!browser.has_session_state("dashboard", "https://localhost:3000", &state));
}

#[tokio::test]
async fn origin_is_that_of_the_redirect_uri_and_who_has_none_gets_no_state() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let table = [
        ("http://127.0.0.1:49152/callback", "openid", Some("http://127.0.0.1:49152")),
        ("http://127.0.0.1:50000/callback", "openid", Some("http://127.0.0.1:50000")),
        ("http://[::1]:49152/callback", "openid", Some("http://[::1]:49152")),
        ("com.example.native:/callback", "openid", None),
        // Not an authentication request.
        ("http://127.0.0.1:49152/callback", "read", None),
    ];
    for (uri, scope, origin) in table {
        let mut reply = browser.authorize(&authorize_params("native", uri, scope)).await;
        if reply.text.contains("id=\"login\"") {
            reply = browser.sign_in(&reply, "alice", "alice123").await;
        }
        let answer = browser.decide(&reply, "allow").await;
        assert!(answer.location_param("code").is_some(), "{answer:?}");
        let state = answer.location_param("session_state");
        assert_eq!(state.is_some(), origin.is_some(), "{uri} {scope}");
        if let (Some(state), Some(origin)) = (state, origin) {
            assert!(browser.has_session_state("native", origin, &state), "{uri}");
        }
    }
    let denied = browser.authorize(&authorize_params("native", "http://127.0.0.1:1/callback", "openid")).await;
    let denied = browser.decide(&denied, "deny").await;
    assert_eq!(denied.location_param("session_state"), None, "{denied:?}");
}

#[tokio::test]
async fn state_is_a_cookie_that_scripts_can_read_and_that_tells_nothing_of_the_other() {
    for (app, name, own, flags) in [
        (TestApp::new().await, COOKIE, "symbolon", "Path=/; SameSite=Lax"),
        (TestApp::with(https).await, "__Host-symbolon-state", "__Host-symbolon", "Path=/; SameSite=None; Secure"),
    ] {
        let mut browser = app.browser();
        let first = browser.ask(&params_with("spa", &[])).await;
        let set = cookies(&first);
        assert_eq!(set.len(), 2, "{first:?}");
        assert_eq!((set[0].0.as_str(), set[1].0.as_str(), set[1].1.as_str()), (own, name, flags));
        let (cookie, state) = (&browser.cookies[own], &browser.cookies[name]);
        assert_eq!(state.len(), 43);
        assert!(*state != *cookie && *state != sha256_base64url(cookie), "{state}");
    }
}

#[tokio::test]
async fn browser_that_has_lost_its_state_or_has_another_gets_it_with_the_next_response() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let state = session_state(&mut browser).await;
    let right = browser.cookies[COOKIE].clone();
    let silent = params_with("dashboard", &[("prompt", "none"), ("scope", "openid")]);
    assert!(cookies(&browser.ask(&silent).await).is_empty(), "it has it already");
    for wrong in ["", "x", &sha256_base64url("x")] {
        browser.cookies.insert(COOKIE.to_owned(), wrong.to_owned());
        let answer = browser.ask(&silent).await;
        assert!(answer.location_param("code").is_some(), "{answer:?}");
        assert_eq!(cookies(&answer).len(), 1, "{answer:?}");
        assert_eq!(browser.cookies[COOKIE], right);
        assert!(is_unchanged(&browser, &state));
    }
}

#[tokio::test]
async fn page_alone_may_be_framed_and_runs_nothing_but_its_script() {
    let app = TestApp::new().await;
    for route in routes().filter(|route| route.policy == Policy::Page && route.methods.contains(&"GET")) {
        let reply = app.get(route.path).await;
        let framed = route.path == "/check_session";
        let policy = reply.header("content-security-policy");
        assert_eq!(reply.header("x-frame-options"), if framed { "" } else { "DENY" }, "{}", route.path);
        assert_eq!(policy.contains("frame-ancestors 'none'"), !framed, "{}", route.path);
        assert_eq!(policy.contains("frame-ancestors"), !framed, "{}", route.path);
    }
    // Signed in or not, and whoever asks: the page is the same.
    let mut browser = app.browser();
    let before = browser.get("/check_session").await;
    browser.code("spa", "openid").await;
    let page = browser.get("/check_session").await;
    assert_eq!((before.status.as_u16(), &before.text), (200, &page.text));
    let policy = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'";
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", ""),
        ("set-cookie", ""),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    assert_eq!(page.text.matches("<script").count(), 1, "{page:?}");
    assert!(page.text.contains("data-cookie=\"symbolon-state\""), "{page:?}");
    let source = page.text.split_once("src=\"").unwrap().1.split_once('"').unwrap().0;
    let script = app.get(source).await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert!(script.text.contains("addEventListener(\"message\""), "{script:?}");
    // A refusal at the same address is no page for frames.
    let post = app.send(Request::builder().method(http::Method::POST).uri("/check_session".parse().unwrap()).finish());
    let post = post.await;
    assert_eq!((post.status.as_u16(), post.header("x-frame-options")), (405, "DENY"));
}

#[tokio::test]
async fn page_of_an_https_issuer_with_a_path_reads_the_cookie_of_that_issuer() {
    let app = TestApp::with(|settings| settings.issuer = Issuer::parse("https://op.example/o").unwrap()).await;
    let page = app.get("/o/check_session").await;
    assert!(page.text.contains("data-cookie=\"__Host-symbolon-state\""), "{page:?}");
    assert!(page.text.contains("src=\"/o/assets/check_session.js?v="), "{page:?}");
    assert_eq!(app.get("/o/assets/check_session.js").await.status, 200);
    let document = app.get("/o/.well-known/openid-configuration").await.json();
    assert_eq!(document["check_session_iframe"], "https://op.example/o/check_session");
}

#[tokio::test]
async fn setting_switches_off_page_cookie_parameter_and_metadata_together() {
    let app = TestApp::with(|settings| settings.sessions.check_session = false).await;
    for path in ["/check_session", "/assets/check_session.js"] {
        let refused = app.get(path).await;
        assert_eq!(refused.status, 404, "{path}");
        app.assert_rule(&refused, Rule::PathUnknown).await;
    }
    assert_eq!(app.get("/check_session").await.header("x-frame-options"), "DENY");
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert!(document.get("check_session_iframe").is_none(), "{document}");
    let mut browser = app.browser();
    let answer = browser.grant("dashboard", "openid").await;
    assert!(answer.location().starts_with(redirect_uri("dashboard")), "{answer:?}");
    assert_eq!(answer.location_param("session_state"), None);
    browser.sign_out().await;
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["symbolon", "symbolon-device"]);
}
