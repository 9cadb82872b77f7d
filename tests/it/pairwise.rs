//! Subjects by sector (OpenID Connect Core §8; security check 58).

use crate::support::reply::claims;
use crate::support::{Browser, TestApp};
use serde_json::json;
use symbolon::flow::admin::AdminError;
use symbolon::model::{ClientMetadata, SubjectType};

const SCOPE: &str = "openid profile email offline_access";

fn pairwise(metadata: &mut ClientMetadata) {
    metadata.responses.subject_type = SubjectType::Pairwise;
}

/// `dashboard` and `spa` live on localhost, `native` elsewhere.
async fn app() -> TestApp {
    let app = TestApp::new().await;
    app.change_client("dashboard", pairwise).await;
    app.change_client("spa", pairwise).await;
    app.change_client("native", |metadata| {
        pairwise(metadata);
        metadata.responses.sector_identifier_uri = Some("https://other.example/uris.json".to_owned());
    })
    .await;
    app
}

/// `sub` of the ID token of a new sign-in.
async fn sub(app: &TestApp, client_id: &str) -> String {
    let code = Browser::new(app).code(client_id, "openid").await;
    claims(&app.client(client_id).redeem(&code).await.field("id_token"))["sub"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn clients_of_one_sector_know_a_person_by_one_subject_and_others_by_another() {
    let app = app().await;
    let own = sub(&app, "dashboard").await;
    assert_eq!(sub(&app, "spa").await, own);
    assert_ne!(sub(&app, "native").await, own);
    let public = sub(&app, "postman").await;
    assert_ne!(public, own);
    assert!(own.len() == 43 && !own.contains(&public), "{own}");
}

#[tokio::test]
async fn pairwise_subject_is_the_same_after_a_restart_at_every_node_and_after_a_change_of_the_secret_key() {
    let app = app().await;
    let own = sub(&app, "spa").await;
    assert_eq!(sub(&app.second_node().await, "spa").await, own);
    let moved = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = Some("another secret key for tests, 32 bytes or more".to_owned().into());
        })
        .await;
    assert_eq!(sub(&moved, "spa").await, own);
    // The key before is needed no more.
    let after = moved.restarted(|settings| settings.keys.secret_key_previous = None).await;
    assert_eq!(sub(&after, "spa").await, own);
}

#[tokio::test]
async fn every_token_of_a_client_says_the_same_subject() {
    let app = app().await;
    let client = app.client("dashboard");
    let code = app.browser().code("dashboard", SCOPE).await;
    let first = client.redeem(&code).await;
    let own = claims(&first.field("id_token"))["sub"].clone();
    assert_eq!(claims(&first.field("access_token"))["sub"], own);
    assert_eq!(app.userinfo(&first.field("access_token")).await.json()["sub"], own);
    let next = client.refresh(&first.field("refresh_token")).await;
    assert_eq!(claims(&next.field("id_token"))["sub"], own);
    assert_eq!(claims(&next.field("access_token"))["sub"], own);
    assert_eq!(app.userinfo(&next.field("access_token")).await.json()["sub"], own);
}

#[tokio::test]
async fn introspection_gives_the_pairwise_subject_and_no_user_name() {
    let app = app().await;
    let code = app.browser().code("dashboard", SCOPE).await;
    let tokens = app.client("dashboard").redeem(&code).await;
    let known = app.client("service").introspect(&tokens.field("access_token")).await.json();
    assert_eq!((&known["active"], &known["username"]), (&json!(true), &json!(null)));
    assert_eq!(known["sub"], claims(&tokens.field("id_token"))["sub"]);
    app.change_client("dashboard", |metadata| metadata.introspection = true).await;
    let known = app.client("dashboard").introspect(&tokens.field("refresh_token")).await.json();
    assert_eq!((&known["active"], &known["username"]), (&json!(true), &json!(null)));
    assert_eq!(known["sub"], claims(&tokens.field("id_token"))["sub"]);
}

#[tokio::test]
async fn client_whose_sector_cannot_be_told_is_not_registered_as_pairwise() {
    use symbolon::flow::admin::{Actor, client};
    let app = TestApp::new().await;
    let set = client::set(&app.deps(), &Actor::Cli, "postman", |client| pairwise(&mut client.metadata)).await;
    let said = set.unwrap_err();
    assert!(matches!(said, AdminError::Invalid { .. }) && said.to_string().contains("sector_identifier_uri"), "{said}");
}

#[tokio::test]
async fn hint_with_the_pairwise_subject_is_about_the_person_who_is_signed_in() {
    use crate::support::browser::params_with;
    let app = app().await;
    let mut browser = app.browser();
    let code = browser.code("dashboard", "openid").await;
    let id_token = app.client("dashboard").redeem(&code).await.field("id_token");
    let silent = [("prompt", "none"), ("scope", "openid"), ("id_token_hint", id_token.as_str())];
    let reply = browser.authorize(&params_with("dashboard", &silent)).await;
    assert!(reply.location_param("code").is_some(), "{reply:?}");
    // The same person's subject in another sector is nobody here.
    let code = browser.code("native", "openid").await;
    let other = app.client("native").redeem(&code).await.field("id_token");
    let silent = [("prompt", "none"), ("scope", "openid"), ("id_token_hint", other.as_str())];
    let reply = browser.authorize(&params_with("dashboard", &silent)).await;
    assert!(reply.location_param("code").is_none(), "{reply:?}");
}
