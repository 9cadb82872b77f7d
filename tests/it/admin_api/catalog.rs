//! Scopes, resources, issuers, registration tokens, keys and settings.

use super::{Program, fields};
use crate::support::TestApp;
use serde_json::json;
use symbolon::protocol::Rule;

const API: &str = "/resources/https%3A%2F%2Fapi.example%2Fv1%3Fx";

#[tokio::test]
async fn scope_is_put_shown_listed_and_removed() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let put = program.done("PUT", "/scopes/reports%3Aread", Some(&json!({ "description": "Reports" })), 200).await;
    assert_eq!(put.json(), json!({ "name": "reports:read", "description": "Reports" }));
    assert_eq!(program.done("GET", "/scopes/reports:read", None, 200).await.json(), put.json());
    let combined = json!({ "name": "all", "description": "All", "includes": "read reports:read" });
    program.done("PUT", "/scopes/all", Some(&combined), 200).await;
    let listed = program.done("GET", "/scopes", None, 200).await;
    assert!(listed.text.contains("reports:read") && listed.text.contains("admin:users:read"), "{listed:?}");
    let reply = program.done("PUT", "/scopes/x", Some(&json!({ "description": 1, "colour": "red" })), 400).await;
    assert_eq!(fields(&reply), ["colour", "description"]);
    let other = json!({ "name": "y", "description": "Y" });
    assert_eq!(fields(&program.done("PUT", "/scopes/x", Some(&other), 400).await), ["name"]);
    program.done("DELETE", "/scopes/all", None, 204).await;
    program.done("DELETE", "/scopes/all", None, 404).await;
    program.done("GET", "/scopes/all", None, 404).await;
}

#[tokio::test]
async fn resource_is_named_by_its_encoded_uri() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let document = json!({ "name": "API", "scope": "read", "access_token_lifetime": 60 });
    let put = program.done("PUT", API, Some(&document), 200).await.json();
    assert_eq!(put["uri"], "https://api.example/v1?x");
    assert_eq!(program.done("GET", API, None, 200).await.json(), put);
    let form = [("grant_type", "client_credentials"), ("scope", "read"), ("resource", "https://api.example/v1?x")];
    assert_eq!(app.client("service").token(&form).await.status, 200, "known at once");
    let reply = program.done("PUT", API, Some(&json!({ "name": "API", "scope": "nothing" })), 400).await;
    app.assert_rule(&reply, Rule::AdminInvalid).await;
    program.done("PUT", "/resources/api", Some(&document), 400).await;
    program.done("DELETE", API, None, 204).await;
    program.done("GET", API, None, 404).await;
}

#[tokio::test]
async fn trusted_issuer_is_put_and_removed() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let path = "/issuers/https%3A%2F%2Fci.example";
    let document = json!({ "jwks_uri": "https://ci.example/jwks", "clients": ["service"], "subject": "username" });
    let put = program.done("PUT", path, Some(&document), 200).await.json();
    assert_eq!((&put["issuer"], &put["max_lifetime"]), (&json!("https://ci.example"), &json!(300)));
    assert_eq!(program.done("GET", "/issuers", None, 200).await.json()["items"], json!([put]));
    let bad = json!({ "jwks_uri": "http://10.0.0.1/", "clients": ["nobody"] });
    let reply = program.done("PUT", path, Some(&bad), 400).await;
    assert_eq!(reply.json()["problems"].as_array().unwrap().len(), 2, "{reply:?}");
    program.done("DELETE", path, None, 204).await;
    program.done("DELETE", path, None, 404).await;
}

#[tokio::test]
async fn registration_token_is_shown_once() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let made = program.done("POST", "/registration-tokens", Some(&json!({ "uses": 2, "lifetime": 60 })), 201).await;
    let token = made.field("token");
    let listed = program.done("GET", "/registration-tokens", None, 200).await;
    assert_eq!(listed.json()["items"][0]["remaining"], 2);
    assert!(!listed.text.contains(&token), "{listed:?}");
    for bad in [json!({ "uses": 0 }), json!({ "uses": "2" }), json!({ "use": 2 }), json!({ "lifetime": 0 })] {
        program.done("POST", "/registration-tokens", Some(&bad), 400).await;
    }
    let id = made.field("id");
    program.done("DELETE", &format!("/registration-tokens/{id}"), None, 204).await;
    program.done("DELETE", &format!("/registration-tokens/{id}"), None, 404).await;
}

#[tokio::test]
async fn keys_are_listed_rotated_and_retired() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let program = Program::new(&app).await;
    let made = program.done("POST", "/keys/rotate", Some(&json!({ "alg": "ES256" })), 200).await.json();
    let kid = made["items"][0]["kid"].as_str().unwrap();
    let listed = program.done("GET", "/keys", None, 200).await;
    let key = listed.json()["items"].as_array().unwrap().iter().find(|key| key["kid"] == kid).cloned().unwrap();
    assert_eq!((&key["alg"], &key["state"]), (&json!("ES256"), &json!("published")));
    assert!(!listed.text.contains("private") && !listed.text.contains("\"d\""), "{listed:?}");
    program.done("POST", &format!("/keys/{kid}/retire"), None, 200).await;
    assert!(!app.get("/jwks").await.text.contains(kid));
    let reply = program.done("POST", "/keys/nothing/retire", None, 404).await;
    app.assert_rule(&reply, Rule::AdminNotFound).await;
    assert_eq!(fields(&program.done("POST", "/keys/rotate", Some(&json!({ "alg": "none" })), 400).await), ["alg"]);
}

#[tokio::test]
async fn key_of_the_environment_is_not_rotated_here() {
    let app = TestApp::new().await;
    let reply = Program::new(&app).await.done("POST", "/keys/rotate", Some(&json!({ "alg": "RS256" })), 400).await;
    assert!(reply.text.contains("OIDC_RSA_PRIVATE_KEY"), "{reply:?}");
}

#[tokio::test]
async fn settings_are_shown_without_secrets() {
    let app = TestApp::new().await;
    let reply = Program::new(&app).await.done("GET", "/settings", None, 200).await;
    let items = reply.json()["items"].as_array().cloned().unwrap();
    let issuer = items.iter().find(|item| item["name"] == "issuer").unwrap();
    assert_eq!((&issuer["value"], &issuer["source"]), (&json!("http://localhost:8000"), &json!("default")));
    for secret in ["a secret key for tests", "PRIVATE KEY"] {
        assert!(!reply.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn deeds_name_the_token_as_their_actor() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    program.done("PUT", "/scopes/x", Some(&json!({ "description": "X" })), 200).await;
    let events = app.dump().await.into_iter().find(|(table, _)| table == "event").unwrap().1;
    assert!(events.iter().any(|row| row.contains("client:service") && row.contains("scope.put")), "{events:?}");
}
