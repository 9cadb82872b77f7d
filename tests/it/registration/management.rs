//! A client and its registration (RFC 7592).

use super::{CALLBACK, document, open, open_app, text};
use crate::support::{Client, TestApp};
use http::Method;
use serde_json::{Value, json};
use symbolon::flow::admin::{Actor, client};
use symbolon::protocol::Rule;

fn path(told: &Value) -> String {
    format!("/register/{}", text(told, "client_id"))
}

fn token(told: &Value) -> Option<&str> {
    told["registration_access_token"].as_str()
}

fn change(told: &Value, changes: Value) -> String {
    let mut whole = document(changes);
    if whole.get("client_id").is_none() {
        whole["client_id"] = told["client_id"].clone();
    }
    whole.to_string()
}

async fn put(app: &TestApp, told: &Value, changes: Value) -> crate::support::Reply {
    app.json(Method::PUT, &path(told), token(told), change(told, changes)).await
}

#[tokio::test]
async fn reading_gives_everything_but_the_secret_and_keeps_the_token() {
    let app = open_app().await;
    let told = app.register(&document(json!({ "client_name": "App" }))).await;
    for _ in 0..2 {
        let reply = app.json(Method::GET, &path(&told), token(&told), "").await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let mut expected = told.clone();
        expected.as_object_mut().unwrap().remove("client_secret");
        assert_eq!(reply.json(), expected);
    }
}

#[tokio::test]
async fn changing_replaces_everything_and_the_token() {
    let app = open_app().await;
    let told = app.register(&document(json!({ "client_name": "App", "logo_uri": "https://app.example/l.png" }))).await;
    let other = "https://app.example/other";
    let reply = put(&app, &told, json!({ "redirect_uris": [other], "client_secret": told["client_secret"] })).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let changed = reply.json();
    assert_eq!(changed["redirect_uris"], json!([other]));
    assert_eq!(changed["client_name"], changed["client_id"], "a name that is not given is the id");
    assert!(changed.get("logo_uri").is_none() && changed.get("client_secret").is_none(), "{changed}");
    assert_ne!(token(&changed), token(&told));
    let old = app.json(Method::GET, &path(&told), token(&told), "").await;
    old.assert_error(401, "invalid_token");
    app.assert_rule(&old, Rule::RegistrationTokenInvalid).await;
    assert_eq!(app.json(Method::GET, &path(&told), token(&changed), "").await.status, 200);
    let asked = format!(
        "/authorize?client_id={}&response_type=code&scope=openid&redirect_uri={CALLBACK}",
        text(&told, "client_id")
    );
    app.assert_rule(&app.get(&asked).await, Rule::RedirectUriUnregistered).await;
}

#[tokio::test]
async fn change_keeps_what_the_operator_has_set() {
    let app = open_app().await;
    let told = app.register(&document(json!({}))).await;
    app.change_client(text(&told, "client_id"), |metadata| {
        metadata.first_party = true;
        metadata.access_token_lifetime = Some(77);
    })
    .await;
    let reply = put(&app, &told, json!({ "client_name": "Other", "first_party": false })).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let metadata = app.deps().snapshot.client(text(&told, "client_id")).unwrap().client.metadata.clone();
    assert!(metadata.first_party && metadata.access_token_lifetime == Some(77) && metadata.client_name == "Other");
}

#[tokio::test]
async fn document_of_another_client_or_with_members_of_the_server_is_refused() {
    let app = open_app().await;
    let told = app.register(&document(json!({}))).await;
    for (changes, rule) in [
        (json!({ "client_id": "postman" }), Rule::RegistrationIdentity),
        (json!({ "client_id": 7 }), Rule::RegistrationIdentity),
        (json!({ "client_secret": "sys_wrong" }), Rule::RegistrationIdentity),
        (json!({ "client_secret": ["x"] }), Rule::RegistrationIdentity),
        (json!({ "registration_access_token": told["registration_access_token"] }), Rule::RegistrationReserved),
        (json!({ "registration_client_uri": told["registration_client_uri"] }), Rule::RegistrationReserved),
        (json!({ "client_secret_expires_at": 0 }), Rule::RegistrationReserved),
        (json!({ "client_id_issued_at": 0 }), Rule::RegistrationReserved),
        (json!({ "redirect_uris": ["javascript:alert(1)"] }), Rule::ClientRedirectUriRefused),
    ] {
        let reply = put(&app, &told, changes.clone()).await;
        reply.assert_error(400, rule.code().as_str());
        app.assert_rule(&reply, rule).await;
    }
    let absent = app.json(Method::PUT, &path(&told), token(&told), document(json!({})).to_string()).await;
    app.assert_rule(&absent, Rule::RegistrationIdentity).await;
    let read = app.json(Method::GET, &path(&told), token(&told), "").await;
    assert_eq!(read.json()["redirect_uris"], json!([CALLBACK]), "nothing was changed, and the token is good still");
}

#[tokio::test]
async fn tokens_of_others_and_no_tokens_are_refused_by_rfc_6750() {
    let app = open_app().await;
    let (one, other) = (app.register(&document(json!({}))).await, app.register(&document(json!({}))).await);
    let access = super::unhindered::sign_in(&app, &other).await.field("access_token");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        for bad in [token(&other), Some("syt_unknown"), Some("x"), Some(access.as_str()), one["client_secret"].as_str()]
        {
            let reply = app.json(method.clone(), &path(&one), bad, change(&one, json!({}))).await;
            reply.assert_error(401, "invalid_token");
            assert!(reply.header("www-authenticate").starts_with("Bearer realm=\"symbolon\", error=\"invalid_token\""));
            app.assert_rule(&reply, Rule::RegistrationTokenInvalid).await;
        }
        let none = app.json(method.clone(), &path(&one), None, change(&one, json!({}))).await;
        assert_eq!((none.status.as_u16(), none.header("www-authenticate")), (401, "Bearer realm=\"symbolon\""));
        let unknown = app.json(method, "/register/postman", token(&one), change(&one, json!({}))).await;
        app.assert_rule(&unknown, Rule::RegistrationTokenInvalid).await;
    }
    assert_eq!(app.json(Method::GET, &path(&one), token(&one), "").await.status, 200);
    app.userinfo(token(&one).unwrap()).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn removed_client_is_gone_at_once_with_its_tokens() {
    let app = open_app().await;
    let second = app.second_node().await;
    let told = app.register(&document(json!({ "client_name": "App" }))).await;
    let access = super::unhindered::sign_in(&app, &told).await.field("access_token");
    assert_eq!(app.userinfo(&access).await.status, 200);
    let removed = second.json(Method::DELETE, &path(&told), token(&told), "").await;
    assert_eq!((removed.status.as_u16(), removed.text.as_str()), (204, ""));
    assert_eq!(app.userinfo(&access).await.status, 401);
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let reply = app.json(method, &path(&told), token(&told), change(&told, json!({}))).await;
        app.assert_rule(&reply, Rule::RegistrationTokenInvalid).await;
    }
    assert_eq!(app.registered().await, 0);
}

#[tokio::test]
async fn client_that_the_operator_switched_off_cannot_change_anything() {
    let app = open_app().await;
    let told = app.register(&document(json!({}))).await;
    client::disable(&app.deps(), &Actor::Cli, text(&told, "client_id"), true).await.unwrap();
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let reply = app.json(method, &path(&told), token(&told), change(&told, json!({}))).await;
        reply.assert_error(403, "access_denied");
        app.assert_rule(&reply, Rule::RegistrationDisabled).await;
    }
    assert_eq!(app.registered().await, 1);
}

#[tokio::test]
async fn secret_that_ends_is_replaced_by_a_change_in_its_second_half() {
    let app = TestApp::with(|settings| {
        open(settings);
        settings.registration.secret_lifetime = 1000;
    })
    .await;
    let told = app.register(&document(json!({}))).await;
    let ends = |told: &Value| told["client_secret_expires_at"].as_i64().unwrap() - crate::support::START.get();
    assert_eq!(ends(&told), 1000);
    app.advance(400);
    let early = put(&app, &told, json!({})).await.json();
    assert!(early.get("client_secret").is_none() && ends(&early) == 1000, "{early}");
    app.advance(200);
    let late = put(&app, &early, json!({})).await.json();
    assert_eq!(ends(&late), 1600);
    let works = |secret: String| {
        let client = Client::with_secret(&app, text(&told, "client_id"), &secret);
        async move { client.token(&[("grant_type", "authorization_code"), ("code", "syc_x")]).await.status == 400 }
    };
    let (first, second) = (text(&told, "client_secret").to_owned(), text(&late, "client_secret").to_owned());
    assert!(works(first.clone()).await && works(second.clone()).await, "both until the first ends");
    app.advance(401);
    assert!(!works(first).await && works(second).await);
}

#[tokio::test]
async fn client_that_becomes_public_loses_its_secret_and_gets_one_when_it_is_confidential_again() {
    let app = open_app().await;
    let told = app.register(&document(json!({}))).await;
    let public = put(&app, &told, json!({ "token_endpoint_auth_method": "none" })).await.json();
    assert!(public.get("client_secret_expires_at").is_none(), "{public}");
    let again = put(&app, &public, json!({ "token_endpoint_auth_method": "client_secret_post" })).await.json();
    assert_ne!(text(&again, "client_secret"), text(&told, "client_secret"));
    assert_eq!(again["client_secret_expires_at"], 0);
    let old = Client::with_secret(&app, text(&told, "client_id"), text(&told, "client_secret"));
    old.token(&[("grant_type", "authorization_code"), ("code", "syc_x")]).await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn registration_is_managed_at_any_node_at_once() {
    let app = open_app().await;
    let second = app.second_node().await;
    let told = app.register(&document(json!({}))).await;
    assert_eq!(second.json(Method::GET, &path(&told), token(&told), "").await.status, 200);
    let changed =
        second.json(Method::PUT, &path(&told), token(&told), change(&told, json!({ "client_name": "X" }))).await;
    assert_eq!(changed.json()["client_name"], "X");
}
