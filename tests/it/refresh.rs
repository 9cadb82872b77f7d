//! Refreshing (RFC 6749 §6, RFC 9700 §4.14.2; security checks 45 to 55).

mod crash;
mod honest;
mod machine;
mod never;
mod nodes;
mod restrictions;
mod window;

use crate::support::client::basic;
use crate::support::reply::claims;
use crate::support::{Client, Reply, START, TestApp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use symbolon::flow::admin::{Actor, user};
use symbolon::model::Secret;
use symbolon::protocol::Rule;

const SCOPE: &str = "openid profile offline_access read write";

/// The answer to a fresh sign-in of alice.
async fn sign_in(app: &TestApp, client: &str) -> Reply {
    let reply = app.client(client).redeem(&app.browser().code(client, SCOPE).await).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply
}

async fn refresh_for(client: &Client<'_>, refresh_token: &str, scope: &str) -> Reply {
    client.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("scope", scope)]).await
}

async fn assert_invalid_grant(app: &TestApp, reply: &Reply, rule: Rule) {
    reply.assert_error(400, "invalid_grant");
    app.assert_rule(reply, rule).await;
}

#[tokio::test]
async fn every_refresh_gives_a_successor_and_a_working_access_token() {
    let app = TestApp::new().await;
    for id in ["postman", "dashboard", "spa", "native"] {
        let client = app.client(id);
        let mut tokens = sign_in(&app, id).await;
        for _ in 0..3 {
            let next = client.refresh(&tokens.field("refresh_token")).await;
            assert_eq!(next.status, 200, "{next:?}");
            assert_ne!(next.field("refresh_token"), tokens.field("refresh_token"));
            assert_ne!(next.field("access_token"), tokens.field("access_token"));
            assert_eq!(app.userinfo(&next.field("access_token")).await.status, 200);
            assert_eq!(next.field("scope"), SCOPE);
            tokens = next;
        }
    }
}

#[tokio::test]
async fn refreshed_id_token_keeps_who_and_when_and_has_no_nonce() {
    let app = TestApp::new().await;
    let first = sign_in(&app, "postman").await;
    app.advance(500);
    let second = app.client("postman").refresh(&first.field("refresh_token")).await;
    let (old, new) = (claims(&first.field("id_token")), claims(&second.field("id_token")));
    for claim in ["iss", "sub", "aud", "auth_time", "sid", "acr", "amr"] {
        assert!(old[claim] == new[claim] && !new[claim].is_null(), "{claim}: {new}");
    }
    assert_eq!((&old["nonce"], new.get("nonce")), (&json!("n-456"), None));
    assert_eq!((&new["iat"], &new["exp"]), (&json!(START.get() + 500), &json!(START.get() + 1100)));
    assert_ne!(old["at_hash"], new["at_hash"]);
    let access = claims(&second.field("access_token"));
    assert_eq!(access["auth_time"], START.get());
}

#[tokio::test]
async fn narrowing_the_scope_is_not_sticky_and_without_openid_there_is_no_id_token() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await;
    let narrow = refresh_for(&client, &first.field("refresh_token"), "read").await;
    assert_eq!(narrow.field("scope"), "read");
    assert_eq!(claims(&narrow.field("access_token"))["scope"], "read");
    assert!(narrow.json().get("id_token").is_none(), "{narrow:?}");
    app.userinfo(&narrow.field("access_token")).await.assert_error(403, "insufficient_scope");
    let whole = client.refresh(&narrow.field("refresh_token")).await;
    assert_eq!(whole.field("scope"), SCOPE);
    assert!(whole.json().get("id_token").is_some(), "{whole:?}");
}

#[tokio::test]
async fn wider_scope_is_refused_and_the_token_stays_good() {
    let app = TestApp::new().await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await.field("refresh_token");
    let long = "r".repeat(4097);
    let cases = [
        ("openid email", "invalid_scope", Rule::ScopeWider),
        ("nonsense", "invalid_scope", Rule::ScopeWider),
        ("re\"ad", "invalid_scope", Rule::ScopeMalformed),
        (long.as_str(), "invalid_request", Rule::ParameterTooLong),
    ];
    for (scope, code, rule) in cases {
        let reply = refresh_for(&client, &first, scope).await;
        reply.assert_error(400, code);
        app.assert_rule(&reply, rule).await;
    }
    assert_eq!(client.refresh(&first).await.status, 200);
}

#[tokio::test]
async fn refresh_token_of_another_client_is_refused_and_stays_good() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman").await;
    let refresh = tokens.field("refresh_token");
    for thief in ["dashboard", "spa", "cli"] {
        let reply = app.client(thief).refresh(&refresh).await;
        assert_invalid_grant(&app, &reply, Rule::RefreshTokenForeign).await;
    }
    let next = app.client("postman").refresh(&refresh).await;
    assert_eq!(next.status, 200);
    app.advance(600);
    let old = app.client("spa").refresh(&refresh).await;
    assert_invalid_grant(&app, &old, Rule::RefreshTokenForeign).await;
    assert_eq!(app.client("postman").refresh(&next.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn unused_refresh_token_dies_after_its_idle_lifetime() {
    let app = TestApp::with(|settings| settings.tokens.refresh_idle_lifetime = 1000).await;
    let client = app.client("postman");
    let first = sign_in(&app, "postman").await;
    app.advance(999);
    let second = client.refresh(&first.field("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    app.advance(999);
    let third = client.refresh(&second.field("refresh_token")).await;
    assert_eq!(third.status, 200, "{third:?}");
    app.advance(1000);
    let refused = client.refresh(&third.field("refresh_token")).await;
    assert_invalid_grant(&app, &refused, Rule::RefreshTokenExpired).await;
    app.advance(-500);
    assert_invalid_grant(&app, &client.refresh(&third.field("refresh_token")).await, Rule::RefreshTokenExpired).await;
}

#[tokio::test]
async fn family_dies_after_its_absolute_lifetime_however_much_it_is_used() {
    let app = TestApp::with(|settings| {
        settings.tokens.refresh_idle_lifetime = 1000;
        settings.tokens.refresh_absolute_lifetime = 2500;
    })
    .await;
    let client = app.client("spa");
    let mut refresh = sign_in(&app, "spa").await.field("refresh_token");
    for _ in 0..3 {
        app.advance(800);
        let next = client.refresh(&refresh).await;
        assert_eq!(next.status, 200, "{next:?}");
        refresh = next.field("refresh_token");
    }
    app.advance(100);
    assert_invalid_grant(&app, &client.refresh(&refresh).await, Rule::RefreshTokenExpired).await;
}

#[tokio::test]
async fn short_lived_refresh_token_dies_though_its_access_token_lives() {
    let app = TestApp::with(|settings| settings.tokens.refresh_idle_lifetime = 100).await;
    let tokens = sign_in(&app, "postman").await;
    app.advance(100);
    let refused = app.client("postman").refresh(&tokens.field("refresh_token")).await;
    assert_invalid_grant(&app, &refused, Rule::RefreshTokenExpired).await;
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
}

#[tokio::test]
async fn person_disabled_removed_or_with_a_new_password_cannot_be_refreshed() {
    for deed in ["disable", "password", "remove"] {
        let app = TestApp::new().await;
        let tokens = sign_in(&app, "postman").await;
        app.advance(5);
        let deps = app.deps();
        match deed {
            "disable" => drop(user::disable(&deps, &Actor::Cli, "alice", true).await.unwrap()),
            "remove" => user::remove(&deps, &Actor::Cli, "alice").await.unwrap(),
            _ => {
                let password = Secret::new("a new password".to_owned());
                user::set_password(&deps, &Actor::Cli, "alice", &password).await.unwrap();
            }
        }
        let rule = if deed == "remove" { Rule::RefreshTokenUnknown } else { Rule::GrantEnded };
        let reply = app.client("postman").refresh(&tokens.field("refresh_token")).await;
        assert_invalid_grant(&app, &reply, rule).await;
        app.assert_rule(&app.userinfo(&tokens.field("access_token")).await, Rule::TokenRevoked).await;
        if deed == "disable" {
            user::disable(&app.deps(), &Actor::Cli, "alice", false).await.unwrap();
            let reply = app.client("postman").refresh(&tokens.field("refresh_token")).await;
            assert_invalid_grant(&app, &reply, Rule::GrantEnded).await;
        }
    }
}

#[tokio::test]
async fn sign_out_ends_refresh_without_offline_access_and_leaves_the_other() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let dashboard = app.client("dashboard");
    let bound = dashboard.redeem(&browser.code("dashboard", "openid").await).await;
    let offline = dashboard.redeem(&browser.code("dashboard", "openid offline_access").await).await;
    browser.sign_out().await;
    let reply = dashboard.refresh(&bound.field("refresh_token")).await;
    assert_invalid_grant(&app, &reply, Rule::GrantEnded).await;
    assert_eq!(dashboard.refresh(&offline.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn refresh_token_needs_the_grant_and_offline_access_or_the_clients_setting() {
    let app = TestApp::new().await;
    let has = |reply: &Reply| {
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json().get("refresh_token").is_some()
    };
    let redeem = async |id: &str, scope: &str| app.client(id).redeem(&app.browser().code(id, scope).await).await;
    assert!(!has(&redeem("postman", "openid").await));
    assert!(has(&redeem("postman", "offline_access read").await));
    assert!(has(&redeem("dashboard", "read").await), "refresh_always");
    app.change_client("dashboard", |metadata| metadata.refresh_always = false).await;
    assert!(!has(&redeem("dashboard", "read").await));
    app.change_client("postman", |metadata| {
        metadata.grant_types.retain(|grant| *grant != symbolon::model::GrantType::RefreshToken);
    })
    .await;
    let reply = redeem("postman", "openid offline_access").await;
    assert!(!has(&reply) && reply.field("scope") == "openid", "{reply:?}");
    app.change_client("postman", |metadata| metadata.refresh_always = true).await;
    assert!(!has(&redeem("postman", "openid offline_access").await), "the grant is a condition of its own");
}

#[tokio::test]
async fn client_that_lost_the_refresh_grant_cannot_refresh() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman").await;
    app.change_client("postman", |metadata| {
        metadata.grant_types.retain(|grant| *grant != symbolon::model::GrantType::RefreshToken);
    })
    .await;
    let reply = app.client("postman").refresh(&tokens.field("refresh_token")).await;
    reply.assert_error(400, "unauthorized_client");
    app.assert_rule(&reply, Rule::GrantNotAllowed).await;
}

#[tokio::test]
async fn forged_or_altered_token_is_unknown_and_never_kills_a_family() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let first = sign_in(&app, "spa").await.field("refresh_token");
    let second = client.refresh(&first).await.field("refresh_token");
    app.advance(3600);
    let mut forged =
        vec![first[..first.len() - 1].to_owned(), format!("{first}A"), format!("{first}="), first[4..].to_owned()];
    let bytes = URL_SAFE_NO_PAD.decode(&first[4..]).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        forged.push(format!("syr_{}", URL_SAFE_NO_PAD.encode(changed)));
    }
    for index in [24, 32] {
        forged.push(format!("syr_{}", URL_SAFE_NO_PAD.encode(&bytes[..index])));
    }
    for token in forged {
        assert_invalid_grant(&app, &client.refresh(&token).await, Rule::RefreshTokenUnknown).await;
    }
    assert_eq!(client.refresh(&second).await.status, 200);
    assert_eq!(symbolon::store::event::count(app.db(), "grant.revoke").await.unwrap(), 0);
}

#[tokio::test]
async fn new_secret_key_with_the_previous_one_beside_it_still_refreshes_and_still_detects_replays() {
    let app = TestApp::new().await;
    let first = sign_in(&app, "postman").await.field("refresh_token");
    let app = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = Some(Secret::new("another secret key, of 32 bytes or more".to_owned()));
        })
        .await;
    // The client's secret was chosen by a person, so it is kept under the old key as well.
    let client = app.client("postman");
    let second = client.refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    let third = client.refresh(&second.field("refresh_token")).await;
    assert_eq!(third.status, 200, "{third:?}");
    assert_invalid_grant(&app, &client.refresh(&first).await, Rule::RefreshTokenReplayed).await;
    assert_invalid_grant(&app, &client.refresh(&third.field("refresh_token")).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn refusal_before_the_grant_is_looked_at_uses_nothing_up() {
    let app = TestApp::new().await;
    let first = sign_in(&app, "postman").await.field("refresh_token");
    let wrong = Client::with_secret(&app, "postman", "wrong");
    wrong.refresh(&first).await.assert_error(401, "invalid_client");
    let authorization = basic("postman", "postman-secret");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let twice = format!("grant_type=refresh_token&refresh_token={first}&refresh_token={first}");
    let reply = app.post_raw("/token", &headers, twice).await;
    app.assert_rule(&reply, Rule::ParameterRepeated).await;
    assert_eq!(app.client("postman").refresh(&first).await.status, 200);
}
