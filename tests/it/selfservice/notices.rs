//! What people are told by mail, and that another password skips no second factor.

use super::{GOOD, Post};
use crate::support::{Browser, Reply};
use symbolon::config::NoticeSubject;
use symbolon::flow::admin::{Actor, user};
use symbolon::model::Secret;

/// The code that an app with the key of this page shows.
fn code(post: &Post, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let at = u64::try_from(post.app.clock.now().unix().get()).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(at).to_string()
}

async fn sign_in(browser: &mut Browser<'_>, password: &str) -> Reply {
    let login = browser.get("/login?another=1").await;
    browser.sign_in(&login, "alice", password).await
}

/// Sets an app up for alice, who is signed in; gives its key and the page with the recovery codes.
async fn enrol(post: &Post, browser: &mut Browser<'_>) -> (String, Reply) {
    let page = browser.get("/account/totp").await;
    let secret =
        page.text.split_once("id=\"totp-secret\" dir=\"ltr\">").unwrap().1.split('<').next().unwrap().to_owned();
    let done = browser.submit(&page, "totp-enrol", &[("code", &code(post, &secret))]).await;
    assert!(done.text.contains("id=\"recovery-codes\""), "{done:?}");
    (secret, done)
}

async fn subjects(post: &Post) -> Vec<String> {
    post.letters().await.into_iter().map(|letter| letter.subject).collect()
}

#[tokio::test]
async fn sign_in_in_another_browser_is_told_and_the_first_and_known_ones_are_not() {
    let post = Post::new().await;
    let mut first = post.app.browser();
    sign_in(&mut first, "alice123").await;
    sign_in(&mut first, "alice123").await;
    assert!(subjects(&post).await.is_empty());
    let mut second = post.app.browser();
    sign_in(&mut second, "alice123").await;
    let told = post.letter().await;
    assert_eq!((told.to.as_str(), told.subject.as_str()), ("alice@example.com", "New sign-in to your account"));
    sign_in(&mut second, "alice123").await;
    assert!(subjects(&post).await.is_empty(), "this browser is known now");
}

#[tokio::test]
async fn second_factors_that_come_go_or_are_used_up_are_told() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    sign_in(&mut browser, "alice123").await;
    let (_, codes) = enrol(&post, &mut browser).await;
    let added = post.letter().await.subject;
    let recovery = codes.text.split_once("<code dir=\"ltr\">").unwrap().1.split('<').next().unwrap().to_owned();
    let mut elsewhere = post.app.browser();
    let asked = sign_in(&mut elsewhere, "alice123").await;
    elsewhere.submit(&asked, "login-code", &[("code", &recovery)]).await;
    let used = subjects(&post).await;
    assert_eq!(used.len(), 2, "the code and the new browser: {used:?}");
    let page = elsewhere.get("/account/totp").await;
    elsewhere.submit(&page, "totp-remove", &[]).await;
    let removed = post.letter().await.subject;
    assert!(added != removed && !used.contains(&removed), "{added} {used:?} {removed}");
    let deps = post.app.deps();
    let mut again = post.app.browser();
    sign_in(&mut again, "alice123").await;
    enrol(&post, &mut again).await;
    subjects(&post).await;
    user::reset_factors(&deps, &Actor::Cli, "alice").await.unwrap();
    assert_eq!(post.letter().await.subject, removed);
}

#[tokio::test]
async fn notices_are_sent_only_of_what_the_setting_names() {
    let post = Post::with(|settings| settings.mail.notices = vec![NoticeSubject::Password]).await;
    let mut browser = post.app.browser();
    sign_in(&mut browser, "alice123").await;
    sign_in(&mut post.app.browser(), "alice123").await;
    enrol(&post, &mut browser).await;
    assert!(subjects(&post).await.is_empty());
    let new = Secret::new(GOOD.to_owned());
    user::set_password(&post.app.deps(), &Actor::Cli, "alice", &new).await.unwrap();
    assert_eq!(post.letter().await.subject, "Your password was changed");
}

#[tokio::test]
async fn another_password_by_a_link_skips_no_second_factor_and_forgets_browsers_that_were_remembered() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    sign_in(&mut browser, "alice123").await;
    let (secret, _) = enrol(&post, &mut browser).await;
    post.app.advance(30);
    // This browser need not give a code again.
    let mut remembered = post.app.browser();
    let asked = sign_in(&mut remembered, "alice123").await;
    remembered.submit(&asked, "login-code", &[("code", &code(&post, &secret)), ("remember", "yes")]).await;
    let again = sign_in(&mut remembered, "alice123").await;
    assert!(again.text.contains("account-sign-out"), "{again:?}");
    // This one has given the old password and owes the code.
    let mut waiting = post.app.browser();
    let owed = sign_in(&mut waiting, "alice123").await;
    assert!(owed.text.contains("id=\"login-code\""), "{owed:?}");
    post.letters().await;
    let page = remembered.get("/forgot").await;
    remembered.submit(&page, "forgot", &[("username", "alice")]).await;
    let link = post.letter().await.link();
    let page = remembered.get(&link).await;
    remembered.submit(&page, "new-password", &[("password", GOOD), ("repeat", GOOD)]).await;
    assert!(remembered.get("/account").await.location().contains("/login"), "the link signs nobody in");
    let asked = sign_in(&mut remembered, GOOD).await;
    assert!(asked.text.contains("id=\"login-code\""), "{asked:?}");
    post.app.advance(30);
    let late = waiting.submit(&owed, "login-code", &[("code", &code(&post, &secret))]).await;
    assert!(!late.text.contains("account-sign-out"), "what the old password began has ended: {late:?}");
    assert!(waiting.get("/account").await.location().contains("/login"));
}

#[tokio::test]
async fn another_password_of_ones_own_asks_for_the_second_factor_at_once() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    sign_in(&mut browser, "alice123").await;
    let (secret, _) = enrol(&post, &mut browser).await;
    let page = browser.get("/account/password").await;
    let given = [("current", "alice123"), ("password", GOOD), ("repeat", GOOD)];
    let reply = browser.submit(&page, "password-change", &given).await;
    let asked = browser.follow(reply).await;
    assert!(asked.text.contains("id=\"login-code\""), "{asked:?}");
    post.app.advance(30);
    let done = browser.submit(&asked, "login-code", &[("code", &code(&post, &secret))]).await;
    let account = browser.follow(done).await;
    assert!(account.text.contains("account-sign-out"), "{account:?}");
}
