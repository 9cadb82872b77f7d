//! A replay of the previous refresh token: forgiven for a moment, deadly afterwards (protocol decision 19).

use super::{assert_invalid_grant, sign_in};
use crate::support::reply::claims;
use crate::support::{Client, Reply, TestApp};
use serde_json::json;
use symbolon::protocol::Rule;

/// A family that was refreshed once: the first refresh token and the answer that replaced it.
async fn rotated(app: &TestApp, client: &Client<'_>) -> (String, Reply) {
    let first = sign_in(app, &client.id).await.field("refresh_token");
    let second = client.refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    (first, second)
}

/// Asserts that `first` is a replay and that nothing of its family lives, `second` included.
async fn assert_killed(app: &TestApp, client: &Client<'_>, first: &str, second: &Reply) {
    assert_invalid_grant(app, &client.refresh(first).await, Rule::RefreshTokenReplayed).await;
    assert_invalid_grant(app, &client.refresh(&second.field("refresh_token")).await, Rule::GrantEnded).await;
    assert_invalid_grant(app, &client.refresh(first).await, Rule::GrantEnded).await;
    let userinfo = app.userinfo(&second.field("access_token")).await;
    assert_eq!(userinfo.status, 401, "{userinfo:?}");
    let inactive = app.client("service").introspect(&second.field("access_token")).await;
    assert_eq!(inactive.json(), json!({ "active": false }));
    let events = symbolon::store::event::count(app.db(), "grant.revoke").await.unwrap();
    assert_eq!(events, 1, "one deed");
}

#[tokio::test]
async fn replay_within_the_window_gets_the_same_successor_and_a_fresh_access_token() {
    let app = TestApp::new().await;
    for id in ["postman", "spa"] {
        let client = app.client(id);
        let (first, second) = rotated(&app, &client).await;
        for seconds in [0, 1, 58] {
            app.advance(seconds);
            let again = client.refresh(&first).await;
            assert_eq!(again.status, 200, "{again:?}");
            assert_eq!(again.field("refresh_token"), second.field("refresh_token"));
            assert_ne!(again.field("access_token"), second.field("access_token"));
            assert_eq!(claims(&again.field("access_token"))["iat"], app.deps().unix().get());
        }
        let third = client.refresh(&second.field("refresh_token")).await;
        assert_eq!(third.status, 200, "{third:?}");
    }
    assert_eq!(symbolon::store::event::count(app.db(), "grant.revoke").await.unwrap(), 0);
}

#[tokio::test]
async fn replay_after_the_window_kills_the_family_and_writes_an_event() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let (first, second) = rotated(&app, &client).await;
    app.advance(60);
    assert_killed(&app, &client, &first, &second).await;
}

#[tokio::test]
async fn use_of_the_successors_refresh_token_closes_the_window_at_once() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let (first, second) = rotated(&app, &client).await;
    let third = client.refresh(&second.field("refresh_token")).await;
    assert_eq!(third.status, 200, "{third:?}");
    assert_killed(&app, &client, &first, &third).await;
}

#[tokio::test]
async fn use_of_the_successors_access_token_closes_the_window_ten_seconds_after_issue() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let (first, second) = rotated(&app, &client).await;
    assert_eq!(app.userinfo(&second.field("access_token")).await.status, 200);
    app.advance(9);
    let again = client.refresh(&first).await;
    assert_eq!(again.field("refresh_token"), second.field("refresh_token"), "a racing tab stays in");
    app.advance(1);
    assert_killed(&app, &client, &first, &second).await;
}

#[tokio::test]
async fn access_token_first_used_later_closes_the_window_at_that_moment_also_by_introspection() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let (first, second) = rotated(&app, &client).await;
    app.advance(30);
    assert_eq!(client.refresh(&first).await.status, 200);
    let seen = app.client("service").introspect(&second.field("access_token")).await;
    assert_eq!(seen.json()["active"], true);
    assert_killed(&app, &client, &first, &second).await;
}

#[tokio::test]
async fn tab_that_wakes_up_beside_one_whose_lost_answer_was_given_again_stays_in() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let (first, second) = rotated(&app, &client).await;
    app.advance(30);
    let again = client.refresh(&first).await;
    assert_eq!(app.userinfo(&again.field("access_token")).await.status, 200);
    app.advance(9);
    let beside = client.refresh(&first).await;
    assert_eq!(beside.field("refresh_token"), second.field("refresh_token"), "ten seconds after *its* issue");
    app.advance(1);
    assert_killed(&app, &client, &first, &second).await;
}

#[tokio::test]
async fn use_of_the_previous_access_token_does_not_close_the_window() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let tokens = sign_in(&app, "postman").await;
    let first = tokens.field("refresh_token");
    assert_eq!(client.refresh(&first).await.status, 200);
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
    app.advance(50);
    assert_eq!(client.refresh(&first).await.status, 200);
}

#[tokio::test]
async fn replay_of_any_older_generation_kills_the_family_within_the_window_too() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let (first, second) = rotated(&app, &client).await;
    let third = client.refresh(&second.field("refresh_token")).await;
    let fourth = client.refresh(&third.field("refresh_token")).await;
    assert_killed(&app, &client, &first, &fourth).await;
}

#[tokio::test]
async fn window_follows_the_setting_and_the_clients_own() {
    let app = TestApp::with(|settings| settings.tokens.refresh_replay_window = 0).await;
    app.change_client("spa", |metadata| metadata.refresh_replay_window = Some(600)).await;
    let (postman, spa) = (app.client("postman"), app.client("spa"));
    let (first, second) = rotated(&app, &postman).await;
    assert_killed(&app, &postman, &first, &second).await;
    let (first, second) = rotated(&app, &spa).await;
    app.advance(599);
    assert_eq!(spa.refresh(&first).await.field("refresh_token"), second.field("refresh_token"));
    app.advance(1);
    assert_invalid_grant(&app, &spa.refresh(&first).await, Rule::RefreshTokenReplayed).await;
}

#[tokio::test]
async fn reuse_is_detected_and_the_window_holds_after_a_restart() {
    let app = TestApp::new().await;
    let (first, second) = rotated(&app, &app.client("postman")).await;
    let restarted = app.restarted(|_| {}).await;
    let client = restarted.client("postman");
    assert_eq!(client.refresh(&first).await.field("refresh_token"), second.field("refresh_token"));
    restarted.advance(60);
    let restarted = restarted.restarted(|_| {}).await;
    assert_killed(&restarted, &restarted.client("postman"), &first, &second).await;
}

#[tokio::test]
async fn revoked_family_is_not_revived_by_a_replay_within_the_window() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let (first, second) = rotated(&app, &client).await;
    assert_eq!(client.revoke(&second.field("refresh_token")).await.status, 200);
    assert_invalid_grant(&app, &client.refresh(&first).await, Rule::GrantEnded).await;
}
