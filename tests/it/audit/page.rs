//! The log in the console.

use super::sealed;
use crate::support::{Browser, TestApp};
use symbolon::flow::audit::of_export;
use symbolon::protocol::Rule;

async fn signed_in<'a>(app: &'a TestApp, name: &str, password: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let account = browser.sign_in(&login, name, password).await;
    assert_eq!(account.status, 200, "{account:?}");
    browser
}

#[tokio::test]
async fn administrators_search_the_log_and_download_it() {
    let app = sealed().await;
    let mut browser = signed_in(&app, "admin", "admin123").await;
    let page = browser.get("/admin/audit").await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.text.contains("scope.put") && page.text.contains("session.begin"), "{}", page.text);
    assert!(
        page.text.contains("<bdi>admin</bdi></a>") && !page.text.contains("user:"),
        "people by name: {}",
        page.text
    );
    let found = browser.get("/admin/audit?action=session.begin").await;
    assert!(found.text.contains("session.begin") && !found.text.contains("scope.put"), "{}", found.text);
    let unknown = browser.get("/admin/audit?action=%3Cscript%3E").await;
    assert_eq!(unknown.status, 200);
    assert!(unknown.text.contains("admin-problem") && !unknown.text.contains("<script>"), "{}", unknown.text);
    let export = browser.get("/admin/audit/export").await;
    assert!(of_export(export.text.as_bytes(), None).unwrap().intact, "{export:?}");
}

#[tokio::test]
async fn nobody_else_sees_the_log() {
    let app = sealed().await;
    for path in ["/admin/audit", "/admin/audit/export"] {
        assert_eq!(app.get(path).await.status, 303, "to the sign-in page");
        let mut browser = signed_in(&app, "alice", "alice123").await;
        let refused = browser.get(path).await;
        app.assert_rule(&refused, Rule::NotAdministrator).await;
        assert!(!refused.text.contains("scope.put"));
    }
}

#[tokio::test]
async fn pages_of_the_log_follow_each_other_with_their_filters() {
    let app = sealed().await;
    super::deeds(&app, 60).await;
    let mut browser = signed_in(&app, "admin", "admin123").await;
    let first = browser.get("/admin/audit?action=scope.put").await;
    let next = first.text.split("id=\"next-page\"").nth(1).and_then(|rest| rest.split('"').nth(3)).unwrap();
    let next = next.replace("&#x2f;", "/").replace("&amp;", "&");
    assert!(next.contains("action=scope.put") && next.contains("before="), "{next}");
    let second = browser.get(&next).await;
    assert!(second.text.contains("scope.put") && !second.text.contains("session.begin"), "{}", second.text);
}
