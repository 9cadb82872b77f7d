//! Leases: one node at a time, and another when the first falls silent.

use crate::support::TestApp;
use std::time::{Duration, Instant};
use symbolon::flow::lease::{Lease, PATIENCE};

#[tokio::test]
async fn lease_is_held_by_one_node_until_its_beat_stands_still() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let (mut first, mut second) = (Lease::new("work", "a".to_owned()), Lease::new("work", "b".to_owned()));
    let start = Instant::now();
    assert!(first.hold(app.db(), start).await.unwrap());
    assert!(!second.hold(other.db(), start).await.unwrap());
    assert!(first.hold(app.db(), start + PATIENCE * 2).await.unwrap(), "the holder keeps it");
    assert!(!second.hold(other.db(), start + PATIENCE * 2).await.unwrap(), "the beat has moved");
    assert!(!second.hold(other.db(), start + (PATIENCE * 3).saturating_sub(Duration::from_secs(1))).await.unwrap());
    assert!(second.hold(other.db(), start + PATIENCE * 3).await.unwrap(), "the holder fell silent");
    assert!(!first.hold(app.db(), start + PATIENCE * 3).await.unwrap(), "it has lost the lease");
}

#[tokio::test]
async fn of_nodes_that_want_a_silent_holders_lease_at_once_one_gets_it() {
    let app = TestApp::new().await;
    assert!(Lease::new("work", "gone".to_owned()).hold(app.db(), Instant::now()).await.unwrap());
    let start = Instant::now();
    let mut nodes: Vec<_> = (0..8).map(|node| Lease::new("work", node.to_string())).collect();
    for node in &mut nodes {
        assert!(!node.hold(app.db(), start).await.unwrap());
    }
    let later = start + PATIENCE;
    let tries = nodes.iter_mut().map(|node| node.hold(app.db(), later));
    let taken = futures_util::future::join_all(tries).await;
    assert_eq!(taken.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
}
