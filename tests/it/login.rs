//! Guessing passwords, and who can no longer sign in.

mod accounts;
mod limits;

use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::flow::admin::Actor;
use symbolon::flow::admin::user::{self, AddUser};
use symbolon::model::Secret;

/// A browser at the login page.
async fn at_login(app: &TestApp) -> (Browser<'_>, Reply) {
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    (browser, login)
}

/// One attempt in a browser of its own, not followed anywhere.
async fn attempt(app: &TestApp, username: &str, password: &str) -> Reply {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let csrf = login.form_value("login", "csrf");
    browser.post("/login", &[("csrf", &csrf), ("username", username), ("password", password)]).await
}

fn is_wrong(reply: &Reply) -> bool {
    reply.status == 200 && reply.text.contains("Username and password do not match")
}

fn is_signed_in(reply: &Reply) -> bool {
    reply.status == 303 && reply.header("location") == "/account"
}

/// Asserts that the form is shown again with the advice to wait.
fn assert_throttled(reply: &Reply) {
    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (429, "30"), "{reply:?}");
    assert!(reply.text.contains("id=\"login-error\"") && reply.text.contains("Too many attempts"), "{reply:?}");
    assert_eq!(reply.header("set-cookie"), "", "{reply:?}");
}

async fn add_user(app: &TestApp, username: &str, password: Option<&str>) {
    let command = AddUser {
        username: username.to_owned(),
        password: password.map(|password| Secret::new(password.to_owned())),
        ..AddUser::default()
    };
    user::add(&app.deps(), &Actor::Cli, command).await.unwrap();
}
