//! Links that work once.

use crate::support::{ISSUER, TestApp};
use futures_util::future::join_all;
use symbolon::flow::admin::{Actor, AdminError, user};
use symbolon::flow::link;
use symbolon::model::{LinkPurpose, Secret};

async fn create(app: &TestApp, purpose: LinkPurpose, lifetime: i64) -> String {
    let mut tx = app.db().write().await.unwrap();
    let address = link::create(&app.deps(), &mut tx, None, purpose, "about".to_owned(), lifetime).await.unwrap();
    tx.commit().await.unwrap();
    address.expose().rsplit('/').next().unwrap().to_owned()
}

async fn redeem(app: &TestApp, purpose: LinkPurpose, token: &str) -> bool {
    let mut tx = app.db().write().await.unwrap();
    let redeemed = link::redeem(&app.deps(), &mut tx, purpose, token).await.unwrap();
    tx.commit().await.unwrap();
    redeemed.is_some_and(|link| link.detail == "about")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_that_follow_a_link_at_once_one_wins() {
    let app = TestApp::new().await;
    let token = create(&app, LinkPurpose::ResetPassword, 60).await;
    let won = join_all((0..50).map(|_| redeem(&app, LinkPurpose::ResetPassword, &token))).await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}

#[tokio::test]
async fn link_works_for_its_purpose_and_time_only_and_looking_does_not_use_it_up() {
    let app = TestApp::new().await;
    let token = create(&app, LinkPurpose::VerifyEmail, 60).await;
    for other in LinkPurpose::ALL.iter().copied().filter(|other| *other != LinkPurpose::VerifyEmail) {
        assert!(link::find(&app.deps(), other, &token).await.unwrap().is_none());
        assert!(!redeem(&app, other, &token).await, "{other}");
    }
    for _ in 0..3 {
        assert!(link::find(&app.deps(), LinkPurpose::VerifyEmail, &token).await.unwrap().is_some());
    }
    app.advance(59);
    assert!(link::find(&app.deps(), LinkPurpose::VerifyEmail, &token).await.unwrap().is_some());
    app.advance(1);
    assert!(link::find(&app.deps(), LinkPurpose::VerifyEmail, &token).await.unwrap().is_none());
    assert!(!redeem(&app, LinkPurpose::VerifyEmail, &token).await);
}

#[tokio::test]
async fn database_has_no_token_of_a_link() {
    let app = TestApp::new().await;
    let token = create(&app, LinkPurpose::ResetPassword, 60).await;
    assert!(!app.dump().await.iter().any(|(_, rows)| rows.iter().any(|row| row.contains(&token))));
}

#[tokio::test]
async fn invitation_sets_the_first_password_once_and_the_one_before_does_not_work() {
    let app = TestApp::new().await;
    let new = user::AddUser { username: "dora".to_owned(), ..user::AddUser::default() };
    user::add(&app.deps(), &Actor::Cli, new).await.unwrap();
    let first = user::invite(&app.deps(), &Actor::Cli, "dora").await.unwrap();
    let second = user::invite(&app.deps(), &Actor::Cli, "dora").await.unwrap();
    assert!(second.expose().starts_with(&format!("{ISSUER}/invite/")), "from the issuer");
    let mut browser = app.browser();
    assert_eq!(browser.get(first.expose()).await.status, 410);
    let page = browser.get(second.expose()).await;
    assert_eq!((page.status.as_u16(), page.header("referrer-policy")), (200, "no-referrer"));
    assert_eq!(page.header("cache-control"), "no-store");
    let fields = [("password", "marmalade kettle orbits quietly"), ("repeat", "marmalade kettle orbits quietly")];
    let done = browser.submit(&page, "new-password", &fields).await;
    assert!(done.text.contains("done-password-set"), "{done:?}");
    assert_eq!(browser.submit(&page, "new-password", &fields).await.status, 410, "once");
    let login = browser.get("/login").await;
    let account = browser.sign_in(&login, "dora", "marmalade kettle orbits quietly").await;
    assert!(account.text.contains("<bdi>dora</bdi>"), "{account:?}");
}

#[tokio::test]
async fn password_set_by_an_administrator_ends_links_from_before() {
    let app = TestApp::with(|settings| settings.mail.folder = Some(std::env::temp_dir())).await;
    let (deps, password) = (app.deps(), Secret::new("marmalade kettle orbits quietly".to_owned()));
    let alice = symbolon::store::user::find_by_login(app.db(), "alice").await.unwrap().unwrap().0;
    let invitation = user::invite(&deps, &Actor::Cli, "alice").await.unwrap();
    let mut tx = app.db().write().await.unwrap();
    let reset =
        link::create(&deps, &mut tx, Some(&alice.id), LinkPurpose::ResetPassword, String::new(), 60).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = app.browser();
    for link in [&invitation, &reset] {
        assert_eq!(browser.get(link.expose()).await.status, 200);
    }
    user::set_password(&deps, &Actor::Cli, "alice", &password).await.unwrap();
    for link in [&invitation, &reset] {
        assert!(browser.get(link.expose()).await.text.contains("done-dead-link"));
    }
}

#[tokio::test]
async fn nobody_is_invited_to_an_account_that_is_off_or_is_not_there() {
    let app = TestApp::new().await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    let off = user::invite(&app.deps(), &Actor::Cli, "alice").await;
    assert!(matches!(off, Err(AdminError::Invalid(_))), "{off:?}");
    let nobody = user::invite(&app.deps(), &Actor::Cli, "nobody").await;
    assert!(matches!(nobody, Err(AdminError::NotFound { .. })), "{nobody:?}");
}
