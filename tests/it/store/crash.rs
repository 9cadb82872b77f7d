//! A process that is killed in the middle of its work.

use crate::support::program::{Sandbox, Server};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Signs in over and over until the server is gone; gives the refresh tokens that arrived.
async fn sign_in_until_it_dies(server: Arc<Server>, acknowledged: Arc<AtomicUsize>) -> Vec<String> {
    let form = [("grant_type", "password"), ("client_id", "cli"), ("username", "alice"), ("password", "alice123")];
    let mut received = Vec::new();
    while let Some(answer) = server.try_token(&form).await {
        assert_eq!(answer.status, 200, "{answer:?}");
        received.push(answer.field("refresh_token"));
        acknowledged.fetch_add(1, Ordering::Relaxed);
    }
    received
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_refresh_token_works_after_kill_9_in_the_middle_of_commits() {
    let sandbox = Sandbox::new()
        .await
        .set("SYMBOLON_LOGIN__ATTEMPTS_PER_ACCOUNT", "10000")
        .set("SYMBOLON_LOGIN__ATTEMPTS_PER_ADDRESS", "10000");
    let server = Arc::new(sandbox.start(&["demo"]).await);
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for _ in 0..8 {
        clients.spawn(sign_in_until_it_dies(Arc::clone(&server), Arc::clone(&acknowledged)));
    }
    while acknowledged.load(Ordering::Relaxed) < 40 {
        sleep(Duration::from_millis(1)).await;
    }
    server.kill();
    let received: Vec<String> = clients.join_all().await.into_iter().flatten().collect();
    assert!(received.len() >= 40, "{}", received.len());

    let server = sandbox.start(&["demo"]).await;
    for refresh_token in &received {
        let form = [("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", refresh_token)];
        let answer = server.token(&form).await;
        assert_eq!(answer.status, 200, "acknowledged and lost: {answer:?}");
    }
    let check = sandbox.json(&["check", "--json"]);
    assert!(!check.to_string().contains("failed"), "{check}");
    server.stop().await;
}
