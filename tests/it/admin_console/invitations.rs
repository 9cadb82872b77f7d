//! Links by which people set their first password, at the console and by the interface for programs.

use super::{confirm, send, signed_in};
use crate::support::{Reply, TestApp, page};
use symbolon::protocol::Rule;

fn link(shown: &Reply) -> String {
    let value = page::input(&shown.text, "invitation").or_else(|| {
        let rest = shown.text.split_once("http://localhost:8000/invite/")?.1;
        Some(format!("http://localhost:8000/invite/{}", rest.split(['"', '<']).next()?))
    });
    let value = value.unwrap_or_else(|| panic!("no link in {shown:?}"));
    value.strip_prefix("http://localhost:8000").unwrap().to_owned()
}

async fn accept(app: &TestApp, link: &str, password: &str) -> Reply {
    let mut person = app.browser();
    let asked = person.get(link).await;
    if asked.text.contains("<form id=\"new-password\"") {
        return person.submit(&asked, "new-password", &[("password", password), ("repeat", password)]).await;
    }
    asked
}

#[tokio::test]
async fn account_without_a_password_comes_with_a_link_that_is_shown_once_and_works_once() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let shown = send(&mut admin, "/admin/add-user", "user-add", &[("username", "nora")]).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    let link = link(&shown);
    let password = "marmalade kettle orbits quietly";
    assert!(accept(&app, &link, password).await.text.contains("done-password-set"));
    assert!(accept(&app, &link, password).await.text.contains("done-dead-link"));
    let mut nora = app.browser();
    let login = nora.get("/login").await;
    assert_eq!(nora.sign_in(&login, "nora", password).await.status, 200);
    assert!(!admin.get("/admin/users").await.text.contains("/invite/"));
}

#[tokio::test]
async fn another_link_ends_the_one_before_and_wants_a_fresh_sign_in() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let first = link(&send(&mut admin, "/admin/add-user", "user-add", &[("username", "nora")]).await);
    let person = super::path_of(&mut admin, "/admin/users", "nora").await;
    let second = link(&confirm(&mut admin, &format!("{person}/invite")).await);
    assert_ne!(first, second);
    assert!(accept(&app, &first, "x").await.text.contains("done-dead-link"));
    app.advance(301);
    let late = admin.get(&format!("{person}/invite")).await;
    assert!(late.location().contains("/login?return="), "{late:?}");
    let mut alice = signed_in(&app, "alice").await;
    app.assert_rule(&alice.get(&format!("{person}/invite")).await, Rule::NotAdministrator).await;
}
