//! What a code is bound to beside its client: its redirect URI, and the life of all that it stands on.

use super::{SCOPE, assert_invalid_grant, redeem_with};
use crate::support::browser::{authorize_params, redirect_uri};
use crate::support::{Browser, TestApp};
use symbolon::flow::admin::{Actor, client, user};
use symbolon::model::{ClientId, RevocationReason, Secret};
use symbolon::protocol::Rule;
use symbolon::store;

#[tokio::test]
async fn redirect_uri_must_be_the_one_of_the_request() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let mut browser = app.browser();
    let sent = redirect_uri("postman");
    let others = [
        "",
        "https://oauth.pstmn.io/v1/callback",
        "http://localhost:3000/callback/",
        "http://localhost:3000/callback?",
        "http://localhost:3000/Callback",
        "HTTP://localhost:3000/callback",
        "http://127.0.0.1:3000/callback",
        "https://evil.example/",
    ];
    for other in others {
        let code = browser.code("postman", SCOPE).await;
        let reply = redeem_with(&postman, &code, &[("redirect_uri", other)]).await;
        assert_invalid_grant(&app, &reply, Rule::RedirectUriMismatch).await;
        let again = redeem_with(&postman, &code, &[("redirect_uri", sent)]).await;
        assert_invalid_grant(&app, &again, Rule::CodeReplayed).await;
    }
}

#[tokio::test]
async fn loopback_port_must_be_the_one_of_the_request() {
    let app = TestApp::new().await;
    let native = app.client("native");
    let mut browser = app.browser();
    let code = browser.code("native", "openid").await;
    let reply = redeem_with(&native, &code, &[("redirect_uri", "http://127.0.0.1:1/callback")]).await;
    assert_invalid_grant(&app, &reply, Rule::RedirectUriMismatch).await;
    let code = browser.code("native", "openid").await;
    assert_eq!(native.redeem(&code).await.status, 200);
}

#[tokio::test]
async fn redirect_uri_may_be_left_out_only_where_the_request_left_it_out() {
    let app = TestApp::new().await;
    let dashboard = app.client("dashboard");
    let mut browser = app.browser();
    browser.code("dashboard", "openid").await;
    let mut params = authorize_params("dashboard", "", "read");
    params.retain(|(name, _)| *name != "redirect_uri");
    let cases = [
        ("", Ok(())),
        (redirect_uri("dashboard"), Ok(())),
        ("http://localhost:3000/other", Err(Rule::RedirectUriMismatch)),
    ];
    for (sent, expected) in cases {
        let code = browser.authorize(&params).await.location_param("code").unwrap();
        let reply = redeem_with(&dashboard, &code, &[("redirect_uri", sent)]).await;
        match expected {
            Ok(()) => assert_eq!(reply.status, 200, "{sent}: {reply:?}"),
            Err(rule) => assert_invalid_grant(&app, &reply, rule).await,
        }
    }
}

#[tokio::test]
async fn code_of_a_person_disabled_since_is_refused_also_when_switched_on_again() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let code = app.browser().code("postman", SCOPE).await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    assert_invalid_grant(&app, &postman.redeem(&code).await, Rule::GrantEnded).await;
    user::disable(&app.deps(), &Actor::Cli, "alice", false).await.unwrap();
    assert_invalid_grant(&app, &postman.redeem(&code).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn code_of_a_person_removed_or_with_a_new_password_is_refused() {
    for remove in [false, true] {
        let app = TestApp::new().await;
        let code = app.browser().code("postman", SCOPE).await;
        if remove {
            user::remove(&app.deps(), &Actor::Cli, "alice").await.unwrap();
        } else {
            let password = Secret::new("a new password".to_owned());
            user::set_password(&app.deps(), &Actor::Cli, "alice", &password).await.unwrap();
        }
        assert_invalid_grant(&app, &app.client("postman").redeem(&code).await, Rule::GrantEnded).await;
    }
}

#[tokio::test]
async fn code_of_a_session_signed_out_since_is_refused_also_with_offline_access() {
    let app = TestApp::new().await;
    for scope in ["openid", SCOPE] {
        let mut browser: Browser<'_> = app.browser();
        let code = browser.code("postman", scope).await;
        browser.sign_out().await;
        assert_invalid_grant(&app, &app.client("postman").redeem(&code).await, Rule::GrantEnded).await;
    }
}

#[tokio::test]
async fn code_whose_grant_was_withdrawn_is_refused() {
    let app = TestApp::new().await;
    let code = app.browser().code("postman", SCOPE).await;
    let alice = user::find(&app.deps(), "alice").await.unwrap();
    let mut tx = app.db().write().await.unwrap();
    let (client, reason) = (ClientId::new("postman"), RevocationReason::ConsentWithdrawn);
    let now = app.deps().unix();
    let ended = store::grant::revoke_by_user_and_client(&mut tx, &alice.id, &client, reason, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ended, 1);
    assert_invalid_grant(&app, &app.client("postman").redeem(&code).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn code_of_a_client_disabled_since_is_refused_also_when_switched_on_again() {
    let app = TestApp::new().await;
    let code = app.browser().code("spa", SCOPE).await;
    client::disable(&app.deps(), &Actor::Cli, "spa", true).await.unwrap();
    assert_invalid_grant(&app, &app.client("spa").redeem(&code).await, Rule::GrantEnded).await;
    app.app.refresh().await.unwrap();
    let reply = app.client("spa").redeem(&code).await;
    reply.assert_error(401, "invalid_client");
    app.assert_rule(&reply, Rule::ClientAuthFailed).await;
    client::disable(&app.deps(), &Actor::Cli, "spa", false).await.unwrap();
    app.app.refresh().await.unwrap();
    assert_invalid_grant(&app, &app.client("spa").redeem(&code).await, Rule::GrantEnded).await;
}
