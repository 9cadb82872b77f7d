//! What each flow gives, and how it travels.

use super::{RP, RP_URI, answer, id_claims, provider, provider_with, redeem, request, told};
use crate::support::reply::claims;
use crate::support::{Client, ISSUER, START};
use serde_json::json;
use symbolon::model::{GrantType, ResponseType};
use symbolon::protocol::Rule;
use symbolon::store;

const ACCESS: [&str; 4] = ["access_token", "token_type", "expires_in", "scope"];

/// The names of a response's parameters, in order.
fn expected(kind: ResponseType) -> Vec<&'static str> {
    let code = kind.gives_code().then_some("code");
    let access = ACCESS.into_iter().filter(|_| kind.gives_token());
    let id_token = kind.gives_id_token().then_some("id_token");
    code.into_iter().chain(access).chain(id_token).chain(["session_state", "state", "iss"]).collect()
}

#[tokio::test]
async fn every_flow_gives_in_every_mode_exactly_what_was_asked_for() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    for kind in ResponseType::ALL.iter().copied() {
        for sent in ["", "query", "fragment", "form_post"] {
            if sent == "query" && kind != ResponseType::Code {
                continue;
            }
            let default = if kind == ResponseType::Code { "query" } else { "fragment" };
            let mode = if sent.is_empty() { default } else { sent };
            let reply = answer(&mut browser, &request(kind.as_str(), &[("response_mode", sent)])).await;
            let told = reply.told();
            assert_eq!(told.mode, mode, "{kind} {sent:?}");
            assert_eq!((told.field("state"), told.field("iss")), ("st-123", ISSUER));
            let session_state = told.field("session_state");
            assert!(browser.has_session_state(RP, "https://rp.example", session_state), "{kind} {sent:?}");
            if mode == "query" {
                assert_eq!(told.to, "https://rp.example/cb");
                assert_eq!(told.names(), ["tenant", "code", "session_state", "state", "iss"]);
            } else {
                assert_eq!(told.to, RP_URI, "the query of the redirect URI stays as it is");
                assert_eq!(told.names(), expected(kind), "{kind} {sent:?}");
            }
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(reply.header("referrer-policy"), "same-origin");
        }
    }
}

#[tokio::test]
async fn words_of_a_response_type_come_in_any_order() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    for kind in ["token id_token", "id_token code", "token code", "token id_token code", "id_token code token"] {
        let told = told(&mut browser, &request(kind, &[])).await;
        let words = |name: &str| kind.split(' ').any(|word| word == name);
        assert_eq!(told.get("code").is_some(), words("code"), "{kind}");
        assert_eq!(told.get("id_token").is_some(), words("id_token"), "{kind}");
        assert_eq!(told.get("access_token").is_some(), words("token"), "{kind}");
    }
}

#[tokio::test]
async fn access_token_of_the_front_channel_works_and_lives_no_longer_than_an_hour() {
    let (app, _) = provider().await;
    app.change_client(RP, |metadata| metadata.access_token_lifetime = Some(31_536_000)).await;
    let mut browser = app.browser();
    let told = told(&mut browser, &request("id_token token", &[("scope", "openid read")])).await;
    assert_eq!((told.field("token_type"), told.field("expires_in")), ("Bearer", "3600"));
    assert_eq!(told.field("scope"), "openid read");
    let token = told.field("access_token");
    assert_eq!(claims(token)["exp"], json!(START.get() + 3600));
    assert_eq!(app.userinfo(token).await.status, 200);
    app.advance(3599);
    assert_eq!(app.userinfo(token).await.status, 200);
    app.advance(1);
    app.assert_rule(&app.userinfo(token).await, Rule::TokenExpired).await;
}

#[tokio::test]
async fn front_channel_gives_no_refresh_token_and_its_grant_is_not_refreshable() {
    let (app, _) = provider().await;
    app.change_client(RP, |metadata| metadata.refresh_always = true).await;
    let mut browser = app.browser();
    for kind in ["id_token token", "code id_token token", "code token", "id_token"] {
        let told = told(&mut browser, &request(kind, &[("scope", "openid offline_access")])).await;
        assert!(!told.names().contains(&"refresh_token"), "{told:?}");
    }
    let alice = symbolon::flow::admin::user::find(&app.deps(), "alice").await.unwrap();
    let client = symbolon::model::ClientId::new(RP);
    assert_eq!(store::grant::count_alive(app.db(), &alice.id, &client, START).await.unwrap(), 0);
}

#[tokio::test]
async fn replayed_code_kills_the_access_token_that_came_beside_it() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in ["code token", "code id_token token"] {
        let told = told(&mut browser, &request(kind, &[("scope", "openid offline_access")])).await;
        let (code, front) = (told.field("code"), told.field("access_token"));
        let tokens = redeem(&app, &secret, code).await;
        let late = tokens.field("access_token");
        for token in [front, &late] {
            assert_eq!(app.userinfo(token).await.status, 200);
        }
        redeem(&app, &secret, code).await.assert_error(400, "invalid_grant");
        for token in [front, &late] {
            app.assert_rule(&app.userinfo(token).await, Rule::TokenRevoked).await;
        }
        let refresh = tokens.field("refresh_token");
        Client::with_secret(&app, RP, &secret).refresh(&refresh).await.assert_error(400, "invalid_grant");
    }
}

#[tokio::test]
async fn access_token_beside_a_code_outlives_the_code_and_a_redemption_for_a_short_lived_resource() {
    let (app, secret) = provider().await;
    let resource = json!({ "uri": "https://short.example/", "name": "Short", "access_token_lifetime": 1 });
    let resource = serde_json::from_value(resource).unwrap();
    symbolon::flow::admin::resource::put(&app.deps(), &symbolon::flow::admin::Actor::Cli, resource).await.unwrap();
    app.app.refresh().await.unwrap();
    let mut browser = app.browser();
    let unused = told(&mut browser, &request("code token", &[])).await;
    let told = told(&mut browser, &request("code token", &[])).await;
    app.change_client(RP, |metadata| metadata.access_token_lifetime = Some(1)).await;
    assert_eq!(redeem(&app, &secret, told.field("code")).await.json()["expires_in"], 1);
    app.advance(599);
    for token in [&unused, &told] {
        assert_eq!(app.userinfo(token.field("access_token")).await.status, 200);
    }
}

#[tokio::test]
async fn id_tokens_of_a_hybrid_flow_tell_of_the_same_person_and_sign_in() {
    let (app, secret) = provider().await;
    let mut browser = app.browser();
    for kind in ["code id_token", "code id_token token"] {
        let told = told(&mut browser, &request(kind, &[("scope", "openid profile")])).await;
        let early = id_claims(&told);
        app.advance(5);
        let late = claims(&redeem(&app, &secret, told.field("code")).await.field("id_token"));
        for name in ["iss", "sub", "aud", "nonce", "auth_time", "acr", "amr", "sid"] {
            assert_eq!(early[name], late[name], "{kind} {name}");
            assert!(!early[name].is_null(), "{kind} {name}");
        }
        for personal in ["name", "preferred_username", "email"] {
            assert!(early[personal].is_null() && late[personal].is_null(), "{kind} {personal}");
        }
    }
}

#[tokio::test]
async fn claims_are_in_the_id_token_only_where_there_is_no_other_way_to_them() {
    let (app, _) = provider().await;
    let mut browser = app.browser();
    let scope = [("scope", "openid profile email address phone")];
    let alone = id_claims(&told(&mut browser, &request("id_token", &scope)).await);
    for name in ["name", "email", "email_verified", "address", "phone_number", "updated_at"] {
        assert!(!alone[name].is_null(), "{name}: {alone}");
    }
    let narrow = id_claims(&told(&mut browser, &request("id_token", &[("scope", "openid email")])).await);
    assert!(narrow["name"].is_null() && narrow["email"].is_string(), "{narrow}");
    let both = id_claims(&told(&mut browser, &request("id_token token", &scope)).await);
    assert!(both["name"].is_null() && both["email"].is_null(), "{both}");
}

#[tokio::test]
async fn of_two_tabs_with_one_stored_request_one_gets_the_response() {
    let (app, _) = provider().await;
    for kind in ["id_token", "code id_token token"] {
        let mut browser = app.browser();
        let login = browser.authorize(&request(kind, &[])).await;
        let consent = browser.sign_in(&login, "alice", "alice123").await;
        let consent = if consent.text.contains("id=\"consent\"") { consent } else { panic!("{consent:?}") };
        let first = browser.decide(&consent, "allow").await;
        assert!(first.told().get("id_token").is_some());
        let second = browser.decide(&consent, "allow").await;
        second.assert_error_page(400, "invalid_request");
        app.assert_rule(&second, Rule::InteractionUnknown).await;
        browser.sign_out().await;
        app.sql("DELETE FROM consent").await;
    }
}

#[tokio::test]
async fn implicit_grant_is_no_grant_of_the_token_endpoint() {
    let (app, secret) = provider().await;
    let client = Client::with_secret(&app, RP, &secret);
    let reply = client.token(&[("grant_type", "implicit")]).await;
    reply.assert_error(400, "unsupported_grant_type");
    app.assert_rule(&reply, Rule::GrantTypeUnsupported).await;
}

#[tokio::test]
async fn discovery_follows_what_is_switched_on() {
    let lists = |document: &serde_json::Value, name: &str| -> Vec<String> {
        serde_json::from_value(document[name].clone()).unwrap()
    };
    let app = crate::support::TestApp::new().await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(lists(&document, "response_types_supported"), ["code"]);
    assert_eq!(lists(&document, "response_modes_supported"), ["query", "fragment", "form_post"]);
    assert!(!lists(&document, "grant_types_supported").contains(&"implicit".to_owned()));

    let some = vec![ResponseType::Code, ResponseType::CodeIdToken];
    let (app, _) = provider_with(move |settings| settings.requests.response_types = some).await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(lists(&document, "response_types_supported"), ["code", "code id_token"]);
    let grants: Vec<_> = GrantType::ALL.iter().map(|grant| grant.as_str().to_owned()).collect();
    assert_eq!(lists(&document, "grant_types_supported"), grants);
}
