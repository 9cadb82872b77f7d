//! What may be registered, to the letter.

use super::{CALLBACK, document, open_app, text};
use crate::support::TestApp;
use http::Method;
use serde_json::{Value, json};
use symbolon::model::ClientId;
use symbolon::protocol::Rule;
use symbolon::store;

#[tokio::test]
async fn smallest_document_gets_every_default_of_the_specifications() {
    let app = open_app().await;
    let told = app.register(&document(json!({}))).await;
    for (name, value) in [
        ("redirect_uris", json!([CALLBACK])),
        ("response_types", json!(["code"])),
        ("grant_types", json!(["authorization_code"])),
        ("application_type", json!("web")),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("id_token_signed_response_alg", json!("RS256")),
        ("subject_type", json!("public")),
        ("require_auth_time", json!(false)),
        ("client_secret_expires_at", json!(0)),
        ("client_id_issued_at", json!(crate::support::START.get())),
        ("scope", json!("openid profile email address phone offline_access")),
    ] {
        assert_eq!(told[name], value, "{name} in {told}");
    }
    assert!(
        text(&told, "client_secret").starts_with("sys_")
            && text(&told, "registration_access_token").starts_with("syt_")
    );
    let uri = format!("http://localhost:8000/register/{}", text(&told, "client_id"));
    assert_eq!(text(&told, "registration_client_uri"), uri);
    for internal in ["client_type", "first_party", "managed_by", "pkce_required", "introspection", "refresh_always"] {
        assert!(told.get(internal).is_none(), "{internal} in {told}");
    }
}

#[tokio::test]
async fn every_member_is_told_as_it_was_registered() {
    let app = open_app().await;
    let whole = json!({
        "redirect_uris": [CALLBACK, "https://app.example/other?x=1"],
        "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"],
        "application_type": "web", "contacts": ["ops@app.example"], "client_name": "App", "client_name#ja-Jpan-JP": "アプリ",
        "logo_uri": "https://app.example/logo.png", "client_uri": "https://app.example/", "tos_uri#de": "https://app.example/agb",
        "policy_uri": "https://app.example/privacy", "tos_uri": "https://app.example/terms",
        "jwks": { "keys": [{ "kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "1" }] },
        "token_endpoint_auth_method": "client_secret_post", "id_token_signed_response_alg": "ES256",
        "default_max_age": 3600, "require_auth_time": true, "default_acr_values": ["1"],
        "initiate_login_uri": "https://app.example/login", "request_uris": ["https://app.example/request.jwt#x"],
        "post_logout_redirect_uris": ["https://app.example/bye"], "backchannel_logout_uri": "https://app.example/back",
        "backchannel_logout_session_required": true, "frontchannel_logout_uri": "https://app.example/front",
        "frontchannel_logout_session_required": true, "scope": "openid email", "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "software_version": "2.0", "subject_type": "public",
    });
    let told = app.register(&whole).await;
    for (name, value) in whole.as_object().unwrap() {
        assert_eq!(told[name], *value, "{name} in {told}");
    }
}

#[tokio::test]
async fn unknown_and_internal_members_are_ignored() {
    let app = open_app().await;
    let told = app
        .register(&document(json!({
            "unheard_of": { "a": [1] }, "first_party": true, "introspection": true, "refresh_always": true, "resources": ["x"],
            "exchange_impersonation": ["dashboard"], "access_token_lifetime": 999_999, "client_type": "public",
            "pkce_required": false, "client_id": "postman", "client_secret": "chosen", "managed_by": "cli", "localized": 7,
        })))
        .await;
    let id = text(&told, "client_id");
    assert!(id != "postman" && told["client_secret"] != "chosen" && told.get("unheard_of").is_none(), "{told}");
    let client = store::client::find(app.db(), &ClientId::new(id)).await.unwrap().unwrap();
    let metadata = &client.metadata;
    assert!(!metadata.first_party && !metadata.introspection && !metadata.refresh_always && !client.is_public());
    assert!(metadata.resources.is_empty() && metadata.exchange_impersonation.is_empty());
    assert_eq!((metadata.access_token_lifetime, client.managed_by.as_str()), (None, "registration"));
}

#[tokio::test]
async fn public_client_has_no_secret_and_needs_pkce() {
    let app = open_app().await;
    let told = app.register(&document(json!({ "token_endpoint_auth_method": "none" }))).await;
    assert!(told.get("client_secret").is_none() && told.get("client_secret_expires_at").is_none(), "{told}");
    let path = format!(
        "/authorize?client_id={}&response_type=code&scope=openid&redirect_uri={CALLBACK}",
        text(&told, "client_id")
    );
    app.assert_rule(&app.get(&path).await, Rule::PkceRequired).await;
}

#[tokio::test]
async fn setting_says_whether_confidential_clients_need_pkce() {
    let app = open_app().await;
    let told = app.register(&document(json!({}))).await;
    let path = |told: &Value| {
        let id = text(told, "client_id").to_owned();
        format!("/authorize?client_id={id}&response_type=code&scope=openid&redirect_uri={CALLBACK}")
    };
    assert_eq!(app.get(&path(&told)).await.location_param("error"), None, "registration.pkce=public");
    let strict = app.restarted(|settings| settings.registration.pkce = None).await;
    let told = strict.register(&document(json!({}))).await;
    strict.assert_rule(&strict.get(&path(&told)).await, Rule::PkceRequired).await;
}

/// Documents that break one rule each.
#[expect(clippy::too_many_lines, reason = "a table")]
fn refused() -> Vec<(Value, Rule)> {
    let long = "x".repeat(300);
    let member = |changes: Value| (document(changes), Rule::ClientMemberMalformed);
    let uri = |changes: Value| (document(changes), Rule::ClientRedirectUriRefused);
    let grants = |changes: Value| (document(changes), Rule::ClientGrantsRefused);
    let about = |changes: Value| (document(changes), Rule::ClientDescriptionRefused);
    let keys = |changes: Value| (document(changes), Rule::ClientKeysRefused);
    let responses = |changes: Value| (document(changes), Rule::ClientResponsesRefused);
    let requests = |changes: Value| (document(changes), Rule::ClientRequestsRefused);
    let logout = |changes: Value| (document(changes), Rule::ClientLogoutRefused);
    vec![
        member(json!({ "redirect_uris": CALLBACK })),
        member(json!({ "redirect_uris": [7] })),
        member(json!({ "redirect_uris": vec![CALLBACK; 51] })),
        member(json!({ "response_types": "code" })),
        member(json!({ "response_types": ["token"] })),
        member(json!({ "response_types": ["code code"] })),
        member(json!({ "grant_types": ["unheard_of"] })),
        member(json!({ "grant_types": "authorization_code" })),
        member(json!({ "application_type": "desktop" })),
        member(json!({ "client_name": 7 })),
        member(json!({ "client_name#ja": 7 })),
        member(json!({ "client_name#../x": "x" })),
        member(json!({ "contacts": "ops@app.example" })),
        member(json!({ "token_endpoint_auth_method": "tls_client_auth" })),
        member(json!({ "token_endpoint_auth_method": ["none"] })),
        member(json!({ "id_token_signed_response_alg": "RS257" })),
        member(json!({ "id_token_encrypted_response_alg": "RSA1_5" })),
        member(json!({ "userinfo_signed_response_alg": "rs256" })),
        member(json!({ "request_object_signing_alg": ["RS256"] })),
        member(json!({ "subject_type": "ephemeral" })),
        member(json!({ "default_max_age": "3600" })),
        member(json!({ "default_max_age": 1e300 })),
        member(json!({ "require_auth_time": "true" })),
        member(json!({ "scope": ["openid"] })),
        member(json!({ "backchannel_logout_session_required": 1 })),
        uri(json!({ "redirect_uris": null })),
        uri(json!({ "redirect_uris": [] })),
        uri(json!({ "redirect_uris": ["http://app.example/cb"] })),
        uri(json!({ "redirect_uris": ["https://app.example/*"] })),
        uri(json!({ "redirect_uris": ["javascript:alert(1)"] })),
        uri(json!({ "redirect_uris": ["/cb"] })),
        uri(json!({ "redirect_uris": ["com.example.app:/cb"] })),
        uri(json!({ "redirect_uris": [CALLBACK, "https://user:password@app.example/"] })),
        uri(json!({ "redirect_uris": ["myapp:/cb"], "application_type": "native" })),
        grants(json!({ "grant_types": ["password"] })),
        grants(json!({ "grant_types": ["client_credentials"] })),
        grants(json!({ "grant_types": ["authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"] })),
        grants(json!({ "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"] })),
        grants(json!({ "grant_types": [] })),
        grants(json!({ "grant_types": ["refresh_token"] })),
        grants(json!({ "grant_types": ["implicit"] })),
        grants(json!({ "grant_types": ["authorization_code", "implicit"] })),
        grants(json!({ "response_types": [] })),
        about(json!({ "client_name": "" })),
        about(json!({ "client_name": "a\u{7}b" })),
        about(json!({ "client_name": long })),
        about(json!({ "client_name#de": long })),
        about(json!({ "contacts": [""] })),
        about(json!({ "software_id": long })),
        about(json!({ "logo_uri": "javascript:alert(1)" })),
        about(json!({ "policy_uri": "http://app.example/" })),
        about(json!({ "tos_uri": "data:text/html,x" })),
        about(json!({ "tos_uri#de": "javascript:alert(1)" })),
        about(json!({ "client_uri": "https://user@app.example/" })),
        keys(json!({ "jwks": { "keys": [] }, "jwks_uri": "https://app.example/jwks" })),
        keys(json!({ "jwks": { "keys": [{ "kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB" }] } })),
        keys(json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AQAB" }] } })),
        keys(json!({ "jwks": [] })),
        keys(json!({ "jwks": "x" })),
        keys(json!({ "jwks_uri": "http://app.example/jwks" })),
        keys(json!({ "jwks_uri": "file:///etc/passwd" })),
        keys(json!({ "token_endpoint_auth_method": "private_key_jwt" })),
        responses(json!({ "id_token_encrypted_response_enc": "A128GCM" })),
        responses(json!({ "userinfo_encrypted_response_enc": "A128GCM" })),
        responses(json!({ "id_token_signed_response_alg": "PS256" })),
        responses(json!({ "subject_type": "pairwise", "redirect_uris": [CALLBACK, "https://other.example/cb"] })),
        responses(json!({ "sector_identifier_uri": "http://app.example/sector" })),
        requests(json!({ "request_object_encryption_enc": "A128GCM" })),
        requests(json!({ "default_max_age": -1 })),
        requests(json!({ "initiate_login_uri": "http://app.example/login" })),
        requests(json!({ "request_uris": ["http://app.example/request"] })),
        requests(json!({ "request_uris": ["gopher://app.example/"] })),
        logout(json!({ "post_logout_redirect_uris": ["javascript:alert(1)"] })),
        logout(json!({ "post_logout_redirect_uris": ["https://app.example/#x"] })),
        logout(json!({ "backchannel_logout_uri": "http://app.example/" })),
        logout(json!({ "frontchannel_logout_uri": "https://app.example/#x" })),
        (document(json!({ "sector_identifier_uri": "https://127.0.0.1/sector.json" })), Rule::ClientSectorRefused),
        (document(json!({ "scope": "openid read" })), Rule::ClientScopeRefused),
        (document(json!({ "scope": "openid \"x\"" })), Rule::ClientScopeRefused),
        (document(json!({ "scope": "x".repeat(20_000) })), Rule::ClientScopeRefused),
    ]
}

#[tokio::test]
async fn each_bad_document_has_its_answer_and_leaves_nothing() {
    let app = open_app().await;
    for (document, rule) in refused() {
        let reply = app.try_register(&document).await;
        let shown: String = document.to_string().chars().take(200).collect();
        assert_eq!(reply.status, 400, "{shown}: {reply:?}");
        reply.assert_error(400, rule.code().as_str());
        assert_eq!(reply.header("www-authenticate"), "", "{shown}: the token is not what is wrong");
        app.assert_rule(&reply, rule).await;
    }
    assert_eq!(app.registered().await, 0);
}

#[tokio::test]
async fn refusal_names_the_member_to_the_administrator_and_echoes_nothing_to_the_client() {
    let app = open_app().await;
    let reply = app.try_register(&document(json!({ "subject_type": "<ephemeral>" }))).await;
    assert!(!reply.text.contains("ephemeral"), "{reply:?}");
    app.app.services.refusals.flush(app.db()).await.unwrap();
    let record = store::refusal::find(app.db(), &reply.error_id().unwrap()).await.unwrap().unwrap();
    assert_eq!(record.received.as_deref(), Some("subject_type"));
    assert!(record.expected.unwrap().contains("public, pairwise"));
}

/// Bodies that are no document at all (security check 97).
fn no_documents() -> Vec<(&'static str, String, Rule)> {
    let json = "application/json";
    let deep = format!("{{\"redirect_uris\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    vec![
        (json, String::new(), Rule::RegistrationMalformed),
        (json, "{".to_owned(), Rule::RegistrationMalformed),
        (json, "[]".to_owned(), Rule::RegistrationMalformed),
        (json, "[{}]".to_owned(), Rule::RegistrationMalformed),
        (json, "null".to_owned(), Rule::RegistrationMalformed),
        (json, "\"x\"".to_owned(), Rule::RegistrationMalformed),
        (json, "{\"a\":1,\"a\":2}".to_owned(), Rule::RegistrationMalformed),
        (json, "{\"jwks\":{\"keys\":[],\"keys\":[]}}".to_owned(), Rule::RegistrationMalformed),
        (json, deep, Rule::RegistrationMalformed),
        (json, format!("{{\"a\":{}", "{\"a\":".repeat(9_000)), Rule::RegistrationMalformed),
        (json, format!("{{\"client_name\":\"{}\"}}", "x".repeat(70_000)), Rule::BodyTooLarge),
        (
            "application/x-www-form-urlencoded",
            "redirect_uris=https%3A%2F%2Fapp.example".to_owned(),
            Rule::RegistrationContentType,
        ),
        ("text/plain", "{}".to_owned(), Rule::RegistrationContentType),
        ("application/json; charset=utf-16", "{}".to_owned(), Rule::RegistrationContentType),
        ("", "{}".to_owned(), Rule::RegistrationContentType),
    ]
}

#[tokio::test]
async fn what_is_no_document_is_refused_in_the_same_shape() {
    let app = open_app().await;
    for (content_type, body, rule) in no_documents() {
        let headers = [("content-type", content_type)];
        let headers = if content_type.is_empty() { &[][..] } else { &headers[..] };
        let begun = std::time::Instant::now();
        let reply = app.post_raw("/register", headers, body).await;
        assert!(begun.elapsed().as_millis() < 1000, "{rule:?}");
        reply.assert_error(rule.http_status(), rule.code().as_str());
        app.assert_rule(&reply, rule).await;
    }
    let charset = [("content-type", "application/json;charset=UTF-8")];
    assert_eq!(app.post_raw("/register", &charset, document(json!({})).to_string()).await.status, 201);
}

#[tokio::test]
async fn closed_registration_explains_the_setting_and_is_not_in_discovery() {
    let app = TestApp::new().await;
    for (method, path) in [
        (Method::POST, "/register"),
        (Method::GET, "/register/x"),
        (Method::PUT, "/register/x"),
        (Method::DELETE, "/register/x"),
    ] {
        let reply = app.json(method, path, Some("syt_x"), "{}").await;
        reply.assert_error(403, "access_denied");
        app.assert_rule(&reply, Rule::RegistrationClosed).await;
    }
    let discovery = |app: &TestApp| app.deps().snapshot.discovery.body.clone();
    assert!(!String::from_utf8_lossy(&discovery(&app)).contains("registration_endpoint"));
    for mode in [symbolon::config::RegistrationMode::Token, symbolon::config::RegistrationMode::Open] {
        let app = app.restarted(|settings| settings.registration.mode = mode).await;
        let document: Value = serde_json::from_slice(&discovery(&app)).unwrap();
        assert_eq!(document["registration_endpoint"], "http://localhost:8000/register");
    }
}

#[tokio::test]
async fn native_client_registers_loopback_and_private_schemes() {
    let app = open_app().await;
    let uris = json!(["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb", "https://app.example/claimed"]);
    let native =
        document(json!({ "application_type": "native", "redirect_uris": uris, "token_endpoint_auth_method": "none" }));
    assert_eq!(app.register(&native).await["redirect_uris"], uris);
    let device = json!({ "grant_types": ["urn:ietf:params:oauth:grant-type:device_code"], "token_endpoint_auth_method": "none" });
    assert_eq!(app.register(&device).await["response_types"], json!([]));
}

#[tokio::test]
async fn words_of_a_response_type_may_come_in_any_order_and_null_says_nothing() {
    let app = open_app().await;
    let told = app.register(&document(json!({ "response_types": ["code"], "scope": "email openid" }))).await;
    assert_eq!(told["scope"], "email openid");
    let mut with_null = document(json!({}));
    with_null["logo_uri"] = Value::Null;
    with_null["jwks"] = Value::Null;
    assert!(app.register(&with_null).await.get("logo_uri").is_none());
}
