//! Whoever changes sealed rows is noticed.

use super::{deeds, problems, seal, sealed, verify};
use crate::support::TestApp;
use symbolon::flow::audit;
use symbolon::store::event::{EventFilter, EventPage, list};

#[tokio::test]
async fn untouched_log_is_intact_and_its_numbers_have_no_gap() {
    let app = sealed().await;
    let report = verify(&app).await;
    assert!(report.intact && report.events >= 5, "{report:?}");
    assert_eq!((report.first, report.last), (Some(1), Some(i64::try_from(report.events).unwrap())));
    assert_eq!(report.unsealed, 0);
}

#[tokio::test]
async fn every_changed_column_of_a_sealed_event_is_noticed() {
    let app = sealed().await;
    for (column, value) in [
        ("at_ms", "at_ms + 1"),
        ("actor", "'somebody'"),
        ("action", "'user.set'"),
        ("user_id", "'somebody'"),
        ("client_id", "'somebody'"),
        ("detail", "'nothing to see here'"),
        ("address", "'192.0.2.1'"),
        ("id", "'0000'"),
        ("prev", "'x'"),
        ("hash", "'x'"),
    ] {
        app.sql("CREATE TABLE kept AS SELECT * FROM event").await;
        app.sql(&format!("UPDATE event SET {column} = {value} WHERE seq = 3")).await;
        assert!(!problems(&app).await.is_empty(), "{column}");
        app.sql("DELETE FROM event").await;
        app.sql("INSERT INTO event SELECT * FROM kept").await;
        app.sql("DROP TABLE kept").await;
        assert!(problems(&app).await.is_empty(), "{column} was put back");
    }
}

#[tokio::test]
async fn removed_events_are_noticed_in_the_middle_at_the_front_and_at_the_end() {
    for (place, expected) in [
        ("seq = 3", "events before it are missing or in another order"),
        ("seq = 1", "events before it are missing or in another order"),
        ("seq = (SELECT MAX(seq) FROM event)", "the log does not end where it was sealed last"),
        ("seq > 0", "the log does not end where it was sealed last"),
    ] {
        let app = sealed().await;
        app.sql(&format!("DELETE FROM event WHERE {place}")).await;
        assert!(problems(&app).await.contains(&expected), "{place}");
    }
}

#[tokio::test]
async fn exchanged_events_are_noticed() {
    let app = sealed().await;
    for (from, to) in [(2, -1), (3, 2), (-1, 3)] {
        app.sql(&format!("UPDATE event SET seq = {to} WHERE seq = {from}")).await;
    }
    assert!(!problems(&app).await.is_empty());
}

#[tokio::test]
async fn event_that_was_slipped_in_is_noticed() {
    for seq in ["0", "1000"] {
        let app = sealed().await;
        app.sql(&format!(
            "INSERT INTO event (id, at_ms, actor, action, detail, seq, prev, hash)
             SELECT 'forged', at_ms, actor, action, detail, {seq}, prev, hash FROM event WHERE seq = 2"
        ))
        .await;
        assert!(!problems(&app).await.is_empty(), "{seq}");
    }
}

#[tokio::test]
async fn nodes_that_seal_at_the_same_time_make_one_chain() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let work = async |node: &TestApp| {
        for _ in 0..6 {
            deeds(node, 4).await;
            // A node may find the work done, or its batch taken by the other one; never half of it.
            let _ = audit::seal(&node.deps()).await;
        }
    };
    tokio::join!(work(&app), work(&other), work(&app));
    seal(&app).await;
    let report = verify(&other).await;
    assert!(report.intact && report.events >= 72, "{report:?}");
}

#[tokio::test]
async fn deed_whose_transaction_ends_late_takes_the_next_number() {
    let app = sealed().await;
    let before = verify(&app).await.last;
    app.advance(1);
    let late = app.deps().event("cli", symbolon::model::Action::UserSet);
    app.advance(10);
    deeds(&app, 1).await;
    seal(&app).await;
    let mut tx = app.db().write().await.unwrap();
    symbolon::store::event::insert(&mut tx, &late).await.unwrap();
    tx.commit().await.unwrap();
    seal(&app).await;
    let report = verify(&app).await;
    assert!(report.intact, "{report:?}");
    assert_eq!(report.last, before.map(|last| last + 2));
    let newest = list(app.db(), &EventFilter::default(), &EventPage::Newest, 2).await.unwrap();
    assert_eq!(newest[1].seq, report.last, "the older event has the greater number");
}
