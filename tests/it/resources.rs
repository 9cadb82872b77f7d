//! Resource indicators (RFC 8707), and access tokens that only we can read.

use crate::support::browser::{params_with, redirect_uri};
use crate::support::reply::claims;
use crate::support::{ISSUER, Reply, TestApp};
use serde_json::{Value, json};
use symbolon::flow::admin::{Actor, resource};
use symbolon::model::{AccessTokenFormat, Resource, Scope};
use symbolon::protocol::Rule;

const NOTES: &str = "https://notes.example/";
const MAIL: &str = "https://mail.example/";

fn api(uri: &str, scope: &str) -> Resource {
    Resource {
        uri: uri.to_owned(),
        name: "Notes".to_owned(),
        scope: Scope::from_text(scope),
        access_token_lifetime: None,
        access_token_format: None,
        access_token_signed_response_alg: None,
    }
}

async fn put(app: &TestApp, resource: Resource) {
    resource::put(&app.deps(), &Actor::Cli, resource).await.unwrap();
    app.app.refresh().await.unwrap();
}

/// An application with two APIs: notes, which know `read`, and mail, which knows `write`.
async fn with_apis() -> TestApp {
    let app = TestApp::new().await;
    put(&app, api(NOTES, "read")).await;
    put(&app, api(MAIL, "write")).await;
    app
}

/// Signs alice in for `scope` at these resources and redeems the code with `extra` parameters.
async fn sign_in(app: &TestApp, scope: &str, resources: &[&str], extra: &[(&str, &str)]) -> Reply {
    let code = code(app, scope, resources).await;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect_uri("postman")),
        ("code_verifier", crate::support::browser::VERIFIER),
    ];
    form.extend_from_slice(extra);
    app.client("postman").token(&form).await
}

async fn code(app: &TestApp, scope: &str, resources: &[&str]) -> String {
    let mut browser = app.browser();
    let mut params = params_with("postman", &[("scope", scope)]);
    params.extend(resources.iter().map(|uri| ("resource", (*uri).to_owned())));
    let shown = browser.authorize(&params).await;
    let mut reply = browser.sign_in(&shown, "alice", "alice123").await;
    if reply.text.contains("id=\"consent\"") {
        reply = browser.decide(&reply, "allow").await;
    }
    reply.location_param("code").unwrap()
}

async fn service(app: &TestApp, extra: &[(&str, &str)]) -> Reply {
    let form = [&[("grant_type", "client_credentials")], extra].concat();
    app.client("service").token(&form).await
}

async fn assert_refused(app: &TestApp, reply: &Reply, code: &str, rule: Rule) {
    reply.assert_error(400, code);
    app.assert_rule(reply, rule).await;
}

// ---- who the token is for ----

#[tokio::test]
async fn token_is_restricted_to_the_requested_resource_and_its_scopes() {
    let app = with_apis().await;
    let reply = sign_in(&app, "openid read write", &[NOTES], &[]).await;
    let access = claims(&reply.field("access_token"));
    assert_eq!((&access["aud"], &access["scope"]), (&json!([NOTES, ISSUER]), &json!("openid read")));
    assert_eq!(reply.field("scope"), "openid read", "the answer says what was granted");
    assert_eq!(app.userinfo(&reply.field("access_token")).await.status, 200, "openid adds the issuer");
}

#[tokio::test]
async fn token_request_chooses_among_the_granted_resources_and_refresh_may_choose_another() {
    let app = with_apis().await;
    let reply = sign_in(&app, "read write offline_access", &[NOTES, MAIL], &[("resource", MAIL)]).await;
    let access = claims(&reply.field("access_token"));
    assert_eq!((&access["aud"], &access["scope"]), (&json!(MAIL), &json!("write offline_access")));
    let refresh = [("grant_type", "refresh_token"), ("resource", NOTES)];
    let reply = app
        .client("postman")
        .token(&[&refresh[..], &[("refresh_token", &reply.field("refresh_token"))]].concat())
        .await;
    assert_eq!(claims(&reply.field("access_token"))["aud"], NOTES);
    let both = app.client("postman").refresh(&reply.field("refresh_token")).await;
    assert_eq!(claims(&both.field("access_token"))["aud"], json!([NOTES, MAIL]), "all that was granted");
}

#[tokio::test]
async fn resource_that_was_not_part_of_the_authorization_is_refused_and_the_code_stays_good() {
    let app = with_apis().await;
    let code = code(&app, "read write", &[NOTES]).await;
    let form = |resource: &'static str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect_uri("postman")),
            ("code_verifier", crate::support::browser::VERIFIER),
            ("resource", resource),
        ];
        form.map(|(name, value)| (name, value.to_owned()))
    };
    let refused = form(MAIL);
    let refused: Vec<_> = refused.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = app.client("postman").token(&refused).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourceNotGranted).await;
    let good = form(NOTES);
    let good: Vec<_> = good.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(app.client("postman").token(&good).await.status, 200);

    let reply = sign_in(&app, "read", &[], &[("resource", NOTES)]).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourceNotGranted).await;
}

#[tokio::test]
async fn broken_resources_are_told_to_the_client_by_redirect() {
    let app = with_apis().await;
    for (resource, rule) in [
        ("https://unknown.example/", Rule::ResourceUnknown),
        ("https://notes.example", Rule::ResourceUnknown),
        ("https://notes.example/#a", Rule::ResourceMalformed),
        ("notes", Rule::ResourceMalformed),
    ] {
        let reply = app.browser().ask(&params_with("postman", &[("resource", resource)])).await;
        reply.assert_error_redirect(redirect_uri("postman"), "invalid_target");
        app.assert_rule(&reply, rule).await;
    }
    let only_write = params_with("postman", &[("scope", "write"), ("resource", NOTES)]);
    let reply = app.browser().ask(&only_write).await;
    reply.assert_error_redirect(redirect_uri("postman"), "invalid_scope");
    app.assert_rule(&reply, Rule::ScopeNotOfResource).await;
}

#[tokio::test]
async fn client_asks_only_for_resources_that_it_may_ask_for() {
    let app = with_apis().await;
    app.change_client("service", |metadata| metadata.resources = vec![MAIL.to_owned()]).await;
    let reply = service(&app, &[("resource", NOTES)]).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourceNotAllowed).await;
    let reply = service(&app, &[("resource", MAIL), ("scope", "write")]).await;
    assert_eq!(claims(&reply.field("access_token"))["aud"], MAIL);
}

#[tokio::test]
async fn many_resources_are_refused_quickly() {
    let app = with_apis().await;
    let many: Vec<_> = (0..150).map(|_| ("resource", NOTES)).collect();
    assert_eq!(service(&app, &many).await.status, 200, "the same one counts once");
    let unknown: Vec<String> = (0..150).map(|number| format!("https://{number}.example/")).collect();
    let unknown: Vec<_> = unknown.iter().map(|uri| ("resource", uri.as_str())).collect();
    service(&app, &unknown).await.assert_error(400, "invalid_target");
    for number in 0..11 {
        put(&app, api(&format!("https://{number}.example/"), "")).await;
    }
    let reply = service(&app, &unknown[..11]).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourceMalformed).await;
}

#[tokio::test]
async fn resource_that_was_removed_gives_no_more_tokens() {
    let app = with_apis().await;
    let refresh = sign_in(&app, "read offline_access", &[NOTES], &[]).await.field("refresh_token");
    resource::remove(&app.deps(), &Actor::Cli, NOTES).await.unwrap();
    app.app.refresh().await.unwrap();
    let reply = app.client("postman").refresh(&refresh).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourceUnknown).await;
    put(&app, api(NOTES, "read")).await;
    assert_eq!(app.client("postman").refresh(&refresh).await.status, 200, "the refused request used nothing up");
}

#[tokio::test]
async fn password_grant_takes_a_resource_and_keeps_it_for_refreshes() {
    let app = with_apis().await;
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123"), ("resource", NOTES)];
    let reply = app.client("cli").token(&[&form[..], &[("scope", "read")]].concat()).await;
    assert_eq!(claims(&reply.field("access_token"))["aud"], NOTES);
    let reply = app.client("cli").refresh(&reply.field("refresh_token")).await;
    assert_eq!(claims(&reply.field("access_token"))["aud"], NOTES);
}

// ---- consent ----

#[tokio::test]
async fn consent_names_the_resource_and_counts_for_it_alone() {
    let app = with_apis().await;
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", "read write"), ("resource", NOTES)])).await;
    let shown = browser.sign_in(&shown, "alice", "alice123").await;
    assert!(shown.text.contains("https:&#x2f;&#x2f;notes.example&#x2f;") || shown.text.contains(NOTES), "{shown:?}");
    browser.decide(&shown, "allow").await.location_param("code").unwrap();

    let again = params_with("postman", &[("scope", "read write"), ("resource", NOTES), ("prompt", "none")]);
    browser.ask(&again).await.location_param("code").expect("remembered");
    let other = params_with("postman", &[("scope", "read write"), ("resource", MAIL), ("prompt", "none")]);
    browser.ask(&other).await.assert_error_redirect(redirect_uri("postman"), "consent_required");
    let plain = params_with("postman", &[("scope", "read write"), ("prompt", "none")]);
    browser.ask(&plain).await.location_param("code").expect("the default audience was consented to as well");
}

// ---- lifetimes and formats ----

#[tokio::test]
async fn life_and_format_of_the_token_are_the_resources() {
    let app = TestApp::new().await;
    let format = Some(AccessTokenFormat::Opaque);
    put(&app, Resource { access_token_lifetime: Some(77), access_token_format: format, ..api(NOTES, "") }).await;
    put(&app, Resource { access_token_format: Some(AccessTokenFormat::Jwt), ..api(MAIL, "") }).await;
    let reply = service(&app, &[("resource", NOTES)]).await;
    assert!(reply.field("access_token").starts_with("sya_"), "{reply:?}");
    assert_eq!(reply.json()["expires_in"], 77);
    let reply = service(&app, &[("resource", NOTES), ("resource", MAIL)]).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourcesDiffer).await;
}

#[tokio::test]
async fn signature_of_the_token_is_the_resources_or_else_the_clients() {
    use symbolon::model::SigningAlgorithm::{Ed25519, Es256, Ps256};
    let app = TestApp::new().await;
    put(&app, Resource { access_token_signed_response_alg: Some(Es256), ..api(NOTES, "") }).await;
    put(&app, api(MAIL, "")).await;
    app.change_client("service", |metadata| metadata.access_token_signed_response_alg = Ed25519).await;
    for (resource, alg) in [(NOTES, "ES256"), (MAIL, "Ed25519")] {
        let token = service(&app, &[("resource", resource)]).await.field("access_token");
        assert_eq!(crate::support::reply::jose_header(&token)["alg"], alg);
    }
    let reply = service(&app, &[("resource", NOTES), ("resource", MAIL)]).await;
    assert_refused(&app, &reply, "invalid_target", Rule::ResourcesDiffer).await;
    let unkept = Resource { access_token_signed_response_alg: Some(Ps256), ..api(NOTES, "") };
    let error = resource::put(&app.deps(), &Actor::Cli, unkept).await.unwrap_err().to_string();
    assert!(error.contains("keys.algorithms"), "{error}");
}

async fn opaque(app: &TestApp) -> Reply {
    app.change_client("postman", |metadata| metadata.access_token_format = Some(AccessTokenFormat::Opaque)).await;
    sign_in(app, "openid profile read offline_access", &[], &[]).await
}

#[tokio::test]
async fn opaque_token_says_nothing_and_works_at_userinfo_and_introspection() {
    let app = TestApp::new().await;
    let reply = opaque(&app).await;
    let token = reply.field("access_token");
    assert!(token.starts_with("sya_") && !token.contains('.'), "{token}");
    assert_eq!(app.userinfo(&token).await.json()["name"], "Alice Liddell");
    let told = app.client("service").introspect(&token).await.json();
    assert_eq!((&told["active"], &told["scope"]), (&json!(true), &json!("openid profile read offline_access")));
    let id_token = claims(&reply.field("id_token"));
    let hash = symbolon::jose::left_half_hash(symbolon::model::SigningAlgorithm::Rs256, &token);
    assert_eq!(id_token["at_hash"], hash, "an opaque token has its hash too");
}

#[tokio::test]
async fn opaque_token_dies_by_its_clock_by_revocation_and_with_its_grant() {
    let app = TestApp::new().await;
    let reply = opaque(&app).await;
    let token = reply.field("access_token");
    app.client("spa").revoke(&token).await;
    assert_eq!(app.userinfo(&token).await.status, 200, "another client's revocation changes nothing");
    let other = app.second_node().await;
    app.client("postman").revoke(&token).await;
    assert_eq!(other.userinfo(&token).await.status, 401);
    assert_eq!(other.client("service").introspect(&token).await.json(), json!({ "active": false }));

    let second = app.client("postman").refresh(&reply.field("refresh_token")).await;
    assert_eq!(app.userinfo(&second.field("access_token")).await.status, 200);
    app.client("postman").revoke(&second.field("refresh_token")).await;
    assert_eq!(app.userinfo(&second.field("access_token")).await.status, 401);

    let third = opaque(&app).await.field("access_token");
    app.advance(600);
    assert_eq!(app.userinfo(&third).await.status, 401, "expired");
}

#[tokio::test]
async fn opaque_token_is_no_refresh_token_code_or_client_secret_and_altered_ones_are_refused() {
    let app = TestApp::new().await;
    let token = opaque(&app).await.field("access_token");
    app.client("postman").refresh(&token).await.assert_error(400, "invalid_grant");
    app.client("postman").redeem(&token).await.assert_error(400, "invalid_grant");
    let altered = format!("{}A", &token[..token.len() - 1]);
    let altered = if altered == token { format!("{}B", &token[..token.len() - 1]) } else { altered };
    for bad in [altered.as_str(), &token[4..], "sya_", "sya_AAAA"] {
        assert_eq!(app.userinfo(bad).await.status, 401, "{bad}");
        assert_eq!(app.client("service").introspect(bad).await.json(), json!({ "active": false }), "{bad}");
    }
}

// ---- registration ----

#[tokio::test]
async fn what_is_registered_of_a_resource_is_checked() {
    let app = TestApp::new().await;
    let put =
        async |resource: Resource| resource::put(&app.deps(), &Actor::Cli, resource).await.map_err(|e| e.to_string());
    for (resource, says) in [
        (api("notes", ""), "absolute URI"),
        (api(NOTES, "nothing"), "nothing"),
        (Resource { name: " ".to_owned(), ..api(NOTES, "") }, "name"),
        (Resource { access_token_lifetime: Some(0), ..api(NOTES, "") }, "access_token_lifetime"),
    ] {
        let error = put(resource).await.unwrap_err();
        assert!(error.contains(says), "{error}");
    }
    put(api(NOTES, "read")).await.unwrap();
    assert!(resource::remove(&app.deps(), &Actor::Cli, MAIL).await.is_err());
}

#[tokio::test]
async fn introspection_shows_tokens_of_the_assigned_audiences_only() {
    let app = with_apis().await;
    let notes = service(&app, &[("resource", NOTES), ("scope", "read")]).await.field("access_token");
    let metadata = json!({
        "client_name": "Notes API", "client_type": "confidential", "grant_types": ["client_credentials"],
        "scope": "read", "introspection": true, "introspection_audiences": [NOTES],
    });
    let secret = app.add_client("notes-api", metadata).await.unwrap();
    let server = crate::support::Client::with_secret(&app, "notes-api", &secret);
    let active = |reply: Reply| -> Value { reply.json()["active"].clone() };
    assert_eq!(active(server.introspect(&notes).await), true);
    for other in [
        service(&app, &[("resource", MAIL), ("scope", "write")]).await.field("access_token"),
        service(&app, &[("scope", "read")]).await.field("access_token"),
    ] {
        assert_eq!(server.introspect(&other).await.json(), json!({ "active": false }));
    }
}
