//! Guessing codes and passwords (security checks 82 and 83), without locking the person out.

use super::{Phone, app_with_phone, enter_password, give, shows, signed_in};
use crate::support::{Browser, Reply, TestApp};

/// An attempt with a wrong password in a browser.
async fn guess(browser: &mut Browser<'_>, username: &str) -> Reply {
    let login = browser.get("/login?another=1").await;
    browser.submit(&login, "login", &[("username", username), ("password", "wrong")]).await
}

/// Five wrong codes; gives the page of the sixth.
async fn use_up(app: &TestApp, phone: &Phone, browser: &mut Browser<'_>) -> Reply {
    let page = enter_password(browser, "alice").await;
    for _ in 0..5 {
        assert_eq!(give(browser, &page, &phone.wrong_code(app)).await.status, 200);
    }
    let full = give(browser, &page, &phone.wrong_code(app)).await;
    assert_eq!((full.status.as_u16(), full.header("retry-after")), (429, "60"), "{full:?}");
    page
}

#[tokio::test]
async fn codes_of_an_account_are_counted_over_all_nodes_and_browsers_and_come_back() {
    let (app, phone) = app_with_phone().await;
    let other_node = app.second_node().await;
    let mut stranger = app.browser();
    let page = use_up(&app, &phone, &mut stranger).await;
    let mut second = other_node.browser();
    let there = enter_password(&mut second, "alice").await;
    assert_eq!(give(&mut second, &there, "000000").await.status, 429);
    // A right one does not tell itself from a wrong one then.
    assert_eq!(give(&mut stranger, &page, &phone.fresh_code(&app)).await.status, 429);
    app.advance(30);
    assert_eq!(give(&mut stranger, &page, &phone.code(&app)).await.location(), "/account");
}

#[tokio::test]
async fn right_code_gives_its_attempt_back_and_recovery_codes_share_the_limit() {
    let (app, phone) = app_with_phone().await;
    for _ in 0..8 {
        let mut browser = app.browser();
        let page = enter_password(&mut browser, "alice").await;
        assert_eq!(give(&mut browser, &page, &phone.fresh_code(&app)).await.location(), "/account");
    }
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    for number in 0..5 {
        let wrong = format!("0000-0000-000{number}");
        assert_eq!(give(&mut browser, &page, &wrong).await.status, 200);
    }
    assert_eq!(give(&mut browser, &page, &phone.fresh_code(&app)).await.status, 429);
}

#[tokio::test]
async fn codes_from_one_address_are_counted_over_many_accounts() {
    let app = TestApp::with(|settings| settings.factors.attempts_per_address = 6).await;
    let mut phones = Vec::new();
    for name in ["alice", "admin"] {
        let mut browser = signed_in(&app, name).await;
        phones.push((name, super::enrol(&app, &mut browser).await.0));
    }
    for (name, phone) in &phones {
        let mut browser = app.browser();
        let page = enter_password(&mut browser, name).await;
        for _ in 0..3 {
            assert_eq!(give(&mut browser, &page, &phone.wrong_code(&app)).await.status, 200);
        }
    }
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    assert_eq!(give(&mut browser, &page, &phones[0].1.fresh_code(&app)).await.status, 429);
}

#[tokio::test]
async fn browser_of_the_person_is_not_locked_out_by_guesses_elsewhere() {
    let app = TestApp::with(|settings| {
        settings.login.attempts_per_account = 3;
        settings.login.attempts_per_address = 4;
    })
    .await;
    let mut own = signed_in(&app, "alice").await;
    own.sign_out().await;
    let mut attacker = app.browser();
    for name in ["alice", "ALICE", " alice", "alice@example.com"] {
        guess(&mut attacker, name).await;
    }
    assert_eq!(guess(&mut attacker, "alice").await.status, 429);
    assert_eq!(guess(&mut attacker, "somebody").await.status, 200);
    assert_eq!(guess(&mut attacker, "somebody else").await.status, 429);
    // Neither the account's nor the address's bucket counts where the person has signed in before.
    assert!(enter_password(&mut own, "alice").await.text.contains("account-sign-out"));
    // That is no way round the limits: the browser has as many attempts on this account, and on others none of its own.
    own.sign_out().await;
    for _ in 0..3 {
        assert_eq!(guess(&mut own, "alice").await.status, 200);
    }
    assert_eq!(guess(&mut own, "alice").await.status, 429);
    assert_eq!(guess(&mut own, "admin").await.status, 429, "the address is used up");
}

#[tokio::test]
async fn code_of_the_persons_own_browser_is_not_locked_out_by_guesses_elsewhere() {
    let (app, phone) = app_with_phone().await;
    let mut own = app.browser();
    let page = enter_password(&mut own, "alice").await;
    give(&mut own, &page, &phone.fresh_code(&app)).await;
    own.sign_out().await;
    use_up(&app, &phone, &mut app.browser()).await;
    let page = enter_password(&mut own, "alice").await;
    assert!(shows(&page, "login-code"), "{page:?}");
    assert_eq!(give(&mut own, &page, &phone.fresh_code(&app)).await.location(), "/account");
}

#[tokio::test]
async fn value_of_the_device_cookie_is_worth_nothing_after_the_next_sign_in() {
    let app = TestApp::with(|settings| settings.login.attempts_per_account = 1).await;
    let mut own = signed_in(&app, "alice").await;
    let planted = own.cookies["symbolon-device"].clone();
    enter_password(&mut own, "alice").await;
    assert_ne!(own.cookies["symbolon-device"], planted);
    guess(&mut app.browser(), "alice").await;
    let mut thief = app.browser();
    thief.cookies.insert("symbolon-device".to_owned(), planted);
    assert_eq!(guess(&mut thief, "alice").await.status, 429);
    for nonsense in ["", "x", &"A".repeat(43), &"A".repeat(5000)] {
        let mut browser = app.browser();
        browser.cookies.insert("symbolon-device".to_owned(), nonsense.to_owned());
        assert_eq!(guess(&mut browser, "alice").await.status, 429, "{nonsense}");
    }
}
