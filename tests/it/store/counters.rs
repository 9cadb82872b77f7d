//! The throttle's arithmetic and the change counter.

use super::unit;
use crate::support::TestApp;
use symbolon::store::change::{ChangeKind, bump, versions};
use symbolon::store::throttle::{Limit, refund, reserve, wait_ms};
use tokio::task::JoinSet;

/// Three attempts, each of which comes back after 100 s.
const LIMIT: Limit = Limit { burst: 3, period_ms: 300_000 };
const NOW: i64 = 1_800_000_000_000;

async fn attempt(app: &TestApp, bucket: &str, now_ms: i64) -> bool {
    unit(app.db(), async |tx| reserve(tx, bucket, LIMIT, now_ms).await).await
}

#[tokio::test]
async fn attempts_run_out_and_come_back_one_by_one() {
    let app = TestApp::new().await;
    for count in 1..=3 {
        assert!(attempt(&app, "a", NOW).await, "attempt {count}");
    }
    assert!(!attempt(&app, "a", NOW).await);
    assert_eq!(wait_ms(app.db(), "a", LIMIT, NOW).await.unwrap(), 100_000);
    assert_eq!(wait_ms(app.db(), "a", LIMIT, NOW + 40_000).await.unwrap(), 60_000);
    assert!(!attempt(&app, "a", NOW + 99_999).await);
    assert!(attempt(&app, "a", NOW + 100_000).await);
    assert!(!attempt(&app, "a", NOW + 100_000).await, "one came back, not three");
    assert!(attempt(&app, "b", NOW).await, "buckets are apart");
    assert_eq!(wait_ms(app.db(), "never used", LIMIT, NOW).await.unwrap(), 0);
}

#[tokio::test]
async fn refused_attempts_cost_nothing_and_honest_ones_are_given_back() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        attempt(&app, "a", NOW).await;
    }
    for _ in 0..10 {
        assert!(!attempt(&app, "a", NOW).await);
    }
    assert_eq!(wait_ms(app.db(), "a", LIMIT, NOW).await.unwrap(), 100_000);
    unit(app.db(), async |tx| refund(tx, "a", LIMIT).await).await;
    assert_eq!(wait_ms(app.db(), "a", LIMIT, NOW).await.unwrap(), 0);
    assert!(attempt(&app, "a", NOW).await);
    assert!(!attempt(&app, "a", NOW).await);
}

#[tokio::test]
async fn attempts_do_not_pile_up_while_nobody_tries() {
    let app = TestApp::new().await;
    attempt(&app, "a", NOW).await;
    unit(app.db(), async |tx| refund(tx, "a", LIMIT).await).await;
    let later = NOW + 10 * LIMIT.period_ms;
    let mut taken = 0;
    while attempt(&app, "a", later).await {
        taken += 1;
    }
    assert_eq!(taken, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_attempts_on_two_nodes_get_no_more_than_the_burst() {
    let app = TestApp::new().await;
    let second = app.second_node().await;
    let mut tasks = JoinSet::new();
    for task in 0..40 {
        let db = if task % 2 == 0 { app.db().clone() } else { second.db().clone() };
        tasks.spawn(async move { unit(&db, async |tx| reserve(tx, "a", LIMIT, NOW).await).await });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|taken| *taken).count(), 3);
}

async fn version(app: &TestApp, kind: &str) -> i64 {
    let all = versions(app.db()).await.unwrap();
    all.into_iter().find(|(known, _)| known == kind).map_or(0, |(_, version)| version)
}

#[tokio::test(flavor = "multi_thread")]
async fn change_counter_counts_every_change_and_no_other() {
    let app = TestApp::new().await;
    let (clients, keys) = (version(&app, "client").await, version(&app, "key").await);
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let db = app.db().clone();
        tasks.spawn(async move { unit(&db, async |tx| bump(tx, ChangeKind::Client).await).await });
    }
    tasks.join_all().await;
    let mut given_up = app.db().write().await.unwrap();
    bump(&mut given_up, ChangeKind::Client).await.unwrap();
    drop(given_up);
    assert_eq!((version(&app, "client").await, version(&app, "key").await), (clients + 20, keys));
}

#[tokio::test]
async fn view_is_renewed_only_when_something_has_changed() {
    let app = TestApp::new().await;
    let second = app.second_node().await;
    let now = app.clock.now().unix();
    assert!(!second.app.services.directory.refresh(now).await.unwrap());
    app.change_client("spa", |client| client.client_name = "Other".to_owned()).await;
    assert!(second.app.services.directory.refresh(now).await.unwrap());
    assert_eq!(second.deps().snapshot.client("spa").unwrap().client.metadata.client_name, "Other");
    assert!(!second.app.services.directory.refresh(now).await.unwrap());
}
