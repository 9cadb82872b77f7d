//! Modules of `oidcc-basic-certification-test-plan` about requests, claims, userinfo and codes, each by its name.

use super::{POSTMAN, authorize, id_token, redeem, shows, tokens, userinfo};
use crate::support::browser::{VERIFIER, params_with};
use crate::support::{Client, ISSUER, START, TestApp, encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use symbolon::protocol::Rule;

const PROFILE: [&str; 14] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

/// Asserts that userinfo has the claims of the scopes, with the types of OpenID Connect Core §5.1, and no other.
async fn assert_scope(scope: &str, expected: &[&str]) {
    let app = TestApp::new().await;
    let tokens = tokens(&app, &[("scope", scope)]).await;
    let claims = userinfo(&app, &tokens).await;
    let names: BTreeSet<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, expected.iter().copied().chain(["sub"]).collect(), "{scope}");
    assert_eq!(claims["sub"], id_token(&tokens)["sub"]);
    for (name, value) in claims.as_object().unwrap() {
        let right = match name.as_str() {
            "email_verified" | "phone_number_verified" => value.is_boolean(),
            "updated_at" => value.is_i64(),
            "address" => value["formatted"].is_string(),
            _ => value.as_str().is_some_and(|text| !text.is_empty()),
        };
        assert!(right, "{name}: {value}");
    }
}

#[tokio::test]
async fn oidcc_scope_profile_gives_its_claims() {
    assert_scope("openid profile", &PROFILE).await;
}

#[tokio::test]
async fn oidcc_scope_email_gives_its_claims() {
    assert_scope("openid email", &["email", "email_verified"]).await;
}

#[tokio::test]
async fn oidcc_scope_address_gives_its_claims() {
    assert_scope("openid address", &["address"]).await;
}

#[tokio::test]
async fn oidcc_scope_phone_gives_its_claims() {
    assert_scope("openid phone", &["phone_number", "phone_number_verified"]).await;
}

#[tokio::test]
async fn oidcc_scope_all_gives_all_claims() {
    let others = ["email", "email_verified", "address", "phone_number", "phone_number_verified"];
    assert_scope("openid email phone address profile", &[&PROFILE[..], &others].concat()).await;
}

#[tokio::test]
async fn oidcc_server_gives_an_id_token_for_this_very_request_and_a_token_for_userinfo() {
    let app = TestApp::new().await;
    let tokens = tokens(&app, &[("scope", "openid")]).await;
    let claims = id_token(&tokens);
    assert_eq!(
        (&claims["iss"], &claims["aud"], &claims["nonce"]),
        (&json!(ISSUER), &json!("postman"), &json!("n-456"))
    );
    assert_eq!(claims["iat"], START.get());
    assert!(claims["exp"].as_i64() > Some(START.get()) && claims["sub"].as_str().unwrap().len() <= 255);
    assert_eq!(tokens.field("token_type"), "Bearer");
    assert_eq!(userinfo(&app, &tokens).await["sub"], claims["sub"]);
}

#[tokio::test]
async fn oidcc_server_client_secret_post_takes_the_secret_in_the_body() {
    let app = TestApp::new().await;
    let code = authorize(&mut app.browser(), &[]).await.location_param("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", POSTMAN),
        ("code_verifier", VERIFIER),
        ("client_id", "postman"),
        ("client_secret", "postman-secret"),
    ];
    let tokens = app.post("/token", &form).await;
    assert!(tokens.status == 200 && tokens.json()["id_token"].is_string(), "{tokens:?}");
}

#[tokio::test]
async fn oidcc_alternate_happy_flow_does_not_care_for_any_order() {
    let app = TestApp::new().await;
    let mut params = params_with("postman", &[("scope", "email openid")]);
    params.reverse();
    let mut browser = app.browser();
    let login = browser.authorize(&params).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let tokens = redeem(&app, &browser.decide(&consent, "allow").await).await;
    assert!(userinfo(&app, &tokens).await["email"].is_string());
}

#[tokio::test]
async fn oidcc_userinfo_get_post_header_and_post_body_give_the_same() {
    let app = TestApp::new().await;
    let tokens = tokens(&app, &[("scope", "openid profile")]).await;
    let token = tokens.field("access_token");
    let bearer = format!("Bearer {token}");
    let get = app.userinfo(&token).await;
    let header = app.post_raw("/userinfo", &[("authorization", &bearer)], String::new()).await;
    let form = app.post("/userinfo", &[("access_token", &token)]).await;
    for reply in [&get, &header, &form] {
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(reply.header("content-type").starts_with("application/json"), "{reply:?}");
        assert_eq!(reply.json(), get.json());
    }
}

/// Asserts that a parameter whose value nobody here knows changes nothing.
async fn assert_ignored(changes: &[(&str, &str)]) {
    assert_language(changes, "en").await;
}

/// Asserts that a parameter changes nothing but the language of the page.
async fn assert_language(changes: &[(&str, &str)], language: &str) {
    let app = TestApp::new().await;
    let page = app.browser().authorize(&params_with("postman", changes)).await;
    assert!(shows(&page, "login") && page.text.contains(&format!("<html lang=\"{language}\"")), "{page:?}");
    assert_eq!(id_token(&tokens(&app, changes).await)["acr"], "1", "{changes:?}");
}

#[tokio::test]
async fn oidcc_display_page_is_accepted_as_is_any_other_display() {
    for display in ["page", "touch", "wap", "hologram"] {
        assert_ignored(&[("display", display)]).await;
    }
}

#[tokio::test]
async fn oidcc_display_popup_is_the_same_page() {
    assert_ignored(&[("display", "popup")]).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    assert_ignored(&[("extra", "foobar")]).await;
}

#[tokio::test]
async fn oidcc_ui_locales_are_never_an_error() {
    for (locales, language) in
        [("se", "en"), ("fr-CA fr en", "fr"), ("se de", "de"), ("not a locale", "en"), ("\"><script>", "en")]
    {
        assert_language(&[("ui_locales", locales)], language).await;
    }
}

#[tokio::test]
async fn oidcc_claims_locales_are_never_an_error() {
    for locales in ["se", "fr-CA fr en", "not a locale", "\"><script>"] {
        assert_ignored(&[("claims_locales", locales)]).await;
    }
}

#[tokio::test]
async fn oidcc_login_hint_fills_the_form_and_binds_nobody() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.authorize(&params_with("postman", &[("login_hint", "buffy@localhost")])).await;
    assert_eq!(page.form_value("login", "username"), "buffy@localhost");
    let consent = browser.sign_in(&page, "alice", "alice123").await;
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds_with_an_honest_acr() {
    let app = TestApp::new().await;
    let offered = app.get("/.well-known/openid-configuration").await.json()["acr_values_supported"].clone();
    let offered: Vec<_> = offered.as_array().unwrap().iter().map(|acr| acr.as_str().unwrap()).collect();
    let given = id_token(&tokens(&app, &[("acr_values", &offered.join(" "))]).await)["acr"].clone();
    assert!(offered.contains(&given.as_str().unwrap()), "{given}");
    // Values that nobody reaches are a wish only.
    app.change_client("postman", |client| client.requests.default_acr_values = vec!["9".to_owned()]).await;
    for changes in [&[("acr_values", "9")][..], &[]] {
        assert_eq!(id_token(&tokens(&app, changes).await)["acr"], "1");
    }
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    let app = TestApp::new().await;
    assert!(id_token(&tokens(&app, &[("nonce", "")]).await).get("nonce").is_none());
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    let app = TestApp::new().await;
    let challenge = symbolon::crypto::digest::sha256_base64url(VERIFIER);
    let changes = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    assert!(tokens(&app, &changes).await.json()["access_token"].is_string());
}

#[tokio::test]
async fn oidcc_codereuse_is_invalid_grant_and_revokes_after_30seconds_too() {
    let app = TestApp::new().await;
    let response = authorize(&mut app.browser(), &[]).await;
    let tokens = redeem(&app, &response).await;
    app.advance(30);
    let again = app.client("postman").redeem(&response.location_param("code").unwrap()).await;
    again.assert_error(400, "invalid_grant");
    app.assert_rule(&again, Rule::CodeReplayed).await;
    let revoked = app.userinfo(&tokens.field("access_token")).await;
    assert_eq!(revoked.status, 401, "{revoked:?}");
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri_shows_our_own_page() {
    let app = TestApp::new().await;
    let reply = app.browser().ask(&params_with("postman", &[("redirect_uri", &format!("{POSTMAN}/other"))])).await;
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(&reply, Rule::RedirectUriUnregistered).await;
}

#[tokio::test]
async fn oidcc_ensure_redirect_uri_in_authorization_request_shows_our_own_page() {
    let app = TestApp::new().await;
    let reply = app.browser().ask(&params_with("postman", &[("redirect_uri", "")])).await;
    reply.assert_error_page(400, "invalid_request");
    app.assert_rule(&reply, Rule::RedirectUriMissing).await;
}

#[tokio::test]
async fn oidcc_redirect_uri_query_ok_keeps_the_query_and_one_added_or_changed_is_refused() {
    let app = TestApp::new().await;
    let registered = format!("{POSTMAN}?dummy1=lorem&dummy2=ipsum");
    app.change_client("postman", |client| client.redirect_uris = vec![registered.clone(), POSTMAN.to_owned()]).await;
    let mut browser = app.browser();
    let response = authorize(&mut browser, &[("redirect_uri", &registered)]).await;
    assert!(response.location().starts_with(&format!("{registered}&code=")), "{response:?}");
    for wrong in [format!("{POSTMAN}?foo=bar"), format!("{POSTMAN}?dummy1=lorem&dummy2=other")] {
        let reply = browser.ask(&params_with("postman", &[("redirect_uri", &wrong)])).await;
        reply.assert_error_page(400, "invalid_request");
        app.assert_rule(&reply, Rule::RedirectUriUnregistered).await;
    }
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let params = params_with("postman", &[("claims", r#"{"userinfo":{"nickname":null}}"#), ("scope", "openid")]);
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let posted =
        app.post_raw("/authorize", &[("content-type", "application/x-www-form-urlencoded")], encode(&pairs)).await;
    let login = browser.get(&posted.location()).await;
    let login = browser.follow(login).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert!(consent.text.contains("<code>nickname</code>"), "{consent:?}");
    let tokens = redeem(&app, &browser.decide(&consent, "allow").await).await;
    assert!(userinfo(&app, &tokens).await["nickname"].is_string());
}

#[tokio::test]
async fn oidcc_refresh_token_gives_the_same_person_again_and_is_bound_to_its_client() {
    let app = TestApp::new().await;
    let first = tokens(&app, &[("scope", "openid offline_access"), ("prompt", "consent")]).await;
    let dashboard = Client::demo(&app, "dashboard");
    let foreign = dashboard.refresh(&first.field("refresh_token")).await;
    foreign.assert_error(400, "invalid_grant");
    app.advance(3);
    let second = app.client("postman").refresh(&first.field("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    let (before, after) = (id_token(&first), id_token(&second));
    for claim in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert_eq!(after["iat"], START.get() + 3);
    assert_ne!(second.json()["access_token"], Value::Null);
    assert_eq!(userinfo(&app, &second).await["sub"], before["sub"]);
}
