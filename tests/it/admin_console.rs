//! The administrators' console below `/admin`.

mod access;
mod people;

use crate::support::{Browser, TestApp};

/// A browser in which `username` of the demo has signed in just now.
async fn signed_in<'a>(app: &'a TestApp, username: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let account = browser.sign_in(&login, username, &format!("{username}123")).await;
    assert_eq!(account.status, 200, "{account:?}");
    browser
}
