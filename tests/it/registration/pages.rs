//! What people see of a client that nobody vouches for (security check 89).

use super::{CALLBACK, document, open_app, text};
use crate::support::browser::authorize_params;
use crate::support::{Reply, TestApp};
use serde_json::{Value, json};

/// The sign-in page, and the consent page after it.
async fn pages(app: &TestApp, id: &str, callback: &str) -> [Reply; 2] {
    let mut browser = app.browser();
    let login = browser.authorize(&authorize_params(id, callback, "openid")).await;
    assert!(login.text.contains("id=\"login\""), "{login:?}");
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert!(consent.text.contains("id=\"consent\""), "{consent:?}");
    [login, consent]
}

async fn of_registered(app: &TestApp, changes: Value) -> [Reply; 2] {
    let told = app.register(&document(changes)).await;
    pages(app, text(&told, "client_id"), CALLBACK).await
}

#[tokio::test]
async fn oidcc_registration_logo_uri_is_shown_and_allowed_by_the_policy_of_the_page() {
    let app = open_app().await;
    for page in of_registered(&app, json!({ "logo_uri": "https://logos.example/a.png?x=1&y=\"<" })).await {
        assert!(page.text.contains("src=\"https://logos.example/a.png?x=1&amp;y="), "{page:?}");
        assert!(!page.text.contains("y=\"<"), "{page:?}");
        assert!(page.header("content-security-policy").contains("img-src 'self' https://logos.example;"), "{page:?}");
    }
    for page in of_registered(&app, json!({})).await {
        assert!(page.header("content-security-policy").contains("img-src 'self' ;"), "{page:?}");
    }
}

#[tokio::test]
async fn oidcc_registration_policy_uri_is_linked_safely() {
    assert_linked("policy_uri").await;
}

#[tokio::test]
async fn oidcc_registration_tos_uri_is_linked_safely() {
    assert_linked("tos_uri").await;
}

#[tokio::test]
async fn page_of_a_registered_client_is_linked_safely() {
    assert_linked("client_uri").await;
}

/// Asserts that both pages have a link to an address of this name, which learns nothing of them.
async fn assert_linked(name: &str) {
    let app = open_app().await;
    for page in of_registered(&app, json!({ name: "https://app.example/linked" })).await {
        let link = "<a href=\"https://app.example/linked\" target=\"_blank\" rel=\"noopener noreferrer\">";
        assert!(page.text.contains(link), "{name}: {page:?}");
    }
    for page in of_registered(&app, json!({})).await {
        assert!(!page.text.contains("https://app.example/linked"), "{name}: {page:?}");
    }
}

#[tokio::test]
async fn name_of_a_registered_client_is_text_and_it_is_said_that_nobody_checked_it() {
    let app = open_app().await;
    let [login, consent] = of_registered(&app, json!({ "client_name": "<b>Bank</b>" })).await;
    for page in [&login, &consent] {
        assert!(page.text.contains("&lt;b&gt;Bank") && !page.text.contains("<b>Bank"), "{page:?}");
        assert!(page.text.contains("id=\"client-unverified\""), "{page:?}");
    }
    for page in pages(&app, "postman", "http://localhost:3000/callback").await {
        assert!(!page.text.contains("client-unverified"), "the operator registered this one: {page:?}");
    }
}
