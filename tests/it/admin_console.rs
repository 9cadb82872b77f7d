//! The administrators' console below `/admin`.

mod access;
mod clients;
mod invitations;
mod people;
mod registry;
mod texts;
mod trials;
mod webhooks;

use crate::support::{Browser, Reply, TestApp};

/// A browser in which `username` of the demo has signed in just now.
async fn signed_in<'a>(app: &'a TestApp, username: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let account = browser.sign_in(&login, username, &format!("{username}123")).await;
    assert_eq!(account.status, 200, "{account:?}");
    browser
}

/// Opens the page at `path`, sends its form with `filled` fields, and gives the first answer.
async fn send(browser: &mut Browser<'_>, path: &str, form: &str, filled: &[(&str, &str)]) -> Reply {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {page:?}");
    browser.submit(&page, form, filled).await
}

/// Answers the question at `path` with yes, and gives the first answer.
async fn confirm(browser: &mut Browser<'_>, path: &str) -> Reply {
    send(browser, path, "question", &[]).await
}

/// The path of a thing in the list at `list`, found by the text of its link.
async fn path_of(browser: &mut Browser<'_>, list: &str, name: &str) -> String {
    let page = browser.get(list).await;
    let end = page.text.find(&format!("\"><bdi>{name}</bdi></a>"));
    let end = end.unwrap_or_else(|| panic!("no {name} in {page:?}"));
    let start = page.text[..end].rfind("href=\"").unwrap() + "href=\"".len();
    page.text[start..end].to_owned()
}

fn assert_has(reply: &Reply, parts: &[&str]) {
    for part in parts {
        assert!(reply.text.contains(part), "no {part} in {reply:?}");
    }
}
