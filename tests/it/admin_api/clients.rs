//! Clients.

use super::{Program, fields};
use crate::support::{Client, TestApp};
use serde_json::{Value, json};
use symbolon::protocol::Rule;

fn service() -> Value {
    json!({ "client_id": "ci", "client_name": "CI", "client_type": "confidential",
        "grant_types": ["client_credentials"], "scope": "read" })
}

#[tokio::test]
async fn client_is_registered_and_works_at_once() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let made = program.done("POST", "/clients", Some(&service()), 201).await;
    let secret = made.field("client_secret");
    assert_eq!(made.json()["managed_by"], "admin");
    let token = async |secret: &str| {
        Client::with_secret(&app, "ci", secret).token(&[("grant_type", "client_credentials")]).await.status.as_u16()
    };
    let with_default = json!({ "default_scope": "read" });
    program.done("PATCH", "/clients/ci", Some(&with_default), 200).await;
    assert_eq!(token(&secret).await, 200);
    let shown = program.done("GET", "/clients/ci", None, 200).await;
    assert!(!shown.text.contains(&secret) && !shown.text.contains("client_secret\""), "{shown:?}");

    let rotated = program.done("POST", "/clients/ci/rotate-secret", Some(&json!({ "grace": 60 })), 200).await;
    let newer = rotated.field("client_secret");
    assert_eq!((token(&secret).await, token(&newer).await), (200, 200));
    program.done("POST", "/clients/ci/rotate-secret", Some(&json!({})), 200).await;
    assert_eq!((token(&secret).await, token(&newer).await), (401, 401));
    program.done("DELETE", "/clients/ci", None, 204).await;
    program.done("GET", "/clients/ci", None, 404).await;
}

#[tokio::test]
async fn document_that_was_read_can_be_sent_back() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let shown = program.done("GET", "/clients/postman", None, 200).await;
    let tag = shown.header("etag").to_owned();
    let put = program.call_if("PUT", "/clients/postman", Some(&shown.json()), Some(&tag)).await;
    assert_eq!(put.status, 200, "{put:?}");
    let mut expected = shown.json();
    expected["version"] = json!(2);
    assert_eq!(put.json(), expected);
    let reply = program.call_if("PUT", "/clients/postman", Some(&shown.json()), Some(&tag)).await;
    assert_eq!(reply.status, 412, "{reply:?}");
}

#[tokio::test]
async fn replacing_sets_what_is_left_out_to_its_default_and_changing_does_not() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let change = json!({ "client_name": "D", "default_scope": null });
    let changed = program.done("PATCH", "/clients/dashboard", Some(&change), 200).await.json();
    assert_eq!((&changed["first_party"], &changed["default_scope"]), (&json!(true), &Value::Null));
    let document = json!({ "client_name": "D", "redirect_uris": ["http://localhost:3000/login/"],
        "grant_types": ["authorization_code"], "scope": "openid" });
    let replaced = program.done("PUT", "/clients/dashboard", Some(&document), 200).await.json();
    assert_eq!((&replaced["first_party"], &replaced["client_type"]), (&json!(false), &json!("confidential")));
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_client_is_told_by_member() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let body = json!({ "client_name": "x", "redirect_uri": ["https://a.example/"], "grant_types": ["magic"],
        "first_party": 1 });
    let reply = program.done("POST", "/clients", Some(&body), 400).await;
    assert_eq!(fields(&reply), ["first_party", "grant_types", "redirect_uri"]);
    app.assert_rule(&reply, Rule::AdminInvalid).await;
    for (path, body, field) in [
        ("/clients/spa", json!({ "client_type": "confidential" }), "client_type"),
        ("/clients/spa", json!({ "client_id": "other" }), "client_id"),
        ("/clients/spa", json!({ "client_secret": "x" }), "client_secret"),
        ("/clients/spa", json!({ "access_token_lifetime": 0 }), "access_token_lifetime"),
    ] {
        let reply = program.done("PATCH", path, Some(&body), 400).await;
        assert_eq!(fields(&reply), [field], "{reply:?}");
    }
    for (id, status) in [("a b", 400), ("spa", 409), ("", 400)] {
        let mut document = service();
        document["client_id"] = json!(id);
        program.done("POST", "/clients", Some(&document), status).await;
    }
    program.done("POST", "/clients/spa/rotate-secret", Some(&json!({})), 400).await;
    program.done("POST", "/clients/postman/rotate-secret", Some(&json!({ "grace": -1 })), 400).await;
    program.done("POST", "/clients/postman/rotate-secret", Some(&json!({ "grase": 1 })), 400).await;
}

#[tokio::test]
async fn client_that_is_switched_off_gives_no_tokens() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let code = app.browser().code("postman", "openid").await;
    let token = app.client("postman").redeem(&code).await.field("access_token");
    program.done("POST", "/clients/postman/disable", None, 200).await;
    assert_eq!(app.userinfo(&token).await.status, 401);
    let shown = program.done("POST", "/clients/postman/enable", None, 200).await.json();
    assert_eq!(shown["disabled"], false);
    program.done("POST", "/clients/nobody/disable", None, 404).await;
}

#[tokio::test]
async fn clients_come_in_pages_and_are_found_by_name() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let ids = |reply: &crate::support::Reply| -> Vec<String> {
        let items = reply.json()["items"].as_array().cloned().unwrap();
        items.iter().map(|item| item["client_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&program.get("/clients").await), ["cli", "dashboard", "native", "postman", "service", "spa"]);
    let page = program.get("/clients?limit=2&after=dashboard").await;
    assert_eq!(
        (ids(&page), &page.json()["next"]),
        (vec!["native".to_owned(), "postman".to_owned()], &json!("postman"))
    );
    assert_eq!(ids(&program.get("/clients?search=single-PAGE").await), ["spa"]);
}
