//! The address of an account.

use super::{Post, assert_dead, without_proofs};
use crate::support::Browser;
use symbolon::flow::admin::{Actor, user};

async fn signed_in<'a>(post: &'a Post, username: &str, password: &str) -> Browser<'a> {
    let mut browser = post.app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, username, password).await;
    browser
}

async fn profile(post: &Post, username: &str) -> (Option<String>, bool) {
    let found = user::find(&post.app.deps(), username).await.unwrap();
    (found.profile.email, found.profile.email_verified)
}

#[tokio::test]
async fn address_changes_once_its_owner_confirms_and_the_old_one_is_told() {
    let post = Post::new().await;
    let mut browser = signed_in(&post, "alice", "alice123").await;
    post.letters().await;
    let page = browser.get("/account/email").await;
    let sent = browser.submit(&page, "email-change", &[("email", "alice@wonder.example")]).await;
    assert!(sent.text.contains("done-email-mail"), "{sent:?}");
    let letter = post.letter().await;
    assert_eq!(letter.to, "alice@wonder.example");
    assert_eq!(profile(&post, "alice").await, (Some("alice@example.com".to_owned()), true), "not yet");
    // Another browser is asked to sign in, and somebody else's account is not touched.
    let stranger = post.app.get(&letter.link()).await;
    assert!(stranger.location().starts_with("/login?return="), "{stranger:?}");
    let mut admin = signed_in(&post, "admin", "admin123").await;
    assert_dead(&admin.get(&letter.link()).await);
    let question = browser.get(&letter.link()).await;
    let done = browser.submit(&question, "email-link", &[]).await;
    assert!(done.text.contains("done-email-confirmed"), "{done:?}");
    assert_eq!(profile(&post, "alice").await, (Some("alice@wonder.example".to_owned()), true));
    let told = post.letters().await;
    let told = told.iter().find(|letter| letter.subject == "Your e-mail address was changed").unwrap();
    assert_eq!(told.to, "alice@example.com");
    assert_dead(&browser.submit(&question, "email-link", &[]).await);
}

#[tokio::test]
async fn answer_does_not_tell_whether_the_address_is_another_accounts() {
    let post = Post::new().await;
    let mut browser = signed_in(&post, "admin", "admin123").await;
    post.letters().await;
    let mut answers = Vec::new();
    for email in ["free@wonder.example", "alice@example.com"] {
        let page = browser.get("/account/email").await;
        let answer = browser.submit(&page, "email-change", &[("email", email)]).await;
        answers.push((answer.status, without_proofs(&answer)));
    }
    assert_eq!(answers[0], answers[1]);
    let letters = post.letters().await;
    let subjects: Vec<_> = letters.iter().map(|letter| letter.subject.as_str()).collect();
    assert_eq!(subjects, ["You have an account already", "Confirm your new e-mail address"]);
}

#[tokio::test]
async fn nothing_but_an_address_is_taken() {
    let post = Post::new().await;
    let mut browser = signed_in(&post, "alice", "alice123").await;
    post.letters().await;
    for bad in ["", "a", "a@b@c", "a@b.example\r\nBcc: c@d.example", "a@b.example,c@d.example"] {
        let page = browser.get("/account/email").await;
        let again = browser.submit(&page, "email-change", &[("email", bad)]).await;
        assert!(again.text.contains("This is not an e-mail address."), "{bad:?}: {again:?}");
    }
    assert!(post.letters().await.is_empty());
}

#[tokio::test]
async fn address_is_verified_only_by_the_mail_that_was_sent_there() {
    let post = Post::new().await;
    let change = |user: &mut symbolon::model::User| user.profile.email_verified = false;
    user::set(&post.app.deps(), &Actor::Cli, "alice", change).await.unwrap();
    let mut browser = signed_in(&post, "alice", "alice123").await;
    post.letters().await;
    let page = browser.get("/account/email").await;
    browser.submit(&page, "email-verify", &[]).await;
    let link = post.letter().await.link();
    let elsewhere = |user: &mut symbolon::model::User| user.profile.email = Some("other@example.com".to_owned());
    user::set(&post.app.deps(), &Actor::Cli, "alice", elsewhere).await.unwrap();
    let question = browser.get(&link).await;
    assert_dead(&browser.submit(&question, "email-link", &[]).await);
    assert_eq!(profile(&post, "alice").await, (Some("other@example.com".to_owned()), false));
    let page = browser.get("/account/email").await;
    browser.submit(&page, "email-verify", &[]).await;
    let link = post.letter().await.link();
    let question = browser.get(&link).await;
    browser.submit(&question, "email-link", &[]).await;
    assert_eq!(profile(&post, "alice").await, (Some("other@example.com".to_owned()), true));
}
