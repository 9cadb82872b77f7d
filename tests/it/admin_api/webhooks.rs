//! `/admin/api/webhooks`.

use super::{Program, fields, token};
use crate::support::TestApp;
use crate::support::web::{Page, Web};
use serde_json::{Value, json};

#[tokio::test]
async fn webhook_is_added_changed_turned_tested_and_removed() {
    let web = Web::start().await;
    web.put("/hook", Page::ok(""));
    let place = web.place();
    let app = TestApp::with(|settings| settings.outbound.allow = vec![place]).await;
    let program = Program::new(&app).await;
    let document = json!({ "name": "siem", "url": web.url("/hook"), "actions": ["user.*"] });
    let added = program.done("POST", "/webhooks", Some(&document), 201).await;
    let first = added.field("secret");
    assert!(first.starts_with("whsec_"), "{added:?}");
    program.done("POST", "/webhooks", Some(&document), 409).await;
    let path = format!("/webhooks/{}", added.field("id"));
    let list = program.get("/webhooks").await;
    assert_eq!(list.json()["items"][0]["name"], "siem");
    assert!(!list.text.contains("whsec_"), "{list:?}");
    let changed = program.call_if("PATCH", &path, Some(&json!({ "disabled": true })), Some("\"1\"")).await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, "\"2\""), "{changed:?}");
    assert_eq!(changed.json()["actions"], json!(["user.*"]));
    let late = program.call_if("PATCH", &path, Some(&json!({ "disabled": false })), Some("\"1\"")).await;
    assert_eq!(late.status, 412, "{late:?}");
    let turned = program.done("POST", &format!("{path}/rotate-secret"), Some(&json!({ "overlap": 60 })), 200).await;
    assert_ne!(turned.field("secret"), first);
    let tested = program.done("POST", &format!("{path}/test"), None, 200).await;
    assert_eq!(tested.json(), json!({ "taken": true, "answer": "200" }));
    let shown = program.get("/webhooks/siem").await.json();
    assert_eq!((&shown["last_answer"], &shown["secret"]), (&json!("200"), &Value::Null));
    program.done("DELETE", &path, None, 204).await;
    program.done("GET", &path, None, 404).await;
}

#[tokio::test]
async fn wrong_members_are_named_and_scopes_are_needed() {
    let app = TestApp::new().await;
    let program = Program::new(&app).await;
    let wrong = json!({ "name": "siem", "url": "ftp://x", "actions": ["nothing"] });
    let refused = program.done("POST", "/webhooks", Some(&wrong), 400).await;
    assert_eq!(fields(&refused), ["url", "actions"]);
    let unknown = program.done("POST", "/webhooks", Some(&json!({ "secret": "mine" })), 400).await;
    assert_eq!(fields(&unknown), ["secret"]);
    let reader = Program { app: &app, token: token(&app, "admin:webhooks:read").await };
    reader.done("GET", "/webhooks", None, 200).await;
    reader.done("POST", "/webhooks", Some(&wrong), 403).await;
    let writer = Program { app: &app, token: token(&app, "admin:webhooks:write").await };
    writer.done("POST", "/webhooks", Some(&wrong), 403).await;
    let other = Program { app: &app, token: token(&app, "admin:settings:write admin:clients:read").await };
    other.done("GET", "/webhooks", None, 403).await;
}
