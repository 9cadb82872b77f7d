//! A request by POST is held, and our own GET, which the browser's cookie comes with, goes on.

use super::{SPA, assert_page, assert_told};
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::protocol::Rule;

async fn post(browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Reply {
    let params = params_with("spa", changes);
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/authorize", &pairs).await
}

#[tokio::test]
async fn posted_request_is_held_and_goes_on_by_get() {
    let app = TestApp::new().await;
    let held = post(&mut app.browser(), &[]).await;
    let location = held.location();
    assert!(location.starts_with("/authorize?handle=") && !location.contains("spa"), "{location}");
    assert_eq!(location.len(), "/authorize?handle=".len() + 43);
    assert_eq!(held.header("set-cookie"), "", "{held:?}");

    let mut browser = app.browser();
    let login = browser.follow(held).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let response = browser.decide(&consent, "allow").await;
    assert!(response.location().starts_with(&format!("{SPA}?code=syc_")), "{response:?}");
    assert_eq!(response.location_param("state").as_deref(), Some("st-123"));
}

#[tokio::test]
async fn posted_request_of_a_known_session_needs_no_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid profile").await;
    // From another site no Lax cookie comes with the POST.
    let held = post(&mut app.browser(), &[("prompt", "none")]).await;
    let response = browser.get(&held.location()).await;
    assert!(response.location_param("code").is_some(), "{response:?}");
}

#[tokio::test]
async fn held_request_is_taken_once_and_only_while_it_lives() {
    let app = TestApp::new().await;
    let location = post(&mut app.browser(), &[]).await.location();
    assert!(app.get(&location).await.location().starts_with("/login?request="));
    assert_page(&app, &app.get(&location).await, Rule::InteractionUnknown, "invalid_request").await;

    let late = post(&mut app.browser(), &[]).await.location();
    app.advance(1801);
    assert_page(&app, &app.get(&late).await, Rule::InteractionUnknown, "invalid_request").await;
    let invented = app.get("/authorize?handle=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_page(&app, &invented, Rule::InteractionUnknown, "invalid_request").await;
}

#[tokio::test]
async fn handle_of_a_page_is_no_handle_of_a_held_request_and_vice_versa() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.ask(&params_with("spa", &[])).await.location_param("request").unwrap();
    let reply = browser.get(&format!("/authorize?handle={page}")).await;
    assert_page(&app, &reply, Rule::InteractionUnknown, "invalid_request").await;
    let held = post(&mut browser, &[]).await.location_param("handle").unwrap();
    let reply = browser.get(&format!("/login?request={held}")).await;
    assert_page(&app, &reply, Rule::InteractionUnknown, "invalid_request").await;
}

#[tokio::test]
async fn broken_posted_request_is_refused_at_once() {
    let app = TestApp::new().await;
    let told = post(&mut app.browser(), &[("response_type", "none")]).await;
    assert_told(&app, &told, Rule::ResponseTypeUnsupported, "unsupported_response_type").await;
    assert_eq!(told.location_param("state").as_deref(), Some("st-123"));
    let page = post(&mut app.browser(), &[("redirect_uri", "https://evil.example/")]).await;
    assert_page(&app, &page, Rule::RedirectUriUnregistered, "invalid_request").await;
    let silent = post(&mut app.browser(), &[("prompt", "none")]).await;
    let told = app.get(&silent.location()).await;
    assert_told(&app, &told, Rule::LoginRequired, "login_required").await;
}

#[tokio::test]
async fn query_of_a_posted_request_counts_too() {
    let app = TestApp::new().await;
    let mut params = params_with("spa", &[("prompt", "none")]);
    params.retain(|(name, _)| *name != "client_id");
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let held = app.post("/authorize?client_id=spa", &pairs).await;
    let told = app.get(&held.location()).await;
    assert_told(&app, &told, Rule::LoginRequired, "login_required").await;
}
