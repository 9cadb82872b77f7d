//! `sector_identifier_uri` and `jwks_uri` (OpenID Connect Dynamic Client Registration §5; security check 94).

use super::{CALLBACK, document, open};
use crate::support::TestApp;
use crate::support::web::{Page, Web};
use serde_json::{Value, json};
use std::time::Duration;
use symbolon::protocol::Rule;

async fn app(web: &Web) -> TestApp {
    let place = web.place();
    TestApp::with(|settings| {
        open(settings);
        settings.outbound.allow = vec![place];
    })
    .await
}

fn pairwise(uri: &str) -> Value {
    document(json!({ "subject_type": "pairwise", "sector_identifier_uri": uri }))
}

#[tokio::test]
async fn oidcc_registration_sector_uri_that_lists_every_redirect_uri_is_taken() {
    let web = Web::start().await;
    let app = app(&web).await;
    web.put("/redirect_uris.json", Page::ok(json!([CALLBACK, "https://other.example/cb"]).to_string()));
    let told = app.register(&pairwise(&web.url("/redirect_uris.json"))).await;
    assert_eq!(
        (&told["subject_type"], &told["sector_identifier_uri"]),
        (&json!("pairwise"), &json!(web.url("/redirect_uris.json")))
    );
    let mut two_hosts = pairwise(&web.url("/redirect_uris.json"));
    two_hosts["redirect_uris"] = json!(["https://other.example/cb", CALLBACK]);
    app.register(&two_hosts).await;
    assert_eq!(web.take_asked().len(), 2, "once for each registration");
}

#[tokio::test]
async fn oidcc_registration_sector_bad_is_refused_and_leaves_nothing() {
    let web = Web::start().await;
    let app = app(&web).await;
    web.put("/other", Page::ok(json!(["https://other.example/cb"]).to_string()));
    web.put("/object", Page::ok(json!({ "redirect_uris": [CALLBACK] }).to_string()));
    web.put("/numbers", Page::ok("[1]"));
    web.put("/text", Page::ok("hello"));
    web.put("/empty", Page::ok(""));
    web.put("/deep", Page::ok("[".repeat(10_000)));
    web.put("/long", Page::ok(format!("[\"{}\"]", "x".repeat(300_000))));
    web.put("/moved", Page::redirect(&web.url("/good")));
    web.put("/good", Page::ok(json!([CALLBACK]).to_string()));
    for path in ["/other", "/object", "/numbers", "/text", "/empty", "/deep", "/long", "/moved", "/missing"] {
        let reply = app.try_register(&pairwise(&web.url(path))).await;
        reply.assert_error(400, "invalid_client_metadata");
        app.assert_rule(&reply, Rule::ClientSectorRefused).await;
    }
    assert_eq!(app.registered().await, 0);
}

#[tokio::test]
async fn places_that_are_not_public_are_never_asked() {
    let web = Web::start().await;
    let app = TestApp::with(open).await;
    let of_web = format!("https://127.0.0.1:{}/", web.port());
    for uri in [
        of_web.as_str(),
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://localhost/",
        "https://app.example:22/",
    ] {
        let reply = app.try_register(&pairwise(uri)).await;
        reply.assert_error(400, "invalid_client_metadata");
        app.assert_rule(&reply, Rule::ClientSectorRefused).await;
    }
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn who_may_not_register_makes_the_server_ask_nobody() {
    let web = Web::start().await;
    let open = app(&web).await;
    let closed =
        open.restarted(|settings| settings.registration.mode = symbolon::config::RegistrationMode::Token).await;
    let reply = closed.try_register(&pairwise(&web.url("/x"))).await;
    assert_eq!(reply.status, 401, "{reply:?}");
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn slow_document_ends_the_registration_in_time() {
    let web = Web::start().await;
    let app = app(&web).await;
    web.put("/slow", Page { pause: Duration::from_secs(30), ..Page::ok("[]") });
    let reply = app.try_register(&pairwise(&web.url("/slow"))).await;
    app.assert_rule(&reply, Rule::ClientSectorRefused).await;
}
