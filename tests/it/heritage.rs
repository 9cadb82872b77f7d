//! The calls that users of five older systems make, each named after its system: they must work here.

mod aliases;
mod django_oauth2_provider;
mod djoauth2;

use crate::support::browser::{VERIFIER, authorize_params, redirect_uri};
use crate::support::client::basic;
use crate::support::reply::{claims, jose_header};
use crate::support::{Client, RSA_KEY, Reply, START, TestApp, encode};
use poem::Request;
use serde_json::json;
use std::collections::BTreeMap;
use symbolon::config::{PkceRequired, Settings};
use symbolon::flow::admin::{Actor, token, user};
use symbolon::flow::cleanup;
use symbolon::protocol::Rule;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn deleted_grants(app: &TestApp) -> u64 {
    let report = cleanup::pass(app.db(), 500, 9, app.deps().unix()).await.unwrap().deleted;
    report.iter().filter(|table| table.table == "token_grant").map(|table| table.rows).sum()
}

#[tokio::test]
async fn dot_notes_protected_page_leads_to_login_and_back() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let reply = browser.get("/account").await;
    let login = browser.follow(reply).await;
    assert!(login.text.contains("id=\"login\""), "{login:?}");
    let account = browser.sign_in(&login, "alice", "alice123").await;
    assert!(account.status == 200 && account.text.contains("alice@example.com"), "{account:?}");

    let reply = app.browser().grant("postman", "openid").await;
    assert!(reply.location().starts_with("http://localhost:3000/callback?code="), "the request survives the sign-in");
}

#[tokio::test]
async fn dot_notes_app_on_another_origin_needs_no_package_for_cors() {
    let app = TestApp::new().await;
    let origin = "http://localhost:5173";
    let form = encode(&[("grant_type", "refresh_token"), ("client_id", "spa"), ("refresh_token", "syr_x")]);
    let reply = app.post_raw("/token", &[FORM, ("origin", origin)], form).await;
    assert_eq!(reply.header("access-control-allow-origin"), origin, "also on an error, or the app cannot read it");
    assert_eq!(reply.header("access-control-allow-credentials"), "");
    let preflight = Request::builder().method(http::Method::OPTIONS).uri("/userinfo".parse().unwrap());
    let reply = app.send(preflight.header("origin", origin).finish()).await;
    assert_eq!((reply.status.as_u16(), reply.header("access-control-allow-origin")), (204, origin));
    assert!(reply.header("access-control-allow-headers").contains("Authorization"));
}

#[tokio::test]
async fn dot_notes_shell_gets_a_token_by_password_with_http_basic() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "Scripts", "client_type": "confidential", "grant_types": ["password", "refresh_token"],
        "scope": "read write", "default_scope": "read write", "refresh_always": true,
    });
    let secret = app.add_client("scripts", metadata).await.unwrap();
    let form = encode(&[("grant_type", "password"), ("username", "alice"), ("password", "alice123")]);
    let reply = app.post_raw("/token", &[FORM, ("authorization", &basic("scripts", &secret))], form).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let body = reply.json();
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["access_token", "expires_in", "refresh_token", "scope", "token_type"]);
    assert_eq!((&body["token_type"], &body["scope"]), (&json!("Bearer"), &json!("read write")));
    let told = app.client("service").introspect(&reply.field("access_token")).await.json();
    assert_eq!((&told["active"], &told["username"]), (&json!(true), &json!("alice")));
}

#[tokio::test]
async fn dot_notes_administrator_makes_a_token_from_the_shell() {
    let app = TestApp::new().await;
    let made = token::mint(&app.deps(), &Actor::Cli, "postman", "alice", (None, None)).await.unwrap();
    let claims = claims(&made);
    assert_eq!((&claims["scope"], &claims["client_id"]), (&json!("read"), &json!("postman")));
    assert_eq!(app.client("service").introspect(&made).await.json()["active"], true);
}

#[tokio::test]
async fn dot_notes_expired_access_tokens_are_deleted_and_those_with_a_living_refresh_token_kept() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let postman = app.client("postman");
    postman.redeem(&browser.code("postman", "openid").await).await;
    let kept = postman.redeem(&browser.code("postman", "openid offline_access").await).await;
    app.advance(599);
    assert_eq!(deleted_grants(&app).await, 0);
    app.advance(1);
    assert_eq!(deleted_grants(&app).await, 1, "method 1");
    let next = postman.refresh(&kept.field("refresh_token")).await;
    assert_eq!(next.status, 200, "{next:?}");
    app.advance(1_209_599);
    assert_eq!(deleted_grants(&app).await, 0, "its refresh token lives");
    app.advance(1);
    assert_eq!(deleted_grants(&app).await, 1, "method 2: the refresh lifetime has passed");
    let gone = postman.refresh(&next.field("refresh_token")).await;
    app.assert_rule(&gone, Rule::RefreshTokenUnknown).await;
}

#[tokio::test]
async fn dot_api_dashboard_without_pkce_and_consent_sends_its_secret_in_the_body() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "Dashboard", "client_type": "confidential", "first_party": true, "refresh_always": true,
        "redirect_uris": ["https://dashboard.example/login/"], "pkce_required": false,
        "grant_types": ["authorization_code", "refresh_token"], "scope": "read write", "default_scope": "read write",
    });
    let secret = app.add_client("board", metadata).await.unwrap();
    let redirect = "https://dashboard.example/login/";
    let asked = [("response_type", "code"), ("client_id", "board"), ("redirect_uri", redirect)];
    let asked = asked.map(|(name, value)| (name, value.to_owned()));
    let mut browser = app.browser();
    let login = browser.authorize(&asked).await;
    let reply = browser.sign_in(&login, "alice", "alice123").await;
    assert!(reply.location().starts_with(&format!("{redirect}?code=")), "no consent page: {reply:?}");
    let code = reply.location_param("code").unwrap();

    let own = [("client_id", "board"), ("client_secret", secret.as_str())];
    let grant = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", redirect)];
    let tokens = app.post("/token", &[own.as_slice(), &grant].concat()).await;
    assert_eq!((tokens.status.as_u16(), tokens.field("scope")), (200, "read write".to_owned()), "{tokens:?}");
    let told = app.client("service").introspect(&tokens.field("access_token")).await;
    assert_eq!(told.json()["active"], true, "Bearer at the API");
    app.advance(590);
    let refresh = tokens.field("refresh_token");
    let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let refreshed = app.post("/token", &[own.as_slice(), &grant].concat()).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
}

#[tokio::test]
async fn dot_api_public_cli_named_test_sends_no_secret() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "CLI", "client_type": "public", "grant_types": ["password"], "scope": "read",
        "default_scope": "read",
    });
    assert_eq!(app.add_client("test", metadata).await, None, "a public client has no secret");
    let form = [("grant_type", "password"), ("client_id", "test"), ("username", "alice"), ("password", "alice123")];
    let reply = app.post("/token", &form).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none());
}

#[tokio::test]
async fn dot_tutorial_postman_requests_a_token_approves_and_looks_up_userinfo() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let redirect = "https://oauth.pstmn.io/v1/callback";
    let login = browser.authorize(&authorize_params("postman", redirect, "openid profile read")).await;
    let consent = browser.sign_in(&login, "admin", "admin123").await;
    for scope in ["openid", "profile", "read"] {
        assert!(consent.text.contains(&format!("<code>{scope}</code>")), "{scope}");
    }
    let reply = browser.decide(&consent, "allow").await;
    let code = reply.location_param("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", redirect),
        ("code_verifier", VERIFIER),
        ("client_id", "postman"),
    ];
    let tokens = app.client("postman").token(&form).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let admin = user::find(&app.deps(), "admin").await.unwrap();
    assert_eq!(claims(&tokens.field("id_token"))["sub"], admin.subject.as_str());
    let told = app.userinfo(&tokens.field("access_token")).await.json();
    assert_eq!((&told["name"], &told["preferred_username"]), (&json!("Ada Admin"), &json!("admin")));
}

/// Settings of an environment, but for what every test has.
fn from_environment(pairs: &[(&str, String)]) -> Settings {
    let env: BTreeMap<_, _> = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Settings::load(None, &env).unwrap_or_else(|errors| panic!("{errors}"))
}

#[tokio::test]
async fn dot_tutorial_deployment_brings_its_key_in_the_environment() {
    let standard = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, RSA_KEY);
    let shapes = [RSA_KEY.to_owned(), RSA_KEY.trim().replace('\n', "\\n"), standard];
    let mut kids = Vec::new();
    for shape in shapes {
        let settings = from_environment(&[("OIDC_RSA_PRIVATE_KEY", shape)]);
        let app = TestApp::with(|own| own.keys.rsa_private_key = settings.keys.rsa_private_key).await;
        let token = app.client("service").token(&[("grant_type", "client_credentials")]).await.field("access_token");
        kids.push(jose_header(&token)["kid"].clone());
        assert_eq!(app.get("/jwks").await.json()["keys"][0]["kid"], kids[0]);
    }
    assert!(kids.iter().all(|kid| *kid == kids[0] && kid.is_string()), "{kids:?}");
}

#[tokio::test]
async fn dot_tutorial_pkce_is_switched_in_the_environment_and_never_off_for_public_clients() {
    let switched = from_environment(&[("SYMBOLON_PKCE__REQUIRED", "public".to_owned())]);
    assert_eq!(switched.pkce.required, PkceRequired::Public);
    for (required, expected) in [(PkceRequired::All, Some("invalid_request")), (switched.pkce.required, None)] {
        let app = TestApp::with(|settings| settings.pkce.required = required).await;
        for (id, expected) in [("dashboard", expected), ("spa", Some("invalid_request"))] {
            let mut params = authorize_params(id, redirect_uri(id), "openid");
            params.retain(|(name, _)| !name.starts_with("code_challenge"));
            let reply = app.browser().authorize(&params).await;
            match expected {
                Some(code) => {
                    reply.assert_error_redirect(redirect_uri(id), code);
                    app.assert_rule(&reply, Rule::PkceRequired).await;
                }
                None => assert!(reply.text.contains("id=\"login\""), "{reply:?}"),
            }
        }
    }
}
