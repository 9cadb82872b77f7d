//! djoauth2 0.6.0: the sane subset.

use super::{TestApp, authorize_params, json, redirect_uri};
use symbolon::flow::admin::{Actor, AdminError, client};
use symbolon::protocol::Rule;

#[tokio::test]
async fn state_is_required_where_the_client_or_the_setting_wants_it() {
    for by_setting in [false, true] {
        let app = TestApp::with(|settings| settings.clients.require_state = by_setting).await;
        if !by_setting {
            app.change_client("postman", |metadata| metadata.require_state = true).await;
        }
        let mut params = authorize_params("postman", redirect_uri("postman"), "read");
        assert!(app.browser().authorize(&params).await.text.contains("id=\"login\""));
        params.retain(|(name, _)| *name != "state");
        let reply = app.browser().authorize(&params).await;
        reply.assert_error_redirect(redirect_uri("postman"), "invalid_request");
        app.assert_rule(&reply, Rule::StateRequired).await;
    }
}

#[tokio::test]
async fn every_redirect_uri_is_registered_and_https() {
    let app = TestApp::new().await;
    for (uri, good) in [("https://client.example/cb", true), ("http://client.example/cb", false), ("/cb", false)] {
        let metadata = json!({
            "client_name": "C", "client_type": "confidential", "grant_types": ["authorization_code"],
            "redirect_uris": [uri], "scope": "read",
        });
        let metadata = serde_json::from_value(metadata).unwrap();
        let added = client::add(&app.deps(), &Actor::Cli, client::AddClient { id: None, metadata, secret: None }).await;
        match added {
            Ok(_) => assert!(good, "{uri}"),
            Err(AdminError::Invalid(problems)) => assert!(!good && problems.len() == 1, "{uri}: {problems:?}"),
            Err(other) => panic!("{uri}: {other}"),
        }
    }
}

#[tokio::test]
async fn missing_or_wrong_redirect_uri_is_a_page_of_ours() {
    let app = TestApp::new().await;
    let cases = [("", Rule::RedirectUriMissing), ("https://evil.example/", Rule::RedirectUriUnregistered)];
    for (uri, rule) in cases {
        let mut params = authorize_params("postman", uri, "openid");
        params.retain(|(name, value)| *name != "redirect_uri" || !value.is_empty());
        let reply = app.browser().authorize(&params).await;
        reply.assert_error_page(400, "invalid_request");
        app.assert_rule(&reply, rule).await;
    }
}

#[tokio::test]
async fn consent_page_shows_the_clients_image_its_scopes_and_their_descriptions() {
    let app = TestApp::new().await;
    let logo = "https://client.example/logo.png";
    app.change_client("postman", |metadata| metadata.logo_uri = Some(logo.to_owned())).await;
    let mut browser = app.browser();
    let login = browser.authorize(&authorize_params("postman", redirect_uri("postman"), "read write")).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let shown = consent.text.replace("&#x2f;", "/");
    let expected = [
        logo,
        "Postman",
        "<code>read</code>",
        "Read your data at the demo API",
        "<code>write</code>",
        "Change your data at the demo API",
        "id=\"consent-allow\"",
        "id=\"consent-deny\"",
    ];
    for text in expected {
        assert!(shown.contains(text), "no {text} in {shown}");
    }
}

#[tokio::test]
async fn bearer_tokens_are_taken_from_header_or_body_and_never_from_the_uri() {
    let app = TestApp::new().await;
    let tokens = app.client("postman").redeem(&app.browser().code("postman", "openid").await).await;
    let access = tokens.field("access_token");
    assert_eq!(app.userinfo(&access).await.status, 200);
    let reply = app.get(&format!("/userinfo?access_token={access}")).await;
    reply.assert_error(400, "invalid_request");
    app.assert_rule(&reply, Rule::TokenInQuery).await;
}
