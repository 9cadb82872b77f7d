//! Units of work: alone, together, given up and cancelled.

use super::{code_of, has, insert_grant_with_code, put, unit};
use crate::support::{START, TestApp};
use std::time::Duration;
use symbolon::app::open_database;
use symbolon::store::{Db, StoreError, Verdict, code, setting};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_redeem_one_code_on_two_nodes_one_succeeds() {
    let app = TestApp::new().await;
    let second = app.second_node().await;
    insert_grant_with_code(&app, "g", START.plus(600)).await;
    let mut tasks = JoinSet::new();
    for task in 0..50 {
        let db = if task % 2 == 0 { app.db().clone() } else { second.db().clone() };
        tasks.spawn(async move { unit(&db, async |tx| code::redeem(tx, &code_of("g").hash, START).await).await });
    }
    let told = tasks.join_all().await;
    assert_eq!(told.iter().filter(|redeemed| **redeemed).count(), 1);
    let stored = code::find(app.db(), &code_of("g").hash).await.unwrap().unwrap();
    assert_eq!(stored.consumed_at, Some(START));
}

#[tokio::test]
async fn code_is_not_redeemed_at_the_second_it_ends() {
    let app = TestApp::new().await;
    insert_grant_with_code(&app, "g", START.plus(600)).await;
    let hash = code_of("g").hash;
    assert!(!unit(app.db(), async |tx| code::redeem(tx, &hash, START.plus(60)).await).await);
    assert!(unit(app.db(), async |tx| code::redeem(tx, &hash, START.plus(59)).await).await);
}

#[tokio::test]
async fn unit_that_is_dropped_leaves_nothing_and_its_neighbours_everything() {
    let app = TestApp::new().await;
    for round in 0..3 {
        let (before, dropped, after) = (format!("a{round}"), format!("b{round}"), format!("c{round}"));
        let first = async {
            let mut tx = app.db().write().await.unwrap();
            put(&mut tx, &before).await;
            tx.commit().await.unwrap();
        };
        let second = async {
            let mut tx = app.db().write().await.unwrap();
            put(&mut tx, &dropped).await;
            drop(tx);
        };
        let third = async {
            let mut tx = app.db().write().await.unwrap();
            put(&mut tx, &after).await;
            tx.commit().await.unwrap();
        };
        tokio::join!(first, second, third);
        let found = (has(app.db(), &before).await, has(app.db(), &dropped).await, has(app.db(), &after).await);
        assert_eq!(found, (true, false, true), "round {round}");
    }
}

#[tokio::test]
async fn verdict_decides_what_is_kept_and_what_is_told() {
    let app = TestApp::new().await;
    for (name, verdict, told, kept) in [
        ("done", Verdict::Done(1), Ok(1), true),
        ("refuse and keep", Verdict::RefuseAndKeep("no"), Err("no"), true),
        ("refuse", Verdict::Refuse("no"), Err("no"), false),
    ] {
        let mut tx = app.db().write().await.unwrap();
        put(&mut tx, name).await;
        assert_eq!(tx.settle(verdict).await.unwrap(), told, "{name}");
        assert_eq!(has(app.db(), name).await, kept, "{name}");
    }
}

#[tokio::test]
async fn failed_statement_spoils_its_own_unit_only() {
    let app = TestApp::new().await;
    insert_grant_with_code(&app, "g", START.plus(600)).await;
    let mut tx = app.db().write().await.unwrap();
    put(&mut tx, "with the failure").await;
    let failed = code::insert(&mut tx, &code_of("g")).await;
    assert!(matches!(failed, Err(StoreError::Duplicate)), "{failed:?}");
    drop(tx);
    unit(app.db(), async |tx| setting::insert_missing(tx, "after it", "value").await).await;
    assert!(has(app.db(), "after it").await && !has(app.db(), "with the failure").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_parallel_writers_are_all_acknowledged_and_found_after_reopening() {
    let app = TestApp::new().await;
    let mut tasks = JoinSet::new();
    for task in 0..64 {
        let db = app.db().clone();
        tasks.spawn(async move {
            let mut tx = db.write().await.unwrap();
            put(&mut tx, &format!("writer {task}")).await;
            tx.commit().await.unwrap();
        });
    }
    assert_eq!(timeout(Duration::from_secs(20), tasks.join_all()).await.expect("nobody waits for ever").len(), 64);
    // Opened beside the first, which is not closed: what was acknowledged must be there for everybody.
    let db = open_database(&app.app.services.settings).await.unwrap();
    for task in 0..64 {
        assert!(has(&db, &format!("writer {task}")).await, "writer {task}");
    }
    db.close().await;
}

/// Two writes that belong together; gives whether they were acknowledged.
async fn write_pair(db: Db, name: String) -> bool {
    let Ok(mut tx) = db.write().await else { return false };
    for half in ["first", "second"] {
        setting::insert_missing(&mut tx, &format!("{name} {half}"), "value").await.unwrap();
    }
    tx.commit().await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_writers_leave_both_halves_or_none_and_block_nobody() {
    let app = TestApp::new().await;
    let mut tasks = JoinSet::new();
    for task in 0..120_u64 {
        let db = app.db().clone();
        tasks.spawn(async move {
            // From "before it began" to "while it waits for the disk".
            let patience = Duration::from_micros(task * 60);
            let outcome = timeout(patience, write_pair(db, format!("pair {task}"))).await;
            (task, outcome.unwrap_or(false))
        });
    }
    let told = timeout(Duration::from_secs(20), tasks.join_all()).await.expect("nobody waits for ever");
    assert!(timeout(Duration::from_secs(5), write_pair(app.db().clone(), "last".to_owned())).await.unwrap());
    for (task, acknowledged) in told {
        let first = has(app.db(), &format!("pair {task} first")).await;
        let second = has(app.db(), &format!("pair {task} second")).await;
        assert_eq!(first, second, "half of pair {task}");
        assert!(first || !acknowledged, "pair {task} was acknowledged and is lost");
    }
}

#[tokio::test]
async fn writer_that_is_aborted_while_it_holds_the_unit_lets_go() {
    let app = TestApp::new().await;
    let db = app.db().clone();
    let (told, holds) = tokio::sync::oneshot::channel();
    let holder = tokio::spawn(async move {
        let mut tx = db.write().await.unwrap();
        put(&mut tx, "held").await;
        told.send(()).unwrap();
        sleep(Duration::from_mins(1)).await;
        tx.commit().await.unwrap();
    });
    holds.await.unwrap();
    holder.abort();
    assert!(holder.await.unwrap_err().is_cancelled());
    assert!(timeout(Duration::from_secs(2), write_pair(app.db().clone(), "next".to_owned())).await.unwrap());
    assert!(!has(app.db(), "held").await);
}
