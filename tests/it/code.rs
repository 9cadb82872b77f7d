//! Redeeming authorization codes (RFC 6749 §4.1.3, RFC 7636; security checks 14, 16 to 23 and 25).

mod bound;

use crate::support::browser::{VERIFIER, authorize_params, redirect_uri};
use crate::support::client::basic;
use crate::support::{Client, Reply, TestApp};
use serde_json::json;
use std::collections::HashSet;
use symbolon::protocol::Rule;

const SCOPE: &str = "openid offline_access";

/// The redemption of `code`, with `changes` in place of the right values; an empty value leaves the parameter out.
async fn redeem_with(client: &Client<'_>, code: &str, changes: &[(&str, &str)]) -> Reply {
    let right = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri(&client.id)),
        ("code_verifier", VERIFIER),
    ];
    let form = right.map(|(name, value)| {
        (name, changes.iter().find(|(changed, _)| *changed == name).map_or(value, |(_, new)| *new))
    });
    let form: Vec<_> = form.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    client.token(&form).await
}

async fn assert_invalid_grant(app: &TestApp, reply: &Reply, rule: Rule) {
    reply.assert_error(400, "invalid_grant");
    app.assert_rule(reply, rule).await;
}

#[tokio::test]
async fn code_reused_returns_invalid_grant_and_revokes_tokens() {
    for id in ["postman", "spa"] {
        let app = TestApp::new().await;
        let client = app.client(id);
        let code = app.browser().code(id, SCOPE).await;
        let tokens = client.redeem(&code).await;
        let (access, refresh) = (tokens.field("access_token"), tokens.field("refresh_token"));
        assert_eq!(app.userinfo(&access).await.status, 200);
        assert_eq!(app.client("service").introspect(&access).await.json()["active"], true);

        let second = client.redeem(&code).await;
        assert_invalid_grant(&app, &second, Rule::CodeReplayed).await;
        let userinfo = app.userinfo(&access).await;
        userinfo.assert_error(401, "invalid_token");
        app.assert_rule(&userinfo, Rule::TokenRevoked).await;
        assert_eq!(app.client("service").introspect(&access).await.json(), json!({ "active": false }));
        assert_invalid_grant(&app, &client.refresh(&refresh).await, Rule::GrantEnded).await;
        assert_invalid_grant(&app, &client.redeem(&code).await, Rule::CodeReplayed).await;
        let events = symbolon::store::event::count(app.db(), "grant.revoke").await.unwrap();
        assert_eq!(events, 1, "a deed is written once, however often the code comes again");
    }
}

#[tokio::test]
async fn code_reused_kills_tokens_that_were_refreshed_since_and_long_after_it_expired() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let code = app.browser().code("postman", SCOPE).await;
    let first = postman.redeem(&code).await;
    app.advance(3600);
    let second = postman.refresh(&first.field("refresh_token")).await;
    let deleted = symbolon::flow::cleanup::pass(app.db(), 500, 9, app.deps().unix()).await.unwrap().deleted;
    assert!(deleted.iter().all(|table| table.table != "authorization_code" || table.rows == 0), "{deleted:?}");
    assert_invalid_grant(&app, &postman.redeem(&code).await, Rule::CodeReplayed).await;
    app.assert_rule(&app.userinfo(&second.field("access_token")).await, Rule::TokenRevoked).await;
    assert_invalid_grant(&app, &postman.refresh(&second.field("refresh_token")).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn code_of_one_client_presented_by_another_is_refused_and_burned() {
    for thief in ["dashboard", "spa"] {
        let app = TestApp::new().await;
        let code = app.browser().code("postman", "openid").await;
        let changes = [("redirect_uri", redirect_uri("postman"))];
        let stolen = redeem_with(&app.client(thief), &code, &changes).await;
        assert_invalid_grant(&app, &stolen, Rule::CodeForeign).await;
        let own = app.client("postman").redeem(&code).await;
        assert_invalid_grant(&app, &own, Rule::CodeReplayed).await;
    }
}

#[tokio::test]
async fn used_code_presented_by_another_client_changes_nothing() {
    let app = TestApp::new().await;
    let code = app.browser().code("postman", "openid").await;
    let tokens = app.client("postman").redeem(&code).await;
    let foreign = redeem_with(&app.client("spa"), &code, &[("redirect_uri", redirect_uri("postman"))]).await;
    assert_invalid_grant(&app, &foreign, Rule::CodeForeign).await;
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
}

#[tokio::test]
async fn code_expires_after_sixty_seconds_and_a_clock_set_back_does_not_revive_it() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let mut browser = app.browser();
    let code = browser.code("postman", "openid").await;
    app.advance(59);
    assert_eq!(postman.redeem(&code).await.status, 200);
    let code = browser.code("postman", "openid").await;
    app.advance(60);
    assert_invalid_grant(&app, &postman.redeem(&code).await, Rule::CodeExpired).await;
    app.advance(-60);
    assert_invalid_grant(&app, &postman.redeem(&code).await, Rule::CodeExpired).await;
}

#[tokio::test]
async fn code_lifetime_follows_the_setting_and_the_clients_own() {
    let app = TestApp::with(|settings| settings.tokens.code_lifetime = 600).await;
    app.change_client("spa", |metadata| metadata.code_lifetime = Some(10)).await;
    let mut browser = app.browser();
    let (long, short) = (browser.code("postman", "openid").await, browser.code("spa", "openid").await);
    app.advance(10);
    assert_invalid_grant(&app, &app.client("spa").redeem(&short).await, Rule::CodeExpired).await;
    app.advance(589);
    assert_eq!(app.client("postman").redeem(&long).await.status, 200);
}

#[tokio::test]
async fn codes_are_256_random_bits() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let code = browser.code("postman", "openid").await;
        let secret = code.strip_prefix("syc_").unwrap();
        assert_eq!(secret.len(), 43);
        assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')), "{code}");
        assert!(seen.insert(secret[..8].to_owned()) && seen.insert(secret[35..].to_owned()), "{code}");
    }
}

#[tokio::test]
async fn altered_code_is_unknown_and_leaves_the_true_one_alone() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let code = app.browser().code("postman", "openid").await;
    let swapped: String = code.chars().map(swap_case).collect();
    let altered = [
        code[..code.len() - 1].to_owned(),
        code[1..].to_owned(),
        code.strip_prefix("syc_").unwrap().to_owned(),
        format!("{code}x"),
        format!("{code}="),
        format!("{code} "),
        format!(" {code}"),
        format!("{code}\n"),
        code.replacen("syc_", "syr_", 1),
        format!("syc_{}", &swapped[4..]),
        code.to_uppercase(),
        "syc_".to_owned(),
        "syc_' OR 1=1 --".to_owned(),
        "syc_%".to_owned(),
    ];
    for altered in altered {
        assert_invalid_grant(&app, &postman.redeem(&altered).await, Rule::CodeUnknown).await;
    }
    assert_eq!(postman.redeem(&code).await.status, 200);
}

fn swap_case(letter: char) -> char {
    if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
}

#[tokio::test]
async fn no_kind_of_token_passes_for_another() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let mut browser = app.browser();
    let tokens = postman.redeem(&browser.code("postman", SCOPE).await).await;
    let code = browser.code("postman", SCOPE).await;
    let [access, refresh, id_token] = ["access_token", "refresh_token", "id_token"].map(|name| tokens.field(name));

    for not_access in [&code, &refresh, &id_token] {
        let reply = app.userinfo(not_access).await;
        reply.assert_error(401, "invalid_token");
        app.assert_rule(&reply, Rule::TokenInvalid).await;
    }
    for not_code in [&access, &refresh, &id_token] {
        assert_invalid_grant(&app, &postman.redeem(not_code).await, Rule::CodeUnknown).await;
    }
    for not_refresh in [&code, &access, &id_token] {
        assert_invalid_grant(&app, &postman.refresh(not_refresh).await, Rule::RefreshTokenUnknown).await;
    }
    for not_a_token in [&code, &id_token] {
        assert_eq!(app.client("service").introspect(not_a_token).await.json(), json!({ "active": false }));
        assert_eq!(postman.revoke(not_a_token).await.status, 200);
    }
    assert_eq!(app.userinfo(&access).await.status, 200);
    assert_eq!(postman.refresh(&refresh).await.status, 200);
    assert_eq!(postman.redeem(&code).await.status, 200);
}

#[tokio::test]
async fn wrong_verifier_burns_the_code_so_that_nobody_guesses_twice() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let (short, long) = ("v".repeat(42), "v".repeat(129));
    let (illegal, swapped) = (format!("{VERIFIER}!"), VERIFIER.to_uppercase());
    let challenge = symbolon::crypto::digest::sha256_base64url(VERIFIER);
    let wrong = [
        ("", Rule::VerifierMissing),
        (short.as_str(), Rule::VerifierMalformed),
        (&long, Rule::VerifierMalformed),
        (&illegal, Rule::VerifierMalformed),
        (&swapped, Rule::VerifierMismatch),
        (&challenge, Rule::VerifierMismatch),
    ];
    for client in ["postman", "spa"] {
        for (verifier, rule) in wrong {
            let code = browser.code(client, SCOPE).await;
            let reply = redeem_with(&app.client(client), &code, &[("code_verifier", verifier)]).await;
            assert_invalid_grant(&app, &reply, rule).await;
            let right = app.client(client).redeem(&code).await;
            assert_invalid_grant(&app, &right, Rule::CodeReplayed).await;
        }
    }
}

#[tokio::test]
async fn verifier_without_a_challenge_is_refused() {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| metadata.pkce_required = Some(false)).await;
    let postman = app.client("postman");
    let mut browser = app.browser();
    browser.code("postman", "openid").await;
    let mut params = authorize_params("postman", redirect_uri("postman"), "openid");
    params.retain(|(name, _)| !name.starts_with("code_challenge"));
    let code = browser.authorize(&params).await.location_param("code").unwrap();
    assert_invalid_grant(&app, &postman.redeem(&code).await, Rule::VerifierUnexpected).await;
    let code = browser.authorize(&params).await.location_param("code").unwrap();
    assert_eq!(redeem_with(&postman, &code, &[("code_verifier", "")]).await.status, 200);
    let code = browser.code("postman", "openid").await;
    let downgraded = redeem_with(&postman, &code, &[("code_verifier", "")]).await;
    assert_invalid_grant(&app, &downgraded, Rule::VerifierMissing).await;
}

#[tokio::test]
async fn client_that_fails_to_authenticate_does_not_touch_the_code() {
    let app = TestApp::new().await;
    let code = app.browser().code("postman", "openid").await;
    let wrong = Client::with_secret(&app, "postman", "wrong");
    wrong.redeem(&code).await.assert_error(401, "invalid_client");
    let headers = [("authorization", basic("postman", "postman-secret")), ("content-type", "text/plain".to_owned())];
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.post_raw("/token", &headers, format!("code={code}")).await.assert_error(400, "invalid_request");
    assert_eq!(app.client("postman").redeem(&code).await.status, 200);
}
