//! What is refused, and in which mode the client hears of it (security checks 55, 57, 61 and 105).

use super::{RP, RP_URI, provider, request, rp_metadata, told};
use crate::support::{ISSUER, Reply, TestApp};
use serde_json::json;
use symbolon::flow::admin::{Actor, AdminError, client};
use symbolon::model::{GrantType, JwsAlgorithm, ResponseType};
use symbolon::protocol::Rule;

/// Asserts a refusal that the client is told in this mode, with state and issuer and nothing else.
async fn assert_told(app: &TestApp, reply: &Reply, mode: &str, rule: Rule, code: &str) {
    let told = reply.told();
    assert_eq!((told.mode, told.field("error")), (mode, code), "{reply:?}");
    let own = usize::from(mode == "query");
    assert_eq!(told.names()[own..], ["error", "error_description", "state", "iss"], "{reply:?}");
    assert_eq!((told.field("state"), told.field("iss")), ("st-123", ISSUER));
    let uri = if mode == "query" { "https://rp.example/cb" } else { RP_URI };
    assert_eq!(told.to, uri, "{reply:?}");
    assert_eq!(reply.header("cache-control"), "no-store");
    app.assert_rule(reply, rule).await;
}

#[tokio::test]
async fn response_type_that_is_not_switched_on_is_unsupported_and_told_where_its_tokens_would_be() {
    let app = TestApp::new().await;
    app.add_client(RP, rp_metadata(&json!({}))).await;
    for kind in ["id_token", "id_token token", "code id_token", "code token", "code id_token token", "token"] {
        let reply = app.browser().ask(&request(kind, &[])).await;
        assert_told(&app, &reply, "fragment", Rule::ResponseTypeUnsupported, "unsupported_response_type").await;
    }
    let reply = app.browser().ask(&request("id_token", &[("response_mode", "form_post")])).await;
    assert_told(&app, &reply, "form_post", Rule::ResponseTypeUnsupported, "unsupported_response_type").await;
}

#[tokio::test]
async fn token_alone_is_unsupported_even_with_everything_switched_on() {
    let (app, _) = provider().await;
    for kind in ["token", "none", "token token", "code  token", "id_token,token"] {
        let reply = app.browser().ask(&request(kind, &[])).await;
        let mode = if kind.split(' ').any(|word| word == "token") { "fragment" } else { "query" };
        assert_told(&app, &reply, mode, Rule::ResponseTypeUnsupported, "unsupported_response_type").await;
    }
}

#[tokio::test]
async fn client_gets_only_what_it_is_registered_for() {
    let (app, _) = provider().await;
    let refused = |kind: &'static str| {
        let app = &app;
        async move {
            let reply = app.browser().ask(&request(kind, &[])).await;
            let mode = if kind == "code" { "query" } else { "fragment" };
            assert_told(app, &reply, mode, Rule::ResponseTypeNotAllowed, "unauthorized_client").await;
        }
    };
    app.change_client(RP, |metadata| metadata.responses.response_types = vec![ResponseType::IdToken]).await;
    for kind in ["code", "id_token token", "code id_token", "code token", "code id_token token"] {
        refused(kind).await;
    }
    assert!(app.browser().ask(&request("id_token", &[])).await.location().starts_with("/login?"));
}

#[tokio::test]
async fn registration_that_is_older_than_the_rules_gives_no_unsigned_id_token_and_nothing_without_its_grant() {
    use symbolon::store;
    let (app, _) = provider().await;
    let write = |change: fn(&mut symbolon::model::ClientMetadata)| {
        let app = &app;
        async move {
            let mut client = app.deps().snapshot.client(RP).unwrap().client.clone();
            change(&mut client.metadata);
            let mut tx = app.db().write().await.unwrap();
            store::client::update(&mut tx, &client).await.unwrap();
            store::change::bump(&mut tx, store::change::ChangeKind::Client).await.unwrap();
            tx.commit().await.unwrap();
            app.app.refresh().await.unwrap();
        }
    };
    write(|metadata| metadata.responses.id_token_signed_response_alg = JwsAlgorithm::None).await;
    let reply = app.browser().ask(&request("code id_token", &[])).await;
    assert_told(&app, &reply, "fragment", Rule::ResponseTypeNotAllowed, "unauthorized_client").await;
    write(|metadata| {
        metadata.responses.id_token_signed_response_alg = JwsAlgorithm::Rs256;
        metadata.grant_types = vec![GrantType::AuthorizationCode];
    })
    .await;
    let reply = app.browser().ask(&request("code token", &[])).await;
    assert_told(&app, &reply, "fragment", Rule::ResponseTypeNotAllowed, "unauthorized_client").await;
    write(|metadata| metadata.grant_types = vec![GrantType::Implicit]).await;
    let reply = app.browser().ask(&request("code id_token", &[])).await;
    assert_told(&app, &reply, "fragment", Rule::ResponseTypeNotAllowed, "unauthorized_client").await;
}

#[tokio::test]
async fn registration_with_contradictions_is_refused_whole() {
    let (app, _) = provider().await;
    let table = [
        (json!({ "id_token_signed_response_alg": "none" }), "cannot be unsigned"),
        (json!({ "grant_types": ["authorization_code"] }), "grant type implicit"),
        (json!({ "grant_types": ["implicit"] }), "grant type authorization_code"),
        (json!({ "redirect_uris": ["http://localhost:3000/cb"] }), "host other than localhost"),
        (json!({ "redirect_uris": [] }), "at least one redirect URI"),
    ];
    for (changes, expected) in table {
        let metadata = serde_json::from_value(rp_metadata(&changes)).unwrap();
        let command = client::AddClient { id: Some("other".to_owned()), metadata, secret: None };
        let Err(AdminError::Invalid(problems)) = client::add(&app.deps(), &Actor::Cli, command).await else {
            panic!("{changes} was taken");
        };
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{problems:?}");
        app.app.refresh().await.unwrap();
        assert!(app.deps().snapshot.client("other").is_none());
    }
}

#[tokio::test]
async fn id_token_needs_nonce_and_openid_and_errors_come_in_the_mode_of_the_request() {
    let (app, _) = provider().await;
    for kind in ["id_token", "id_token token", "code id_token", "code id_token token"] {
        for (mode, sent) in [("fragment", ""), ("fragment", "fragment"), ("form_post", "form_post")] {
            let reply = app.browser().ask(&request(kind, &[("nonce", ""), ("response_mode", sent)])).await;
            assert_told(&app, &reply, mode, Rule::NonceRequired, "invalid_request").await;
        }
        let reply = app.browser().ask(&request(kind, &[("scope", "profile read")])).await;
        assert_told(&app, &reply, "fragment", Rule::IdTokenNeedsOpenid, "invalid_scope").await;
    }
    let silent = [("prompt", "none"), ("nonce", "")];
    let reply = app.browser().ask(&request("code token", &silent)).await;
    assert_told(&app, &reply, "fragment", Rule::LoginRequired, "login_required").await;
}

#[tokio::test]
async fn tokens_never_travel_in_a_query_and_a_mode_that_is_unknown_is_refused() {
    let (app, _) = provider().await;
    for kind in ["id_token", "code token", "code id_token token"] {
        let reply = app.browser().ask(&request(kind, &[("response_mode", "query")])).await;
        assert_told(&app, &reply, "fragment", Rule::ResponseModeUnsafe, "invalid_request").await;
        let reply = app.browser().ask(&request(kind, &[("response_mode", "query.jwt")])).await;
        assert_told(&app, &reply, "fragment", Rule::ResponseModeUnsupported, "invalid_request").await;
    }
}

#[tokio::test]
async fn form_is_posted_to_web_addresses_only() {
    let (app, _) = provider().await;
    let uri = "com.example.native:/callback";
    let params = crate::support::browser::authorize_params("native", uri, "openid");
    let params = [params, vec![("response_mode", "form_post".to_owned())]].concat();
    let reply = app.browser().ask(&params).await;
    let told = reply.told();
    assert_eq!((told.mode, told.to.as_str(), told.field("error")), ("query", uri, "invalid_request"));
    app.assert_rule(&reply, Rule::ResponseModeUnsupported).await;
}

#[tokio::test]
async fn pkce_is_required_with_a_code_in_every_flow_and_of_no_use_without_one() {
    let (app, _) = provider().await;
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    for kind in ["code id_token", "code token", "code id_token token"] {
        let reply = app.browser().ask(&request(kind, &bare)).await;
        assert_told(&app, &reply, "fragment", Rule::PkceRequired, "invalid_request").await;
    }
    let mut browser = app.browser();
    for changes in [&bare[..], &[("code_challenge_method", "plain")]] {
        told(&mut browser, &request("id_token token", changes)).await;
    }
}

#[tokio::test]
async fn resources_that_take_different_tokens_are_refused_where_one_token_would_be_for_all() {
    let (app, _) = provider().await;
    let define = |uri: &str, format: &str| {
        serde_json::from_value(json!({ "uri": uri, "name": uri, "scope": "read", "access_token_format": format }))
    };
    for (uri, format) in [("https://one.example/", "jwt"), ("https://two.example/", "opaque")] {
        symbolon::flow::admin::resource::put(&app.deps(), &Actor::Cli, define(uri, format).unwrap()).await.unwrap();
    }
    app.app.refresh().await.unwrap();
    let ask = |kind: &'static str| {
        let mut params = request(kind, &[("scope", "openid read")]);
        params.push(("resource", "https://one.example/".to_owned()));
        params.push(("resource", "https://two.example/".to_owned()));
        params
    };
    let reply = app.browser().ask(&ask("code token")).await;
    assert_told(&app, &reply, "fragment", Rule::ResourcesDiffer, "invalid_target").await;
    assert!(app.browser().ask(&ask("code id_token")).await.location().starts_with("/login?"));
}
