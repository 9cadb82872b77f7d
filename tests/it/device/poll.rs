//! The token endpoint with a device code (RFC 8628 §3.4 and §3.5).

use crate::support::device::DEVICE_GRANT;
use crate::support::reply::claims;
use crate::support::{ISSUER, START, TestApp};
use symbolon::flow::admin::{Actor, client, user};
use symbolon::protocol::Rule;

const EXPIRY: i64 = 600;

#[tokio::test]
async fn device_gets_its_tokens_after_the_person_has_allowed_it() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let codes = cli.device("openid profile read").await;
    let pending = cli.poll(&codes.device_code).await;
    pending.assert_error(400, Rule::DevicePending.code().as_str());
    assert_eq!(pending.field("error"), "authorization_pending");
    assert_eq!(pending.field("error_description"), Rule::DevicePending.description());
    app.browser().allow_device(&codes.user_code).await;
    let tokens = cli.poll(&codes.device_code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(
        (tokens.field("token_type").as_str(), tokens.field("scope").as_str()),
        ("Bearer", "openid profile read")
    );
    let id_token = claims(&tokens.field("id_token"));
    assert_eq!((id_token["iss"].as_str(), id_token["aud"].as_str()), (Some(ISSUER), Some("cli")));
    assert_eq!((id_token["auth_time"].as_i64(), &id_token["nonce"]), (Some(START.get()), &serde_json::Value::Null));
    assert!(id_token["sid"].is_string() && id_token["amr"][0] == "pwd", "{id_token}");
    let userinfo = app.userinfo(&tokens.field("access_token")).await.json();
    assert_eq!((&userinfo["sub"], userinfo["name"].as_str()), (&id_token["sub"], Some("Alice Liddell")));
    let refreshed = cli.refresh(&tokens.field("refresh_token")).await;
    assert_eq!(refreshed.status, 200, "refresh_always: {refreshed:?}");
}

#[tokio::test]
async fn without_openid_and_offline_access_there_is_only_an_access_token() {
    let app = TestApp::new().await;
    app.change_client("cli", |client| client.refresh_always = false).await;
    let cli = app.client("cli");
    for (scope, refreshes) in [("read", false), ("read offline_access", true)] {
        let codes = cli.device(scope).await;
        app.browser().allow_device(&codes.user_code).await;
        let tokens = cli.poll(&codes.device_code).await.json();
        assert!(tokens["access_token"].is_string() && tokens.get("id_token").is_none(), "{tokens}");
        assert_eq!(tokens.get("refresh_token").is_some(), refreshes, "{scope}: {tokens}");
    }
}

#[tokio::test]
async fn each_broken_rule_of_a_poll_has_its_answer() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let codes = cli.device("read").await;
    let code = codes.device_code.as_str();
    let changed = code.to_lowercase();
    let (shorter, longer) = (&code[..code.len() - 1], format!("{code}A"));
    let cases = [
        (vec![], Rule::DeviceCodeMissing),
        (vec![("device_code", "")], Rule::DeviceCodeMissing),
        (vec![("device_code", "syd_unknown")], Rule::DeviceCodeUnknown),
        (vec![("device_code", &code[4..])], Rule::DeviceCodeUnknown),
        (vec![("device_code", &*changed)], Rule::DeviceCodeUnknown),
        (vec![("device_code", shorter)], Rule::DeviceCodeUnknown),
        (vec![("device_code", &*longer)], Rule::DeviceCodeUnknown),
        (vec![("device_code", &*codes.user_code)], Rule::DeviceCodeUnknown),
        (vec![("device_code", code), ("device_code", code)], Rule::ParameterRepeated),
    ];
    for (mut form, rule) in cases {
        form.push(("grant_type", DEVICE_GRANT));
        let reply = cli.token(&form).await;
        reply.assert_error(400, rule.code().as_str());
        app.assert_rule(&reply, rule).await;
    }
    let other = [("grant_type", DEVICE_GRANT), ("device_code", code)];
    app.assert_rule(&app.client("spa").token(&other).await, Rule::GrantNotAllowed).await;
}

#[tokio::test]
async fn codes_and_tokens_of_other_kinds_are_not_taken_for_each_other() {
    let app = TestApp::new().await;
    app.change_client("cli", |client| {
        client.grant_types.push(symbolon::model::GrantType::AuthorizationCode);
        client.redirect_uris.push("http://127.0.0.1/callback".to_owned());
    })
    .await;
    let cli = app.client("cli");
    let mut browser = app.browser();
    let codes = cli.device("openid offline_access").await;
    browser.allow_device(&codes.user_code).await;
    let device_code = codes.device_code.as_str();
    app.assert_rule(&cli.redeem(device_code).await, Rule::CodeUnknown).await;
    app.assert_rule(&cli.refresh(device_code).await, Rule::RefreshTokenUnknown).await;
    app.assert_rule(&app.userinfo(device_code).await, Rule::TokenInvalid).await;
    let code = browser.code("cli", "openid").await;
    app.assert_rule(&cli.poll(&code).await, Rule::DeviceCodeUnknown).await;
    let tokens = cli.poll(device_code).await;
    for token in ["access_token", "refresh_token", "id_token"] {
        app.assert_rule(&cli.poll(&tokens.field(token)).await, Rule::DeviceCodeUnknown).await;
    }
}

#[tokio::test]
async fn device_code_of_another_client_is_refused_and_stays_good_for_its_own() {
    let app = TestApp::new().await;
    app.change_client("spa", |client| client.grant_types.push(symbolon::model::GrantType::DeviceCode)).await;
    let codes = app.client("cli").device("read").await;
    app.assert_rule(&app.client("spa").poll(&codes.device_code).await, Rule::DeviceCodeForeign).await;
    app.browser().allow_device(&codes.user_code).await;
    let reply = app.client("spa").poll(&codes.device_code).await;
    reply.assert_error(400, "invalid_grant");
    app.assert_rule(&reply, Rule::DeviceCodeForeign).await;
    assert_eq!(app.client("cli").poll(&codes.device_code).await.status, 200);
}

#[tokio::test]
async fn poll_before_the_interval_is_slowed_down_by_five_seconds_each_time() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let codes = cli.device("read").await;
    // Seconds since the poll before, and the answer; the interval is 5 s at first.
    let steps = [
        (0, "authorization_pending"),
        (5, "authorization_pending"),
        (3, "slow_down"),  // 10 s from here
        (5, "slow_down"),  // 15 s from here
        (13, "slow_down"), // 20 s
        (20, "authorization_pending"),
        (19, "authorization_pending"), // one second is forgiven
        (18, "slow_down"),
    ];
    for (index, (wait, expected)) in steps.into_iter().enumerate() {
        app.advance(wait);
        let reply = cli.poll(&codes.device_code).await;
        reply.assert_error(400, expected);
        if expected == "slow_down" {
            app.assert_rule(&reply, Rule::DevicePollTooFast).await;
        }
        assert_eq!(reply.field("error"), expected, "step {index}");
    }
    app.browser().allow_device(&codes.user_code).await;
    assert_eq!(cli.poll(&codes.device_code).await.status, 200, "nobody waits for tokens that are there");
}

#[tokio::test]
async fn interval_stops_growing_at_a_minute() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let codes = cli.device("read").await;
    for _ in 0..30 {
        cli.poll(&codes.device_code).await;
    }
    app.advance(59);
    assert_eq!(cli.poll(&codes.device_code).await.field("error"), "authorization_pending");
}

#[tokio::test]
async fn pending_polls_leave_no_refusal_records() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let codes = cli.device("read").await;
    assert_eq!(cli.poll(&codes.device_code).await.field("error"), "authorization_pending");
    assert_eq!(app.app.services.refusals.flush(app.db()).await.unwrap(), (0, 0));
}

#[tokio::test]
async fn expired_code_says_so_whatever_became_of_it() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let (pending, approved) = (cli.device("read").await, cli.device("read").await);
    app.browser().allow_device(&approved.user_code).await;
    app.advance(EXPIRY - 1);
    assert_eq!(cli.poll(&pending.device_code).await.field("error"), "authorization_pending");
    app.advance(1);
    for codes in [&pending, &approved] {
        let reply = cli.poll(&codes.device_code).await;
        reply.assert_error(400, "expired_token");
        app.assert_rule(&reply, Rule::DeviceCodeExpired).await;
    }
}

#[tokio::test]
async fn denied_device_is_told_access_denied() {
    let app = TestApp::new().await;
    let codes = app.client("cli").device("read").await;
    let mut browser = app.browser();
    let shown = browser.enter(&codes.user_code).await;
    let done = browser.answer_device(&shown, "deny").await;
    assert!(done.text.contains("Access denied"), "{done:?}");
    for _ in 0..2 {
        let reply = app.client("cli").poll(&codes.device_code).await;
        reply.assert_error(400, "access_denied");
        app.assert_rule(&reply, Rule::DeviceDenied).await;
    }
}

#[tokio::test]
async fn device_code_works_once() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    let codes = cli.device("openid").await;
    app.browser().allow_device(&codes.user_code).await;
    let tokens = cli.poll(&codes.device_code).await;
    let again = cli.poll(&codes.device_code).await;
    again.assert_error(400, "invalid_grant");
    app.assert_rule(&again, Rule::DeviceCodeUsed).await;
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200, "a poll too many is no theft");
}

/// What may happen to a person between the answer and the device's next poll.
#[tokio::test]
async fn person_or_session_that_ended_before_the_poll_gives_nothing() {
    for deed in ["disable", "sign out", "revoke consent", "client off"] {
        let app = TestApp::new().await;
        let cli = app.client("cli");
        let codes = cli.device("openid offline_access").await;
        let mut browser = app.browser();
        browser.allow_device(&codes.user_code).await;
        match deed {
            "disable" => drop(user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap()),
            "sign out" => browser.sign_out().await,
            "client off" => {
                client::disable(&app.deps(), &Actor::Cli, "cli", true).await.unwrap();
                app.app.refresh().await.unwrap();
                client::disable(&app.deps(), &Actor::Cli, "cli", false).await.unwrap();
                app.app.refresh().await.unwrap();
            }
            _ => app.sql("UPDATE token_grant SET revoked_at = 1800000000, revoked_reason = 'consent_withdrawn'").await,
        }
        let reply = cli.poll(&codes.device_code).await;
        reply.assert_error(400, "invalid_grant");
        app.assert_rule(&reply, Rule::GrantEnded).await;
    }
}

#[tokio::test]
async fn tokens_end_with_the_session_unless_offline_access_was_granted() {
    let app = TestApp::new().await;
    let cli = app.client("cli");
    for (scope, lives) in [("openid", false), ("openid offline_access", true)] {
        let codes = cli.device(scope).await;
        let mut browser = app.browser();
        browser.allow_device(&codes.user_code).await;
        let tokens = cli.poll(&codes.device_code).await;
        browser.sign_out().await;
        let alive = app.userinfo(&tokens.field("access_token")).await.status == 200;
        assert_eq!(alive, lives, "{scope}");
    }
}
