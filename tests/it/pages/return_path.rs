//! Pages that need somebody lead to the sign-in page and back, and nowhere else.

use crate::support::TestApp;

#[tokio::test]
async fn account_page_leads_to_sign_in_and_back() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let reply = browser.get("/account").await;
    assert_eq!(reply.location(), "/login");
    let login = browser.follow(reply).await;
    let reply = browser.submit(&login, "login", &[("username", "alice"), ("password", "alice123")]).await;
    assert_eq!(reply.location(), "/account");
}

#[tokio::test]
async fn sign_in_returns_to_no_other_site() {
    let app = TestApp::new().await;
    for elsewhere in ["https%3A%2F%2Fevil.example%2Faccount", "%2F%2Fevil.example", "%2Faccount%2F..%2F..%2Fevil"] {
        let mut browser = app.browser();
        let login = browser.get(&format!("/login?return={elsewhere}")).await;
        assert!(!login.text.contains("evil"), "{login:?}");
        let (wrong, right) = (("return", "//evil.example"), [("username", "alice"), ("password", "alice123")]);
        let reply = browser.submit(&login, "login", &[wrong, right[0], right[1]]).await;
        assert_eq!(reply.location(), "/account", "{elsewhere}");
    }
}

#[tokio::test]
async fn fresh_proof_asks_whoever_is_signed_in_again() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(browser.get("/login?return=%2Faccount").await.location(), "/account");
    let again = browser.get("/login?return=%2Faccount&again=1").await;
    assert_eq!(again.form_value("login", "username"), "alice");
    let reply = browser.submit(&again, "login", &[("password", "alice123")]).await;
    assert_eq!(reply.location(), "/account");
}
