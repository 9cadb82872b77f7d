//! Clients that nobody uses go.

use super::{document, open, text, unhindered};
use crate::support::{START, TestApp};
use http::Method;
use serde_json::{Value, json};
use symbolon::flow::register::remove_unused;
use symbolon::model::{ClientId, UnixTime};
use symbolon::store;
use tokio::time::{Duration, sleep, timeout};

async fn app() -> TestApp {
    TestApp::with(|settings| {
        open(settings);
        settings.registration.unused_lifetime = 1000;
    })
    .await
}

async fn ends(app: &TestApp, told: &Value) -> Option<Option<UnixTime>> {
    let found = store::client::find(app.db(), &ClientId::new(text(told, "client_id"))).await.unwrap();
    found.map(|client| client.expires_at)
}

#[tokio::test]
async fn client_that_nobody_signs_in_to_is_removed_with_its_token() {
    let app = app().await;
    let (unused, used) = (app.register(&document(json!({}))).await, app.register(&document(json!({}))).await);
    assert_eq!(ends(&app, &unused).await, Some(Some(START.plus(1000))));
    assert_eq!(unhindered::sign_in(&app, &used).await.status, 200);
    assert_eq!(ends(&app, &used).await, Some(None), "its first use keeps it");
    app.advance(999);
    assert_eq!(remove_unused(&app.deps(), 10).await.unwrap(), 0);
    app.advance(1);
    assert_eq!(remove_unused(&app.deps(), 10).await.unwrap(), 1);
    assert_eq!((ends(&app, &unused).await, ends(&app, &used).await), (None, Some(None)));
    let path = format!("/register/{}", text(&unused, "client_id"));
    let reply = app.json(Method::GET, &path, unused["registration_access_token"].as_str(), "").await;
    assert_eq!(reply.status, 401);
    app.app.refresh().await.unwrap();
    assert!(app.deps().snapshot.client(text(&unused, "client_id")).is_none());
}

#[tokio::test]
async fn bound_on_a_pass_is_kept_and_zero_keeps_for_good() {
    let app = app().await;
    for _ in 0..3 {
        app.register(&document(json!({}))).await;
    }
    let for_good = app.restarted(|settings| settings.registration.unused_lifetime = 0).await;
    let kept = for_good.register(&document(json!({}))).await;
    assert_eq!(ends(&app, &kept).await, Some(None));
    app.advance(1_000_000);
    for (removed, left) in [(2, 2), (1, 1), (0, 1)] {
        assert_eq!(remove_unused(&app.deps(), 2).await.unwrap(), removed);
        assert_eq!(app.registered().await, left);
    }
}

#[tokio::test]
async fn clients_of_the_operator_never_expire() {
    let app = app().await;
    app.advance(1_000_000_000);
    assert_eq!(remove_unused(&app.deps(), 100).await.unwrap(), 0);
    assert!(app.deps().snapshot.client("postman").unwrap().client.expires_at.is_none());
}

#[tokio::test]
async fn server_removes_them_by_itself() {
    let app = app().await;
    app.register(&document(json!({}))).await;
    app.advance(1000);
    let jobs = symbolon::jobs::start(&app.app.services, &app.clock);
    let gone = async {
        while app.registered().await > 0 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_mins(1), gone).await.expect("the client goes");
    drop(jobs);
}
