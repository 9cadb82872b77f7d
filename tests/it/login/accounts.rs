//! One answer for every reason why somebody cannot sign in.

use super::{add_user, at_login, attempt, is_signed_in, is_wrong};
use crate::support::browser::params_with;
use crate::support::{Browser, Reply, TestApp};
use std::time::{Duration, Instant};
use symbolon::flow::admin::{Actor, user};
use symbolon::model::Secret;
use symbolon::protocol::Rule;
use symbolon::store;

const PASSWORD: &str = "correct horse battery staple";

/// Accounts that nobody can sign in to as `attempts` tries.
async fn accounts(app: &TestApp) {
    for name in ["person", "blocked"] {
        add_user(app, name, Some(PASSWORD)).await;
    }
    add_user(app, "passless", None).await;
    user::disable(&app.deps(), &Actor::Cli, "blocked", true).await.unwrap();
}

/// Why it fails, the user name, and the password.
const ATTEMPTS: [(&str, &str, &str); 9] = [
    ("wrong password", "person", "wrong"),
    ("unknown", "nobody1", PASSWORD),
    ("disabled", "blocked", PASSWORD),
    ("disabled and wrong", "blocked", "wrong"),
    ("without password", "passless", "wrong"),
    ("without password, empty", "passless", ""),
    ("empty password", "person", ""),
    ("unknown, empty", "nobody1", ""),
    ("longer than 1024 bytes", "person", LONG),
];
/// Stands for a password that has it 65 times.
const LONG: &str = "sixteen letters!";

/// What a stranger sees, without what differs from page to page or was entered.
fn visible(reply: &Reply, username: &str) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<_> = reply
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    let mut text = reply.without_passkeys().replace(&format!("value=\"{username}\""), "value=\"NAME\"");
    for field in ["csrf", "request"] {
        text = text.replace(&reply.form_value("login", field), field);
    }
    (reply.status.as_u16(), headers, text)
}

async fn enter(browser: &mut Browser<'_>, login: &Reply, username: &str, password: &str) -> Reply {
    let (csrf, request) = (login.form_value("login", "csrf"), login.form_value("login", "request"));
    let form = [("csrf", &*csrf), ("request", &*request), ("username", username), ("password", password)];
    browser.post("/login", &form).await
}

#[tokio::test]
async fn every_reason_gives_the_same_answer_to_the_byte() {
    let app = TestApp::new().await;
    accounts(&app).await;
    let mut answers = Vec::new();
    for (why, username, password) in ATTEMPTS {
        let (mut browser, login) = at_login(&app).await;
        let password = if password == LONG { LONG.repeat(65) } else { password.to_owned() };
        let reply = enter(&mut browser, &login, username, &password).await;
        assert!(is_wrong(&reply), "{why}: {reply:?}");
        answers.push((why, visible(&reply, username)));
    }
    for (why, answer) in &answers {
        assert_eq!(answer, &answers[0].1, "{why}");
    }
    assert!(is_signed_in(&attempt(&app, "person", PASSWORD).await));
}

#[tokio::test]
async fn every_reason_costs_a_hash() {
    let app = TestApp::with(|settings| {
        settings.passwords.memory_kib = 19_456;
        settings.passwords.iterations = 2;
        settings.login.attempts_per_account = 1000;
        settings.login.attempts_per_address = 1000;
    });
    let app = app.await;
    accounts(&app).await;
    let attempts: Vec<_> = ATTEMPTS.into_iter().filter(|(_, _, password)| *password != LONG).collect();
    let mut fastest = vec![Duration::MAX; attempts.len()];
    // In turns, so that other work on this machine disturbs all alike.
    for _ in 0..4 {
        for ((why, username, password), least) in attempts.iter().zip(&mut fastest) {
            let (mut browser, login) = at_login(&app).await;
            let started = Instant::now();
            assert!(is_wrong(&enter(&mut browser, &login, username, password).await), "{why}");
            *least = started.elapsed().min(*least);
        }
    }
    // An answer without a hash takes a tenth.
    let hash = fastest[0];
    for ((why, ..), least) in attempts.iter().zip(fastest) {
        assert!(least > hash / 3, "{why}: {least:?} beside {hash:?}");
    }
}

#[tokio::test]
async fn password_has_at_most_1024_bytes() {
    let app = TestApp::new().await;
    let longest = "\u{fc}".repeat(512);
    add_user(&app, "long", Some(&longest)).await;
    assert!(is_signed_in(&attempt(&app, "long", &longest).await));
    assert!(is_wrong(&attempt(&app, "long", &format!("{longest}x")).await));
    assert!(is_wrong(&attempt(&app, "long", &longest[..1022]).await));
    assert!(is_wrong(&attempt(&app, "long", &"x".repeat(60_000)).await));
    let deps = app.deps();
    let too_long = Secret::new(format!("{longest}x"));
    user::set_password(&deps, &Actor::Cli, "long", &too_long).await.unwrap_err();
    assert!(is_signed_in(&attempt(&app, "long", &longest).await));
}

#[tokio::test]
async fn every_spelling_of_the_name_and_the_address_signs_in() {
    let app = TestApp::new().await;
    for name in ["alice", "ALICE", " alice ", "\u{ff41}lice", "alice@example.com", "Alice@Example.COM"] {
        assert!(is_signed_in(&attempt(&app, name, "alice123").await), "{name}");
    }
    // A password has one spelling.
    for password in ["Alice123", " alice123", "alice123 ", "alice123\u{0}"] {
        assert!(!is_signed_in(&attempt(&app, "alice", password).await), "{password}");
    }
}

async fn stored_hash(app: &TestApp, key: &str) -> String {
    store::user::find_by_login(app.db(), key).await.unwrap().unwrap().1.unwrap()
}

#[tokio::test]
async fn hash_is_renewed_at_sign_in_when_its_parameters_have_changed() {
    let app = TestApp::new().await;
    let before = stored_hash(&app, "alice").await;
    assert!(before.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{before}");
    assert!(is_signed_in(&attempt(&app, "alice", "alice123").await));
    assert_eq!(stored_hash(&app, "alice").await, before);

    let app = app.restarted(|settings| settings.passwords.iterations = 3).await;
    assert!(is_wrong(&attempt(&app, "alice", "wrong").await));
    assert_eq!(stored_hash(&app, "alice").await, before);
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "alice", "alice123").await;
    let after = stored_hash(&app, "alice").await;
    assert!(after.starts_with("$argon2id$v=19$m=8,t=3,p=1$"), "{after}");
    // Nobody is signed out by it.
    assert_eq!(browser.get("/account").await.status, 200);
    assert!(is_signed_in(&attempt(&app, "alice", "alice123").await));
    assert_eq!(stored_hash(&app, "alice").await, after);
}

#[tokio::test]
async fn session_of_a_disabled_person_is_dead_at_once_and_stays_so() {
    let app = TestApp::new().await;
    let other_node = app.second_node().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    let silent = params_with("spa", &[("prompt", "none"), ("scope", "openid")]);
    for node in [&app, &other_node] {
        let mut browser = browser.at(node);
        assert_eq!(browser.get("/account").await.location(), "/login");
        let told = browser.ask(&silent).await;
        told.assert_error_redirect(crate::authorize::SPA, "login_required");
        node.assert_rule(&told, Rule::LoginRequired).await;
    }
    user::disable(&app.deps(), &Actor::Cli, "alice", false).await.unwrap();
    assert_eq!(browser.get("/account").await.location(), "/login");
    assert!(is_signed_in(&attempt(&app, "alice", "alice123").await));
}

#[tokio::test]
async fn new_password_ends_every_session_and_the_old_one_is_wrong() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    user::set_password(&app.deps(), &Actor::Cli, "alice", &Secret::new("new one".to_owned())).await.unwrap();
    assert_eq!(browser.get("/account").await.location(), "/login");
    assert!(is_wrong(&attempt(&app, "alice", "alice123").await));
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    assert!(browser.sign_in(&login, "alice", "new one").await.text.contains("Alice Liddell"));
    user::remove(&app.deps(), &Actor::Cli, "alice").await.unwrap();
    assert_eq!(browser.get("/account").await.location(), "/login");
    assert!(is_wrong(&attempt(&app, "alice", "new one").await));
}
