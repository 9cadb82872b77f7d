//! Which redirect URIs are the client's own.

use super::{ask, assert_page};
use crate::support::TestApp;
use crate::support::browser::{VERIFIER, params_with};
use serde_json::json;
use symbolon::protocol::Rule;

async fn assert_refused(app: &TestApp, client: &str, uri: &str) {
    let reply = ask(app, client, &[("redirect_uri", uri)]).await;
    assert_page(app, &reply, Rule::RedirectUriUnregistered, "invalid_request").await;
}

async fn assert_accepted(app: &TestApp, client: &str, uri: &str) {
    let reply = ask(app, client, &[("redirect_uri", uri), ("prompt", "none")]).await;
    reply.assert_error_redirect(&format!("{uri}?error=login_required"), "login_required");
}

#[tokio::test]
async fn redirect_uri_that_differs_by_a_character_is_refused() {
    let app = TestApp::new().await;
    let added = ["/x", "x", "/", "/../callback", "/%2e%2e/callback", ";x", "?a=b", "?", "#", "#x", "%00", "%20", " "];
    for end in added {
        assert_refused(&app, "spa", &format!("http://localhost:5173/callback{end}")).await;
    }
    let others = [
        "http://localhost:5173//callback",
        "http://localhost:5173/CALLBACK",
        "http://localhost:5173/./callback",
        "http://localhost:5173/x/../callback",
        "http://localhost:5173/%63allback",
        "HTTP://localhost:5173/callback",
        "http://LOCALHOST:5173/callback",
        "http://localhost.:5173/callback",
        "https://localhost:5173/callback",
        "http://localhost/callback",
        "http://localhost:5174/callback",
        "http://localhost:05173/callback",
        "http://user@localhost:5173/callback",
        "http://localhost:5173@evil.example/callback",
        "http://localhost:5173\\@evil.example/callback",
        "http://localhost.evil.example:5173/callback",
        "http://127.0.0.1:5173/callback",
        "//localhost:5173/callback",
        "/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:http://localhost:5173/x",
    ];
    for uri in others {
        assert_refused(&app, "spa", uri).await;
    }
    assert_accepted(&app, "spa", "http://localhost:5173/callback").await;
}

#[tokio::test]
async fn registered_query_is_compared_and_kept() {
    let app = TestApp::new().await;
    let uri = "https://app.example/cb?tenant=1";
    app.change_client("spa", |client| client.redirect_uris.push(uri.to_owned())).await;
    for other in ["https://app.example/cb", "https://app.example/cb?tenant=2", "https://app.example/cb?tenant=1&x=1"] {
        assert_refused(&app, "spa", other).await;
    }
    let told = ask(&app, "spa", &[("redirect_uri", uri), ("prompt", "none")]).await;
    told.assert_error_redirect("https://app.example/cb?tenant=1&error=login_required&", "login_required");
    let mut browser = app.browser();
    browser.code("spa", "openid profile").await;
    let response = browser.ask(&params_with("spa", &[("redirect_uri", uri)])).await;
    assert!(response.location().starts_with("https://app.example/cb?tenant=1&code=syc_"), "{response:?}");
}

#[tokio::test]
async fn redirect_uri_of_another_client_is_refused() {
    let app = TestApp::new().await;
    assert_refused(&app, "spa", "http://localhost:3000/callback").await;
    assert_refused(&app, "dashboard", "http://localhost:5173/callback").await;
}

#[tokio::test]
async fn native_client_may_use_any_port_of_its_loopback_address() {
    let app = TestApp::new().await;
    let good = [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:65535/callback",
        "http://[::1]:49152/callback",
        "com.example.native:/callback",
    ];
    for uri in good {
        assert_accepted(&app, "native", uri).await;
    }
    let bad = [
        "http://127.0.0.1:49152/other",
        "http://127.0.0.1:49152/callback/",
        "http://127.0.0.1:49152/callback?x=1",
        "http://127.0.0.1:49152/callback#x",
        "https://127.0.0.1:49152/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:+80/callback",
        "http://127.0.0.1:80x/callback",
        "http://127.0.0.1:80@evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://localhost:49152/callback",
        "http://localhost.evil.example/callback",
        "http://127.1/callback",
        "http://127.0.0.2/callback",
        "http://0x7f000001/callback",
        "http://2130706433/callback",
        "http://[::ffff:127.0.0.1]/callback",
        "http://[0:0:0:0:0:0:0:1]/callback",
        "com.example.native:/other",
        "com.example.native://callback",
        "COM.EXAMPLE.NATIVE:/callback",
        "com.example.other:/callback",
    ];
    for uri in bad {
        assert_refused(&app, "native", uri).await;
    }
}

#[tokio::test]
async fn client_with_a_private_scheme_cannot_do_without_pkce() {
    let app = TestApp::new().await;
    let uri = "com.example.native:/callback";
    let bare = [("redirect_uri", uri), ("code_challenge", ""), ("code_challenge_method", "")];
    let reply = ask(&app, "native", &bare).await;
    reply.assert_error_redirect(&format!("{uri}?error="), "invalid_request");
    app.assert_rule(&reply, Rule::PkceRequired).await;
}

#[tokio::test]
async fn web_client_may_not_change_the_port_of_loopback() {
    let app = TestApp::new().await;
    for uri in ["http://localhost:3001/callback", "http://localhost/callback", "http://127.0.0.1:3000/callback"] {
        assert_refused(&app, "postman", uri).await;
    }
}

#[tokio::test]
async fn only_registered_redirect_uri_may_be_left_out_by_a_request_without_openid() {
    let app = TestApp::new().await;
    let omitted = ask(&app, "dashboard", &[("redirect_uri", "")]).await;
    assert_page(&app, &omitted, Rule::RedirectUriMissing, "invalid_request").await;
    let several = ask(&app, "postman", &[("redirect_uri", ""), ("scope", "read")]).await;
    assert_page(&app, &several, Rule::RedirectUriMissing, "invalid_request").await;

    let mut browser = app.browser();
    let login = browser.authorize(&params_with("dashboard", &[("redirect_uri", ""), ("scope", "read")])).await;
    let response = browser.sign_in(&login, "alice", "alice123").await;
    assert!(response.location().starts_with("http://localhost:3000/login/?code=syc_"), "{response:?}");
    let code = response.location_param("code").unwrap();
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    let tokens = app.client("dashboard").token(&form).await;
    assert_eq!((tokens.status.as_u16(), tokens.field("scope").as_str()), (200, "read"), "{tokens:?}");
}

#[tokio::test]
async fn redirect_uri_that_cannot_be_trusted_cannot_be_registered() {
    use symbolon::flow::admin::{Actor, AdminError, client};
    let app = TestApp::new().await;
    let bad = [
        ("web", "javascript:alert(1)"),
        ("native", "data:text/html,x"),
        ("native", "vbscript:x"),
        ("native", "file:///etc/passwd"),
        ("native", "blob:https://a.example/x"),
        ("web", "http://a.example/cb"),
        ("web", "https://a.example/cb#x"),
        ("web", "https://*.example/cb"),
        ("web", "com.example.app:/cb"),
        ("native", "myapp:/cb"),
        ("web", "/cb"),
    ];
    for (kind, uri) in bad {
        let metadata = json!({
            "client_name": "Bad", "client_type": "public", "application_type": kind, "redirect_uris": [uri],
            "grant_types": ["authorization_code"], "scope": "openid",
        });
        let metadata = serde_json::from_value(metadata).unwrap();
        let command = client::AddClient { id: None, metadata, secret: None };
        let error = client::add(&app.deps(), &Actor::Cli, command).await.unwrap_err();
        assert!(matches!(&error, AdminError::Invalid(problems) if problems[0].contains("redirect URI")), "{error}");
    }
}
