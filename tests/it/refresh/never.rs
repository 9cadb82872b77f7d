//! Clients whose refresh tokens stay as they are (protocol decision 19; FAPI 2.0 Security Profile §5.3.2.1).

use super::{assert_invalid_grant, sign_in};
use crate::support::{Client, TestApp};
use serde_json::json;
use symbolon::flow::admin::{Actor, AdminError, client};
use symbolon::model::ClientType;
use symbolon::model::RefreshRotation::{self, Always, Never};
use symbolon::protocol::Rule;

async fn rotate(app: &TestApp, rotation: RefreshRotation) {
    app.change_client("postman", |metadata| metadata.refresh_rotation = rotation).await;
}

#[tokio::test]
async fn client_that_does_not_rotate_keeps_its_token_and_its_idle_end_moves_on() {
    let app = TestApp::with(|settings| settings.tokens.refresh_idle_lifetime = 1000).await;
    rotate(&app, Never).await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await;
    let refresh = first.field("refresh_token");
    let mut access = first.field("access_token");
    for _ in 0..4 {
        app.advance(999);
        let next = client.refresh(&refresh).await;
        assert_eq!(next.status, 200, "{next:?}");
        assert_eq!(next.field("refresh_token"), refresh);
        assert_ne!(next.field("access_token"), access);
        access = next.field("access_token");
        assert_eq!(app.userinfo(&access).await.status, 200);
    }
    app.advance(1000);
    assert_invalid_grant(&app, &client.refresh(&refresh).await, Rule::RefreshTokenExpired).await;
}

#[tokio::test]
async fn token_that_stays_is_bound_to_the_authentication_of_its_client() {
    let app = TestApp::new().await;
    rotate(&app, Never).await;
    let refresh = sign_in(&app, "postman").await.field("refresh_token");
    let mut anonymous = app.client("postman");
    anonymous.secret = None;
    anonymous.refresh(&refresh).await.assert_error(401, "invalid_client");
    let wrong = Client::with_secret(&app, "postman", "wrong");
    wrong.refresh(&refresh).await.assert_error(401, "invalid_client");
    let foreign = app.client("dashboard").refresh(&refresh).await;
    assert_invalid_grant(&app, &foreign, Rule::RefreshTokenForeign).await;
    assert_eq!(app.client("postman").refresh(&refresh).await.field("refresh_token"), refresh);
}

#[tokio::test]
async fn token_that_stays_can_be_introspected_and_revoked() {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| {
        metadata.refresh_rotation = Never;
        metadata.introspection = true;
    })
    .await;
    let client = app.client("postman");
    let refresh = sign_in(&app, "postman").await.field("refresh_token");
    let access = client.refresh(&refresh).await.field("access_token");
    assert_eq!(client.introspect(&refresh).await.json()["active"], true);
    assert_eq!(client.revoke(&refresh).await.status, 200);
    assert_eq!(client.introspect(&refresh).await.json(), json!({ "active": false }));
    assert_eq!(client.introspect(&access).await.json(), json!({ "active": false }));
    assert_invalid_grant(&app, &client.refresh(&refresh).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn switching_rotation_off_and_on_again_logs_nobody_out() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let mut refresh = sign_in(&app, "postman").await.field("refresh_token");
    for rotation in [Never, Always, Never, Never, Always, Always] {
        rotate(&app, rotation).await;
        app.advance(100);
        let next = client.refresh(&refresh).await;
        assert_eq!(next.status, 200, "{rotation:?}: {next:?}");
        assert_eq!(next.field("refresh_token") == refresh, rotation == Never, "{rotation:?}");
        refresh = next.field("refresh_token");
        assert_eq!(app.userinfo(&next.field("access_token")).await.status, 200);
    }
}

#[tokio::test]
async fn answer_that_was_lost_before_rotation_was_switched_off_is_given_again() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await.field("refresh_token");
    let second = client.refresh(&first).await.field("refresh_token");
    rotate(&app, Never).await;
    app.advance(59);
    assert_eq!(client.refresh(&first).await.field("refresh_token"), second);
    assert_eq!(client.refresh(&second).await.field("refresh_token"), second);
    // The successor was used, so that whoever still has the one before has no right to it.
    assert_invalid_grant(&app, &client.refresh(&first).await, Rule::RefreshTokenReplayed).await;
    assert_invalid_grant(&app, &client.refresh(&second).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn node_that_has_not_heard_of_the_switch_yet_logs_nobody_out() {
    let app = TestApp::new().await;
    let behind = app.second_node().await;
    let first = sign_in(&app, "postman").await.field("refresh_token");
    rotate(&app, Never).await;
    let second = behind.client("postman").refresh(&first).await.field("refresh_token");
    assert_ne!(second, first);
    assert_eq!(app.client("postman").refresh(&first).await.field("refresh_token"), second);
    assert_eq!(app.client("postman").refresh(&second).await.field("refresh_token"), second);
    assert_eq!(behind.client("postman").refresh(&second).await.status, 200);
}

#[tokio::test]
async fn public_client_always_rotates() {
    let app = TestApp::new().await;
    let deps = app.deps();
    let set = client::set(&deps, &Actor::Cli, "spa", |client| client.metadata.refresh_rotation = Never);
    assert!(matches!(set.await, Err(AdminError::Invalid(problems)) if problems[0].contains("always rotates")));
    rotate(&app, Never).await;
    let deps = app.deps();
    let set = client::set(&deps, &Actor::Cli, "postman", |client| {
        client.metadata.client_type = ClientType::Public;
    });
    assert!(matches!(set.await, Err(AdminError::Invalid(_))));
    let mut public = app.deps().snapshot.client("spa").unwrap().client.clone();
    public.metadata.refresh_rotation = Never;
    assert!(public.rotates_refresh_tokens(), "whatever the row says");
}
