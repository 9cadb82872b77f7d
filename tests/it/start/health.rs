//! What platforms ask.

use crate::support::{Reply, TestApp};
use poem::Endpoint;
use std::sync::atomic::Ordering;
use symbolon::protocol::Rule;

#[tokio::test]
async fn healthy_server_says_so_and_lets_nobody_keep_it() {
    let app = TestApp::new().await;
    for path in ["/health/live", "/health/ready"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, r#"{"status":"ok"}"#), "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn draining_server_is_alive_but_not_ready() {
    let app = TestApp::new().await;
    let (gate, state) = app.app.gate().unwrap();
    let get = async |path: &str| {
        let request = poem::Request::builder().uri(path.parse().unwrap()).finish();
        Reply::read(gate.get_response(request).await).await
    };
    assert_eq!(get("/health/ready").await.status, 200);
    state.draining.store(true, Ordering::Relaxed);
    let reply = get("/health/ready").await;
    reply.assert_error(503, "temporarily_unavailable");
    assert_ne!(reply.header("retry-after"), "", "{reply:?}");
    app.assert_rule(&reply, Rule::Overloaded).await;
    assert_eq!(get("/health/live").await.status, 200);
    assert_eq!(get("/.well-known/openid-configuration").await.status, 200, "what still comes is answered");
}

#[tokio::test]
async fn server_without_its_database_is_alive_but_not_ready() {
    let app = TestApp::new().await;
    let second = app.second_node().await;
    second.db().close().await;
    let reply = second.get("/health/ready").await;
    reply.assert_error(503, "temporarily_unavailable");
    assert!(!reply.text.contains("pool"), "nothing of the cause: {reply:?}");
    assert_eq!(second.get("/health/live").await.status, 200);
    // The record is in the queue of the node that lost its database; the other one writes it.
    second.app.services.refusals.flush(app.db()).await.unwrap();
    app.assert_rule(&reply, Rule::StoreUnavailable).await;
    assert_eq!(second.get("/jwks").await.status, 200, "prepared documents need no database");
}

#[tokio::test]
async fn figures_are_not_served_unless_they_are_on() {
    let app = TestApp::new().await;
    let reply = app.get("/metrics").await;
    reply.assert_error(404, "invalid_request");
    app.assert_rule(&reply, Rule::PathUnknown).await;
}
