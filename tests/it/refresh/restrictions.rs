//! What is checked again at each refresh, because it may have changed since the grant was given (security check 51).

use super::{SCOPE, assert_invalid_grant, refresh_for, sign_in};
use crate::support::TestApp;
use crate::support::program::Sandbox;
use crate::support::reply::claims;
use std::collections::HashSet;
use symbolon::flow::admin::{Actor, scope};
use symbolon::model::{Scope, Secret};
use symbolon::protocol::Rule;

/// Registers postman for this scope from now on.
async fn register(app: &TestApp, scope: &str) {
    let change = |metadata: &mut symbolon::model::ClientMetadata| {
        metadata.scope = Scope::from_text(scope);
        metadata.default_scope = None;
    };
    app.change_client("postman", change).await;
}

#[tokio::test]
async fn scope_that_was_taken_away_from_the_client_is_not_given_again() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await.field("refresh_token");
    register(&app, "profile offline_access read").await;
    let second = client.refresh(&first).await;
    assert_eq!(second.field("scope"), "profile offline_access read");
    assert_eq!(claims(&second.field("access_token"))["scope"], "profile offline_access read");
    assert!(second.json().get("id_token").is_none(), "openid was taken away: {second:?}");

    let refused = refresh_for(&client, &second.field("refresh_token"), "read write").await;
    refused.assert_error(400, "invalid_scope");
    app.assert_rule(&refused, Rule::ScopeNotRegistered).await;
    let wider = refresh_for(&client, &second.field("refresh_token"), "read email").await;
    app.assert_rule(&wider, Rule::ScopeWider).await;

    register(&app, SCOPE).await;
    let third = client.refresh(&second.field("refresh_token")).await;
    assert_eq!(third.field("scope"), SCOPE, "what was granted is still granted: {third:?}");
}

#[tokio::test]
async fn scope_that_exists_no_longer_is_not_given_again() {
    let app = TestApp::new().await;
    let first = sign_in(&app, "postman").await.field("refresh_token");
    scope::remove(&app.deps(), &Actor::Cli, "write").await.unwrap();
    app.app.refresh().await.unwrap();
    let second = app.client("postman").refresh(&first).await;
    assert_eq!(second.field("scope"), "openid profile offline_access read");
}

#[tokio::test]
async fn client_that_lost_offline_access_cannot_refresh_and_its_family_waits() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await.field("refresh_token");
    register(&app, "openid profile read write").await;
    assert_invalid_grant(&app, &client.refresh(&first).await, Rule::OfflineAccessWithdrawn).await;
    register(&app, SCOPE).await;
    assert_eq!(client.refresh(&first).await.status, 200);

    let bound = app.client("dashboard").redeem(&app.browser().code("dashboard", "openid").await).await;
    app.change_client("dashboard", |metadata| metadata.refresh_always = false).await;
    let refused = app.client("dashboard").refresh(&bound.field("refresh_token")).await;
    assert_invalid_grant(&app, &refused, Rule::OfflineAccessWithdrawn).await;
}

#[tokio::test]
async fn client_without_any_scope_of_the_grant_is_refused() {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| metadata.refresh_always = true).await;
    let first = sign_in(&app, "postman").await.field("refresh_token");
    register(&app, "email").await;
    let refused = app.client("postman").refresh(&first).await;
    app.assert_rule(&refused, Rule::ScopeNotRegistered).await;
}

#[tokio::test]
async fn replay_is_found_whatever_scope_it_asks_for() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let first = sign_in(&app, "spa").await.field("refresh_token");
    let second = client.refresh(&first).await.field("refresh_token");
    app.advance(60);
    for scope in ["openid email phone", "re\"ad"] {
        let reply = refresh_for(&client, &first, scope).await;
        let rule = if scope.contains('"') { Rule::GrantEnded } else { Rule::RefreshTokenReplayed };
        assert_invalid_grant(&app, &reply, rule).await;
    }
    assert_invalid_grant(&app, &client.refresh(&second).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn lifetimes_of_the_client_go_before_the_settings() {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| {
        metadata.refresh_idle_lifetime = Some(100);
        metadata.refresh_absolute_lifetime = Some(250);
    })
    .await;
    let client = app.client("postman");
    let refused = async |idle: i64, rule: Rule| {
        let mut refresh = sign_in(&app, "postman").await.field("refresh_token");
        for _ in 0..2 {
            app.advance(99);
            let next = client.refresh(&refresh).await;
            assert_eq!(next.status, 200, "{next:?}");
            refresh = next.field("refresh_token");
        }
        app.advance(idle);
        assert_invalid_grant(&app, &client.refresh(&refresh).await, rule).await;
    };
    refused(100, Rule::RefreshTokenExpired).await;
    refused(52, Rule::RefreshTokenExpired).await;
    // The grant keeps the end that it was given; the idle lifetime counts from the next use.
    let refresh = sign_in(&app, "postman").await.field("refresh_token");
    app.change_client("postman", |metadata| metadata.refresh_absolute_lifetime = Some(60)).await;
    app.advance(99);
    assert_eq!(client.refresh(&refresh).await.status, 200);
}

#[tokio::test]
async fn lost_answer_is_given_again_word_for_word_after_the_secret_key_changed() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let first = sign_in(&app, "spa").await.field("refresh_token");
    let second = client.refresh(&first).await.field("refresh_token");
    let changed = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = Some(Secret::new("another secret key, of 32 bytes or more".to_owned()));
        })
        .await;
    // Another tab did receive the first answer: there must not be two successors.
    assert_eq!(changed.client("spa").refresh(&first).await.field("refresh_token"), second);
    let third = changed.client("spa").refresh(&second).await;
    assert_eq!(third.status, 200, "{third:?}");

    // A node that knows neither key of the successor leaves the family alone.
    let third_text = third.field("refresh_token");
    assert_invalid_grant(&app, &client.refresh(&third_text).await, Rule::RefreshTokenUnknown).await;
    assert_invalid_grant(&app, &client.refresh(&second).await, Rule::RefreshTokenUnknown).await;
    assert_eq!(changed.client("spa").refresh(&third_text).await.status, 200);
}

fn counted(metrics: &str) -> HashSet<(String, String)> {
    let lines = metrics.lines().filter_map(|line| line.strip_prefix("symbolon_refresh_total{outcome=\""));
    lines.filter_map(|rest| rest.split_once("\"} ")).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[tokio::test]
async fn outcomes_are_counted() {
    let sandbox = Sandbox::new().await.set("SYMBOLON_METRICS__ENABLED", "true");
    let server = sandbox.start(&["demo"]).await;
    let refresh = async |token: &str| {
        server.token(&[("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", token)]).await
    };
    let first = server.sign_in("alice", "alice123").await.field("refresh_token");
    let second = refresh(&first).await.field("refresh_token");
    assert_eq!(refresh(&first).await.field("refresh_token"), second);
    assert_eq!(refresh(&second).await.status, 200);
    assert_eq!(refresh(&first).await.status, 400);
    assert_eq!(refresh(&second).await.status, 400);
    assert_eq!(refresh("syr_nonsense").await.status, 400);
    let expected = [("rotated", "2"), ("reissued", "1"), ("replayed", "1"), ("refused", "2")];
    let expected = expected.map(|(outcome, count)| (outcome.to_owned(), count.to_owned()));
    assert_eq!(counted(&server.get("/metrics", "").await.body), HashSet::from(expected));
    server.stop().await;
}
