//! `/admin/webhooks`.

use super::{assert_has, confirm, path_of, send, signed_in};
use crate::support::TestApp;
use crate::support::web::{Page, Web};

#[tokio::test]
async fn webhook_is_added_changed_turned_tested_and_removed() {
    let web = Web::start().await;
    web.put("/hook", Page::ok(""));
    let place = web.place();
    let app = TestApp::with(|settings| settings.outbound.allow = vec![place]).await;
    let mut admin = signed_in(&app, "admin").await;
    assert_has(&admin.get("/admin").await, &["/admin/webhooks", "/admin/audit"]);
    let bad = [("name", "siem"), ("url", "http://x.example/"), ("actions", "nothing\nuser.*")];
    let refused = send(&mut admin, "/admin/add-webhook", "webhook", &bad).await;
    assert_eq!(refused.status, 422);
    assert_has(&refused, &["it is not https", "there is no action", "value=\"http://x.example/\""]);
    let url = web.url("/hook");
    let good = [("name", "siem"), ("url", url.as_str()), ("actions", "user.*\r\nclient.add")];
    let added = send(&mut admin, "/admin/add-webhook", "webhook", &good).await;
    assert_has(&added, &["whsec_", "id=\"webhook-secret\""]);
    let path = path_of(&mut admin, "/admin/webhooks", "siem").await;
    assert!(!admin.get(&path).await.text.contains("whsec_"));
    let tested = confirm(&mut admin, &format!("{path}/test")).await;
    assert_eq!(tested.location(), format!("{path}?done=tested"));
    assert_has(&admin.get(&path).await, &["<bdi>200</bdi>"]);
    let changed = [("actions", "*"), ("disabled", "yes")];
    let saved = send(&mut admin, &format!("{path}/edit"), "webhook", &changed).await;
    assert_eq!(saved.location(), format!("{path}?done=saved"), "{saved:?}");
    let form = admin.get(&format!("{path}/edit")).await;
    assert_has(&form, &["checked"]);
    assert_eq!(admin.submit(&form, "webhook", &[("url", url.as_str())]).await.status, 303);
    let late = admin.submit(&form, "webhook", &[("actions", "user.*")]).await;
    assert_has(&late, &["id=\"admin-conflict\""]);
    assert_has(&confirm(&mut admin, &format!("{path}/secret")).await, &["whsec_"]);
    let removed = confirm(&mut admin, &format!("{path}/remove")).await;
    assert_eq!(removed.location(), "/admin/webhooks?done=removed");
    assert_eq!(admin.get(&path).await.status, 404);
}

#[tokio::test]
async fn who_is_no_administrator_sees_none_and_changing_one_wants_a_fresh_sign_in() {
    let app = TestApp::new().await;
    let mut alice = signed_in(&app, "alice").await;
    assert_eq!(alice.get("/admin/webhooks").await.status, 403);
    let mut admin = signed_in(&app, "admin").await;
    app.advance(301);
    assert_eq!(admin.get("/admin/webhooks").await.status, 200);
    let asked = admin.get("/admin/add-webhook").await;
    assert!(asked.location().starts_with("/login?return=%2Fadmin%2Fadd-webhook"), "{asked:?}");
}
