//! New accounts.

use super::{GOOD, Letter, Post, assert_dead, without_proofs};
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use symbolon::flow::admin::user;
use symbolon::protocol::Rule;

const DORA: [(&str, &str); 5] =
    [("username", "dora"), ("email", "dora@example.com"), ("name", "Dora Doe"), ("password", GOOD), ("repeat", GOOD)];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = DORA.to_vec();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn sign_up(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get("/signup").await;
    browser.submit(&page, "signup", fields).await
}

#[tokio::test]
async fn account_is_made_by_the_link_in_the_browser_that_signed_up() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    let sent = sign_up(&mut browser, &DORA).await;
    assert!(sent.text.contains("done-sign-up-mail"), "{sent:?}");
    let letter = post.letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("dora@example.com", "Finish your account"));
    assert!(user::find(&post.app.deps(), "dora").await.is_err(), "not yet");
    let page = browser.get(&letter.link()).await;
    assert!(!page.text.contains("type=\"password\""), "{page:?}");
    let reply = browser.submit(&page, "signup-link", &[]).await;
    let account = browser.follow(reply).await;
    assert!(account.text.contains("<bdi>dora</bdi>"), "{account:?}");
    let made = user::find(&post.app.deps(), "dora").await.unwrap();
    assert!(made.profile.email_verified && !made.admin);
    assert_eq!(made.profile.name.as_deref(), Some("Dora Doe"));
    assert_dead(&browser.get(&letter.link()).await);
}

#[tokio::test]
async fn link_in_another_browser_wants_the_password() {
    let post = Post::new().await;
    sign_up(&mut post.app.browser(), &DORA).await;
    let link = post.letter().await.link();
    let mut other = post.app.browser();
    let page = other.get(&link).await;
    for wrong in ["", "guess"] {
        let again = other.submit(&page, "signup-link", &[("password", wrong)]).await;
        assert!(again.text.contains("The password is wrong."), "{again:?}");
    }
    assert!(user::find(&post.app.deps(), "dora").await.is_err());
    let reply = other.submit(&page, "signup-link", &[("password", GOOD)]).await;
    assert_eq!(reply.location(), "/account");
}

#[tokio::test]
async fn answer_does_not_tell_whether_the_address_or_the_name_is_taken() {
    let post = Post::new().await;
    let mut answers = Vec::new();
    let taken = [
        with(&[]),
        with(&[("email", "alice@example.com")]),
        with(&[("username", "alice"), ("email", "free@example.com")]),
    ];
    for fields in &taken {
        let answer = sign_up(&mut post.app.browser(), fields).await;
        answers.push((answer.status, without_proofs(&answer)));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let letters = post.letters().await;
    let told: Vec<_> = letters.iter().map(|Letter { to, subject, .. }| (to.as_str(), subject.as_str())).collect();
    let expected = [
        ("alice@example.com", "You have an account already"),
        ("dora@example.com", "Finish your account"),
        ("free@example.com", "Finish your account"),
    ];
    assert_eq!(told, expected);
    assert!(!letters[0].text.contains("/signup/"), "{:?}", letters[0]);
}

#[tokio::test]
async fn who_chose_a_taken_name_chooses_another_behind_the_link() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    sign_up(&mut browser, &with(&[("username", "ALICE")])).await;
    let link = post.letter().await.link();
    let page = browser.get(&link).await;
    let again = browser.submit(&page, "signup-link", &[]).await;
    assert!(again.text.contains("This name or address is taken."), "{again:?}");
    let bad = browser.submit(&again, "signup-link", &[("username", "alice@example.com")]).await;
    assert!(bad.text.contains("A user name is visible text"), "{bad:?}");
    let reply = browser.submit(&again, "signup-link", &[("username", "alice2")]).await;
    assert_eq!(reply.location(), "/account");
}

#[tokio::test]
async fn entries_that_cannot_be_are_told_and_no_mail_is_sent() {
    let post = Post::with(|settings| settings.accounts.registration_domains = vec!["Example.com".to_owned()]).await;
    let long = "x".repeat(255);
    let cases: [(&[(&str, &str)], &str); 8] = [
        (&[("username", "")], "A user name is"),
        (&[("username", &long)], "A user name is"),
        (&[("username", "alice@example.com")], "A user name is"),
        (&[("email", "dora")], "This is not an e-mail address."),
        (&[("email", "")], "This is not an e-mail address."),
        (&[("email", "dora@elsewhere.example")], "Accounts cannot be made with addresses of this domain."),
        (&[("password", "dora1234"), ("repeat", "dora1234")], "The password is too easy to guess."),
        (&[("repeat", "x")], "The two passwords differ."),
    ];
    for (changes, told) in cases {
        let again = sign_up(&mut post.app.browser(), &with(changes)).await;
        assert!(again.status == 200 && again.text.contains(told), "{changes:?}: {again:?}");
        assert!(!again.text.contains(GOOD), "no password comes back");
    }
    assert!(post.letters().await.is_empty());
}

#[tokio::test]
async fn request_goes_on_after_the_sign_up() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    let page = browser.authorize(&params_with("spa", &[("prompt", "create")])).await;
    assert!(page.text.contains("id=\"signup\"") && page.text.contains("Single-page app"), "{page:?}");
    browser.submit(&page, "signup", &DORA).await;
    let link = post.letter().await.link();
    let page = browser.get(&link).await;
    let reply = browser.submit(&page, "signup-link", &[]).await;
    let consent = browser.follow(reply).await;
    assert!(consent.text.contains("id=\"consent\""), "{consent:?}");
    let answer = browser.decide(&consent, "allow").await;
    assert!(answer.location_param("code").is_some(), "{answer:?}");
}

#[tokio::test]
async fn pages_of_signing_in_and_up_lead_to_each_other() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let handle = login.form_value("login", "request");
    assert!(login.text.contains(&format!("href=\"/signup?request={handle}\"")), "{login:?}");
    let page = browser.get(&format!("/signup?request={handle}")).await;
    assert!(page.text.contains(&format!("href=\"/login?request={handle}\"")), "{page:?}");
    let login = browser.get(&format!("/login?request={handle}")).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert!(consent.text.contains("id=\"consent\""), "{consent:?}");
}

#[tokio::test]
async fn prompt_create_is_known_only_while_people_can_make_accounts() {
    let post = Post::new().await;
    let document = post.app.get("/.well-known/openid-configuration").await.json();
    assert!(document["prompt_values_supported"].as_array().unwrap().iter().any(|value| value == "create"));
    let silent = post.app.browser().authorize(&params_with("spa", &[("prompt", "create none")])).await;
    post.app.assert_rule(&silent, Rule::PromptNoneCombined).await;
    let off = TestApp::new().await;
    let document = off.get("/.well-known/openid-configuration").await.json();
    assert!(!document["prompt_values_supported"].to_string().contains("create"), "{document}");
    let refused = off.browser().authorize(&params_with("spa", &[("prompt", "create")])).await;
    off.assert_rule(&refused, Rule::PromptUnknown).await;
    assert_eq!(off.get("/signup").await.status, 404);
    assert_eq!(off.get("/signup/x").await.status, 404);
}

#[tokio::test]
async fn without_verification_the_account_is_there_at_once_and_its_address_is_not_verified() {
    let post = Post::with(|settings| settings.accounts.verify_email = false).await;
    let mut browser = post.app.browser();
    let reply = sign_up(&mut browser, &DORA).await;
    assert_eq!(reply.location(), "/account");
    assert!(!user::find(&post.app.deps(), "dora").await.unwrap().profile.email_verified);
    for changes in
        [[("username", "Dora"), ("email", "x@example.com")], [("username", "other"), ("email", "DORA@example.com")]]
    {
        let again = sign_up(&mut post.app.browser(), &with(&changes)).await;
        assert!(again.text.contains("This name or address is taken."), "{again:?}");
    }
    let plain = sign_up(&mut post.app.browser(), &with(&[("username", "plain"), ("email", "")])).await;
    assert_eq!(plain.location(), "/account");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_press_the_button_at_once_one_makes_the_account() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    sign_up(&mut browser, &DORA).await;
    let page = browser.get(&post.letter().await.link()).await;
    let tries = (0..20).map(|_| {
        let (mut browser, page) = (browser.clone(), &page);
        async move { browser.submit(page, "signup-link", &[]).await }
    });
    let replies = futures_util::future::join_all(tries).await;
    let made = replies.iter().filter(|reply| reply.status == 303).count();
    assert_eq!(made, 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    assert!(replies.iter().all(|reply| !reply.status.is_server_error()));
}
