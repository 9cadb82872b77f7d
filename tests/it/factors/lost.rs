//! Recovery codes, and many who use one code at once.

use super::{app_with_phone, codes_of, enrol, enter_password, give, shows, signed_in, text_of};
use crate::support::TestApp;
use std::sync::Arc;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

#[tokio::test]
async fn recovery_code_stands_for_a_code_once() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let (_, codes) = enrol(&app, &mut browser).await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(give(&mut browser, &page, &typed).await.location(), "/account");
    let factors = browser.get("/account/totp").await;
    assert!(text_of(&factors, "recovery-left").contains("9 recovery codes"), "{factors:?}");
    let mut again = app.browser();
    let page = enter_password(&mut again, "alice").await;
    assert!(give(&mut again, &page, &codes[3]).await.text.contains("id=\"code-error\""));
    assert_eq!(give(&mut again, &page, &codes[4]).await.location(), "/account");
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_and_are_shown_once() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let (_, old) = enrol(&app, &mut browser).await;
    let page = browser.get("/account/recovery-codes").await;
    let fresh = codes_of(&browser.submit(&page, "recovery-codes-renew", &[]).await);
    assert!(fresh.len() == 10 && old.iter().all(|code| !fresh.contains(code)));
    let page = browser.get("/account/recovery-codes").await;
    assert!(fresh.iter().all(|code| !page.text.contains(code)), "{page:?}");
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    assert!(give(&mut browser, &page, &old[0]).await.text.contains("id=\"code-error\""));
    assert_eq!(give(&mut browser, &page, &fresh[0]).await.location(), "/account");
}

#[tokio::test]
async fn recovery_code_of_another_person_is_wrong() {
    let app = TestApp::new().await;
    let mut alice = signed_in(&app, "alice").await;
    enrol(&app, &mut alice).await;
    let mut admin = signed_in(&app, "admin").await;
    let (_, theirs) = enrol(&app, &mut admin).await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    assert!(give(&mut browser, &page, &theirs[0]).await.text.contains("id=\"code-error\""));
}

/// Sends `code` from twenty browsers of alice at once, over two nodes; gives how many are signed in.
async fn winners(app: TestApp, code: String) -> usize {
    let app = Arc::new(app);
    let other = Arc::new(app.second_node().await);
    let start = Arc::new(Barrier::new(20));
    let mut tasks = JoinSet::new();
    for index in 0..20 {
        let node = Arc::clone(if index % 2 == 0 { &app } else { &other });
        let (start, code) = (Arc::clone(&start), code.clone());
        tasks.spawn(async move {
            let mut browser = node.browser();
            let page = enter_password(&mut browser, "alice").await;
            assert!(shows(&page, "login-code"), "{page:?}");
            start.wait().await;
            give(&mut browser, &page, &code).await.status == 303
        });
    }
    tasks.join_all().await.into_iter().filter(|won| *won).count()
}

async fn generous() -> TestApp {
    TestApp::with(|settings| {
        settings.factors.attempts_per_account = 100;
        settings.factors.attempts_per_address = 100;
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_who_use_one_code_of_the_app_one_signs_in() {
    let app = generous().await;
    let mut browser = signed_in(&app, "alice").await;
    let (phone, _) = enrol(&app, &mut browser).await;
    let code = phone.fresh_code(&app);
    assert_eq!(winners(app, code).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_who_use_one_recovery_code_one_signs_in() {
    let app = generous().await;
    let mut browser = signed_in(&app, "alice").await;
    let (_, codes) = enrol(&app, &mut browser).await;
    assert_eq!(winners(app, codes[0].clone()).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_codes_sent_for_one_sign_in_at_once_one_ends_it() {
    let (app, phone) = app_with_phone().await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    let (first, second) = (phone.fresh_code(&app), phone.code_in(&app, 30));
    let (mut one, mut two) = (browser.clone(), browser.clone());
    let (a, b) = tokio::join!(give(&mut one, &page, &first), give(&mut two, &page, &second));
    let won = [&a, &b].into_iter().filter(|reply| reply.status == 303).count();
    assert_eq!(won, 1, "{a:?} {b:?}");
}
