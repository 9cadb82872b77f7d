//! `/revoke` (RFC 7009; security check 70).

use super::{SCOPE, client_token, sign_in};
use crate::support::TestApp;
use serde_json::json;
use symbolon::protocol::Rule;
use symbolon::store::event;

#[tokio::test]
async fn revoked_refresh_token_takes_all_of_its_grant_along() {
    let app = TestApp::new().await;
    for hint in ["refresh_token", "access_token", "nonsense", ""] {
        let client = app.client("postman");
        let tokens = sign_in(&app, "postman", SCOPE).await;
        let form = [("token", &*tokens.field("refresh_token")), ("token_type_hint", hint)];
        let reply = client.post("/revoke", &form).await;
        assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{reply:?}");
        let refused = client.refresh(&tokens.field("refresh_token")).await;
        refused.assert_error(400, "invalid_grant");
        app.assert_rule(&refused, Rule::GrantEnded).await;
        app.assert_rule(&app.userinfo(&tokens.field("access_token")).await, Rule::TokenRevoked).await;
    }
    assert_eq!(event::count(app.db(), "grant.revoke").await.unwrap(), 4);
}

#[tokio::test]
async fn superseded_refresh_token_still_revokes_its_grant() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let first = sign_in(&app, "spa", SCOPE).await.field("refresh_token");
    let second = client.refresh(&first).await;
    assert_eq!(client.revoke(&first).await.status, 200);
    let refused = client.refresh(&second.field("refresh_token")).await;
    app.assert_rule(&refused, Rule::GrantEnded).await;
}

#[tokio::test]
async fn revoked_access_token_dies_alone() {
    let app = TestApp::new().await;
    for hint in ["access_token", "refresh_token", ""] {
        let client = app.client("postman");
        let tokens = sign_in(&app, "postman", SCOPE).await;
        let access = tokens.field("access_token");
        let form = [("token", access.as_str()), ("token_type_hint", hint)];
        assert_eq!(client.post("/revoke", &form).await.status, 200);
        app.assert_rule(&app.userinfo(&access).await, Rule::TokenRevoked).await;
        assert_eq!(app.client("service").introspect(&access).await.json(), json!({ "active": false }));
        let next = client.refresh(&tokens.field("refresh_token")).await;
        assert_eq!(
            app.userinfo(&next.field("access_token")).await.status,
            200,
            "RFC 7009 §2.1 leaves the refresh token"
        );
    }
}

#[tokio::test]
async fn client_revokes_its_own_token_without_a_person() {
    let app = TestApp::new().await;
    let service = app.client("service");
    let (one, two) = (client_token(&app, "read").await, client_token(&app, "read").await);
    for _ in 0..2 {
        assert_eq!(service.revoke(&one).await.status, 200, "again is no error");
    }
    assert_eq!(service.introspect(&one).await.json(), json!({ "active": false }));
    assert_eq!(service.introspect(&two).await.json()["active"], true);
}

#[tokio::test]
async fn token_of_another_client_is_untouched_and_unknown_ones_are_no_error() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman", SCOPE).await;
    let (access, refresh) = (tokens.field("access_token"), tokens.field("refresh_token"));
    for id in ["dashboard", "spa", "service"] {
        for token in [&access, &refresh, "unknown", "syr_unknown", "syc_unknown", "a.b.c"] {
            let reply = app.client(id).revoke(token).await;
            assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({})), "{id} {token}");
        }
    }
    assert_eq!(app.userinfo(&access).await.status, 200);
    assert_eq!(app.client("postman").refresh(&refresh).await.status, 200);
}

#[tokio::test]
async fn expired_access_token_is_no_error_and_leaves_no_row() {
    let app = TestApp::new().await;
    let access = client_token(&app, "read").await;
    app.advance(600);
    assert_eq!(app.client("service").revoke(&access).await.status, 200);
    let pass = symbolon::flow::cleanup::pass(app.db(), 500, 1, app.deps().unix()).await.unwrap();
    let deleted = pass.deleted;
    assert!(deleted.iter().all(|table| table.table != "revoked_token" || table.rows == 0), "{deleted:?}");
}

#[tokio::test]
async fn client_must_authenticate_and_a_public_one_names_itself() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman", SCOPE).await;
    let refresh = tokens.field("refresh_token");
    let anonymous = app.post("/revoke", &[("token", &refresh)]).await;
    anonymous.assert_error(401, "invalid_client");
    app.assert_rule(&anonymous, Rule::ClientAuthMissing).await;
    let named = app.post("/revoke", &[("token", &refresh), ("client_id", "postman")]).await;
    named.assert_error(401, "invalid_client");
    app.assert_rule(&named, Rule::ClientAuthFailed).await;
    assert_eq!(app.client("postman").refresh(&refresh).await.status, 200);

    let public = sign_in(&app, "spa", SCOPE).await.field("refresh_token");
    let reply = app.post("/revoke", &[("token", &public), ("client_id", "spa")]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    app.assert_rule(&app.client("spa").refresh(&public).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn revocation_on_one_node_holds_on_the_other_at_once() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let tokens = sign_in(&app, "postman", SCOPE).await;
    let own = client_token(&app, "read").await;
    assert_eq!(other.userinfo(&tokens.field("access_token")).await.status, 200);
    app.client("postman").revoke(&tokens.field("access_token")).await;
    app.client("service").revoke(&own).await;
    other.assert_rule(&other.userinfo(&tokens.field("access_token")).await, Rule::TokenRevoked).await;
    assert_eq!(other.client("service").introspect(&own).await.json(), json!({ "active": false }));
    app.client("postman").revoke(&tokens.field("refresh_token")).await;
    let refused = app.client("postman").at(&other).refresh(&tokens.field("refresh_token")).await;
    other.assert_rule(&refused, Rule::GrantEnded).await;
}
