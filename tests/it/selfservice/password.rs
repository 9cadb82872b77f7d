//! Forgotten passwords and other ones.

use super::{GOOD, Post, assert_dead, without_proofs};
use crate::support::{Browser, Reply};
use symbolon::flow::admin::{Actor, user};

async fn forget(browser: &mut Browser<'_>, who: &str) -> Reply {
    let page = browser.get("/forgot").await;
    browser.submit(&page, "forgot", &[("username", who)]).await
}

async fn sign_in(post: &Post, username: &str, password: &str) -> bool {
    let mut browser = post.app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, username, password).await.text.contains("account-sign-out")
}

fn twice(password: &str) -> [(&str, &str); 2] {
    [("password", password), ("repeat", password)]
}

#[tokio::test]
async fn forgotten_password_is_replaced_by_a_link_in_a_mail_and_everything_from_before_ends() {
    let post = Post::new().await;
    let mut before = post.app.browser();
    let code = before.code("dashboard", "openid offline_access").await;
    let tokens = post.app.client("dashboard").redeem(&code).await;
    let refresh = tokens.field("refresh_token");
    let mut browser = post.app.browser();
    let login = browser.get("/login").await;
    assert!(login.text.contains("id=\"login-forgot\" href=\"/forgot\""), "{login:?}");
    forget(&mut browser, "alice@example.com").await;
    let letter = post.letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("alice@example.com", "Choose a new password"));
    // Any browser will do, and looking does not use it up.
    let mut elsewhere = post.app.browser();
    for _ in 0..3 {
        let page = elsewhere.get(&letter.link()).await;
        assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("no-referrer", "no-store"));
    }
    let page = elsewhere.get(&letter.link()).await;
    let done = elsewhere.submit(&page, "new-password", &twice(GOOD)).await;
    assert!(done.text.contains("done-password-set"), "{done:?}");
    assert_eq!(post.letter().await.subject, "Your password was changed");
    assert!(!sign_in(&post, "alice", "alice123").await);
    assert!(sign_in(&post, "alice", GOOD).await);
    let account = before.get("/account").await;
    assert!(account.location().contains("/login"), "the session has ended: {account:?}");
    let refreshed = post.app.client("dashboard").refresh(&refresh).await;
    assert_eq!(refreshed.json()["error"], "invalid_grant");
    // Used, and never again.
    assert_dead(&elsewhere.get(&letter.link()).await);
    assert_dead(&elsewhere.submit(&page, "new-password", &twice(GOOD)).await);
}

#[tokio::test]
async fn answer_does_not_tell_whether_an_account_exists() {
    let post = Post::new().await;
    user::add(&post.app.deps(), &Actor::Cli, user::AddUser { username: "mute".to_owned(), ..user::AddUser::default() })
        .await
        .unwrap();
    user::disable(&post.app.deps(), &Actor::Cli, "admin", true).await.unwrap();
    let mut answers = Vec::new();
    for who in ["alice", "nobody@example.com", "mute", "admin", ""] {
        let answer = forget(&mut post.app.browser(), who).await;
        answers.push((answer.status.as_u16(), without_proofs(&answer)));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(answers[0].0, 200);
    assert_eq!(post.letter().await.to, "alice@example.com", "nobody else gets a mail");
}

#[tokio::test]
async fn known_and_unknown_names_take_the_same_time() {
    let post = Post::with(|settings| {
        settings.accounts.mails_per_address = 1000;
        settings.accounts.attempts_per_address = 100_000;
    })
    .await;
    let deps = post.app.deps();
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..60 {
        for (at, who) in ["alice", "nobody@example.com"].into_iter().enumerate() {
            let begun = std::time::Instant::now();
            assert!(symbolon::flow::self_service::reset::ask(&deps, who, &round.to_string()).await.unwrap());
            times[at].push(begun.elapsed().as_micros());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    let (less, more) = (known.min(unknown), known.max(unknown));
    assert!(more * 2 < less * 3 + 1000, "medians: {known} and {unknown} microseconds");
}

#[tokio::test]
async fn host_of_a_link_comes_from_the_settings_and_never_from_the_request() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    let page = browser.get("/forgot").await;
    let csrf = page.form_value("forgot", "csrf");
    let request = poem::Request::builder()
        .method(http::Method::POST)
        .uri("/forgot".parse().unwrap())
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example")
        .content_type("application/x-www-form-urlencoded")
        .body(crate::support::encode(&[("csrf", &csrf), ("username", "alice")]));
    browser.send(request).await;
    let letter = post.letter().await;
    assert!(
        !letter.text.contains("evil.example") && letter.text.contains("http://localhost:8000/reset/"),
        "{letter:?}"
    );
}

#[tokio::test]
async fn link_ends_after_its_time_and_with_a_new_password() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    forget(&mut browser, "alice").await;
    let first = post.letter().await.link();
    post.app.advance(1800);
    assert_dead(&browser.get(&first).await);
    forget(&mut browser, "alice").await;
    let second = post.letter().await.link();
    let page = browser.get(&second).await;
    user::disable(&post.app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    assert_dead(&browser.submit(&page, "new-password", &twice(GOOD)).await);
    user::disable(&post.app.deps(), &Actor::Cli, "alice", false).await.unwrap();
    forget(&mut browser, "alice").await;
    let third = post.letter().await.link();
    let page = browser.get(&third).await;
    browser.submit(&page, "new-password", &twice(GOOD)).await;
    assert_dead(&browser.get(&second).await);
    assert_dead(&browser.get("/reset/nothing").await);
}

#[tokio::test]
async fn password_that_is_weak_long_or_mistyped_is_not_taken_and_the_link_still_works() {
    let post = Post::new().await;
    let mut browser = post.app.browser();
    forget(&mut browser, "alice").await;
    let link = post.letter().await.link();
    let long = "marmalade kettle ".repeat(61);
    let cases = [
        (["alice123", "alice123"], "The password is too easy to guess."),
        (["password", "password"], "Common words and passwords are tried first."),
        (["", ""], "The password is too easy to guess."),
        ([GOOD, "marmalade"], "The two passwords differ."),
        ([&long, &long], "The password is too long."),
    ];
    for ([password, repeat], told) in cases {
        let page = browser.get(&link).await;
        let again = browser.submit(&page, "new-password", &[("password", password), ("repeat", repeat)]).await;
        assert!(again.status == 200 && again.text.contains(told), "{told}: {again:?}");
    }
    assert!(sign_in(&post, "alice", "alice123").await, "nothing has changed");
    let page = browser.get(&link).await;
    browser.submit(&page, "new-password", &twice(GOOD)).await;
    assert!(sign_in(&post, "alice", GOOD).await);
}

#[tokio::test]
async fn mails_and_attempts_are_limited_alike_for_known_and_unknown_names() {
    let post = Post::with(|settings| settings.accounts.mails_per_address = 2).await;
    for who in ["alice", "nobody"] {
        let mut statuses = Vec::new();
        for variant in [who.to_owned(), who.to_uppercase(), format!(" {who} ")] {
            statuses.push(forget(&mut post.app.browser(), &variant).await.status.as_u16());
        }
        assert_eq!(statuses, [200, 200, 429], "{who}");
    }
    assert_eq!(post.letters().await.len(), 2);
    post.app.advance(1800);
    assert_eq!(forget(&mut post.app.browser(), "alice").await.status, 200, "never for good");
}

#[tokio::test]
async fn forms_of_another_browser_are_refused() {
    let post = Post::new().await;
    let (mut own, mut other) = (post.app.browser(), post.app.browser());
    forget(&mut own, "alice").await;
    let link = post.letter().await.link();
    let page = own.get(&link).await;
    other.get("/login").await;
    assert_eq!(other.submit(&page, "new-password", &twice(GOOD)).await.status, 403);
    let forgot = own.get("/forgot").await;
    assert_eq!(other.submit(&forgot, "forgot", &[("username", "alice")]).await.status, 403);
}

#[tokio::test]
async fn without_mail_or_by_setting_there_is_no_page() {
    for off in [0, 1] {
        let post = Post::with(|settings| match off {
            0 => {
                settings.mail.folder = None;
                settings.accounts.registration = false;
            }
            _ => settings.accounts.password_reset = false,
        })
        .await;
        assert_eq!(post.app.get("/forgot").await.status, 404);
        assert_eq!(post.app.get("/reset/x").await.status, 404);
        assert!(!post.app.get("/login").await.text.contains("/forgot"));
    }
}

async fn signed_in(post: &Post) -> Browser<'_> {
    let mut browser = post.app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "alice", "alice123").await;
    browser
}

#[tokio::test]
async fn password_is_changed_by_who_knows_it_and_other_browsers_are_signed_out() {
    let post = Post::new().await;
    let (mut browser, mut other) = (signed_in(&post).await, signed_in(&post).await);
    post.letters().await;
    let page = browser.get("/account/password").await;
    let wrong =
        browser.submit(&page, "password-change", &[("current", "x"), ("password", GOOD), ("repeat", GOOD)]).await;
    assert!(wrong.text.contains("The password is wrong."), "{wrong:?}");
    let cookie = browser.cookies["symbolon"].clone();
    let filled = [("current", "alice123"), ("password", GOOD), ("repeat", GOOD)];
    let changed = browser.submit(&page, "password-change", &filled).await;
    assert_eq!(changed.location(), "/account");
    assert_ne!(browser.cookies["symbolon"], cookie);
    assert_eq!(browser.get("/account").await.status, 200);
    assert!(other.get("/account").await.location().contains("/login"));
    assert_eq!(post.letter().await.subject, "Your password was changed");
    assert!(sign_in(&post, "alice", GOOD).await);
}

#[tokio::test]
async fn changing_the_password_wants_a_fresh_sign_in() {
    let post = Post::new().await;
    let mut browser = signed_in(&post).await;
    post.app.advance(301);
    let sent = browser.get("/account/password").await;
    assert_eq!(sent.location(), "/login?return=%2Faccount%2Fpassword&again=1");
    let nobody = post.app.get("/account/password").await;
    assert_eq!(nobody.location(), "/login?return=%2Faccount%2Fpassword");
    let off = Post::with(|settings| settings.accounts.change_password = false).await;
    assert_eq!(off.app.get("/account/password").await.status, 404);
}

#[tokio::test]
async fn link_is_neither_in_the_database_nor_is_the_password() {
    let post = Post::new().await;
    forget(&mut post.app.browser(), "alice").await;
    let before: Vec<_> = post.app.dump().await.into_iter().flat_map(|(_, rows)| rows).collect();
    let link = post.letter().await.link();
    let token = link.rsplit('/').next().unwrap().to_owned();
    assert!(before.iter().all(|row| !row.contains(&token) && !row.contains("/reset/")));
    let mut browser = post.app.browser();
    let page = browser.get(&link).await;
    browser.submit(&page, "new-password", &twice(GOOD)).await;
    let after: Vec<_> = post.app.dump().await.into_iter().flat_map(|(_, rows)| rows).collect();
    assert!(after.iter().all(|row| !row.contains(GOOD) && !row.contains(&token)));
}
