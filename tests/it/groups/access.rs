//! Which groups may use a client: asked wherever something is given, because memberships end while codes and tokens live
//! (security check 52).

use super::{add, join, leave};
use crate::support::browser::params_with;
use crate::support::{Client, Reply, TestApp};
use serde_json::json;
use symbolon::flow::admin::{Actor, AdminError, client, group, token};
use symbolon::protocol::Rule;

const SCOPE: &str = "openid profile offline_access";

/// A group `staff`, in which alice is not, and a client that is for it alone.
async fn app_for_staff(client_id: &str) -> TestApp {
    let app = TestApp::new().await;
    add(&app, "staff", &[]).await;
    app.change_client(client_id, |metadata| metadata.access.allowed_groups = vec!["staff".to_owned()]).await;
    app
}

async fn assert_told_denied(app: &TestApp, reply: &Reply) {
    assert_eq!(reply.location_param("error").as_deref(), Some("access_denied"), "{reply:?}");
    assert_eq!(reply.location_param("state").as_deref(), Some("st-123"));
    app.assert_rule(reply, Rule::PersonNotAdmitted).await;
}

#[tokio::test]
async fn person_outside_the_groups_is_told_so_once_known_and_before_consent() {
    let app = app_for_staff("spa").await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    assert!(login.text.contains("id=\"login\""), "nothing is said before the person is known: {login:?}");
    assert_told_denied(&app, &browser.sign_in(&login, "alice", "alice123").await).await;
    assert_told_denied(&app, &browser.authorize(&params_with("spa", &[])).await).await;
    assert_told_denied(&app, &browser.authorize(&params_with("spa", &[("prompt", "none")])).await).await;
    assert_told_denied(&app, &browser.authorize(&params_with("spa", &[("prompt", "consent")])).await).await;
    join(&app, "staff", "alice").await;
    let consent = browser.authorize(&params_with("spa", &[])).await;
    assert!(consent.text.contains("id=\"consent\""), "{consent:?}");
    leave(&app, "staff", "alice").await;
    assert_told_denied(&app, &browser.decide(&consent, "allow").await).await;
    join(&app, "staff", "alice").await;
    assert!(browser.grant("spa", "openid").await.location_param("code").is_some());
}

#[tokio::test]
async fn person_outside_the_groups_may_sign_in_as_somebody_inside() {
    let app = app_for_staff("spa").await;
    join(&app, "staff", "admin").await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    assert_told_denied(&app, &browser.sign_in(&login, "alice", "alice123").await).await;
    let login = browser.authorize(&params_with("spa", &[("prompt", "login")])).await;
    let consent = browser.sign_in(&login, "admin", "admin123").await;
    assert!(consent.text.contains("id=\"consent\""), "{consent:?}");
}

#[tokio::test]
async fn code_of_a_person_who_has_left_the_groups_gives_nothing() {
    for client_id in ["spa", "dashboard"] {
        let app = app_for_staff(client_id).await;
        join(&app, "staff", "alice").await;
        let code = app.browser().code(client_id, "openid").await;
        leave(&app, "staff", "alice").await;
        let refused = app.client(client_id).redeem(&code).await;
        refused.assert_error(400, "invalid_grant");
        app.assert_rule(&refused, Rule::GrantNotAdmitted).await;
    }
}

#[tokio::test]
async fn refresh_after_leaving_the_groups_is_refused_and_works_again_after_joining() {
    let app = app_for_staff("spa").await;
    join(&app, "staff", "alice").await;
    let tokens = app.client("spa").redeem(&app.browser().code("spa", SCOPE).await).await;
    let (access, refresh) = (tokens.field("access_token"), tokens.field("refresh_token"));
    assert_eq!(app.userinfo(&access).await.status, 200);
    leave(&app, "staff", "alice").await;
    let other = app.second_node().await;
    for node in [&app, &other] {
        let refused = node.client("spa").refresh(&refresh).await;
        refused.assert_error(400, "invalid_grant");
        node.assert_rule(&refused, Rule::GrantNotAdmitted).await;
        node.assert_rule(&node.userinfo(&access).await, Rule::TokenRevoked).await;
        assert_eq!(node.client("service").introspect(&access).await.json(), json!({"active": false}));
    }
    join(&app, "staff", "alice").await;
    assert_eq!(app.client("spa").refresh(&refresh).await.status, 200);
}

#[tokio::test]
async fn replay_is_found_also_of_a_person_who_has_left_the_groups() {
    let app = app_for_staff("spa").await;
    join(&app, "staff", "alice").await;
    let first = app.client("spa").redeem(&app.browser().code("spa", SCOPE).await).await.field("refresh_token");
    let second = app.client("spa").refresh(&first).await.field("refresh_token");
    leave(&app, "staff", "alice").await;
    app.advance(120);
    app.assert_rule(&app.client("spa").refresh(&first).await, Rule::RefreshTokenReplayed).await;
    join(&app, "staff", "alice").await;
    app.assert_rule(&app.client("spa").refresh(&second).await, Rule::GrantEnded).await;
}

#[tokio::test]
async fn password_and_minted_tokens_are_for_the_groups_too() {
    let app = app_for_staff("cli").await;
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123"), ("scope", "openid")];
    let refused = app.client("cli").token(&form).await;
    refused.assert_error(400, "invalid_grant");
    app.assert_rule(&refused, Rule::GrantNotAdmitted).await;
    let minted = token::mint(&app.deps(), &Actor::Cli, "cli", "alice", (Some("openid"), None)).await;
    assert!(matches!(minted, Err(AdminError::Invalid(_))), "{minted:?}");
    join(&app, "staff", "alice").await;
    assert_eq!(app.client("cli").token(&form).await.status, 200);
    assert!(token::mint(&app.deps(), &Actor::Cli, "cli", "alice", (Some("openid"), None)).await.is_ok());
}

#[tokio::test]
async fn device_is_connected_only_by_a_person_of_the_groups() {
    let app = app_for_staff("cli").await;
    let codes = app.client("cli").device("openid read").await;
    let mut browser = app.browser();
    let refused = browser.enter(&codes.user_code).await;
    refused.assert_error_page(403, "access_denied");
    app.assert_rule(&refused, Rule::PersonNotAdmitted).await;
    join(&app, "staff", "alice").await;
    let consent = browser.enter(&codes.user_code).await;
    assert!(consent.text.contains("id=\"consent\""), "{consent:?}");
    leave(&app, "staff", "alice").await;
    app.assert_rule(&browser.answer_device(&consent, "allow").await, Rule::PersonNotAdmitted).await;
    join(&app, "staff", "alice").await;
    assert!(browser.answer_device(&consent, "allow").await.text.contains("device-done"));
    leave(&app, "staff", "alice").await;
    app.advance(5);
    let poll = app.client("cli").poll(&codes.device_code).await;
    app.assert_rule(&poll, Rule::GrantNotAdmitted).await;
}

#[tokio::test]
async fn token_is_exchanged_only_for_people_whom_the_exchanging_client_admits() {
    let app = TestApp::new().await;
    add(&app, "staff", &[]).await;
    let metadata = json!({
        "client_name": "Gateway", "client_type": "confidential", "scope": "openid read", "allowed_groups": ["staff"],
        "grant_types": ["urn:ietf:params:oauth:grant-type:token-exchange"], "exchange_impersonation": ["spa"],
    });
    let secret = app.add_client("gateway", metadata).await.unwrap();
    let tokens = app.client("spa").redeem(&app.browser().code("spa", "openid read").await).await;
    let subject = tokens.field("access_token");
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", &*subject),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
    ];
    let gateway = Client::with_secret(&app, "gateway", &secret);
    app.assert_rule(&gateway.token(&form).await, Rule::GrantNotAdmitted).await;
    join(&app, "staff", "alice").await;
    assert_eq!(gateway.token(&form).await.status, 200);
}

#[tokio::test]
async fn client_admits_groups_that_exist_and_they_stay_as_long_as_it_does() {
    let app = app_for_staff("spa").await;
    let deps = app.deps();
    let outcome = client::set(&deps, &Actor::Cli, "spa", |client| {
        client.metadata.access.allowed_groups = vec!["gone".to_owned()];
    });
    assert!(matches!(outcome.await, Err(AdminError::NotFound { noun: "group", .. })));
    let outcome = group::remove(&app.deps(), &Actor::Cli, "staff").await;
    assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{outcome:?}");
    app.change_client("spa", |metadata| metadata.access.allowed_groups.clear()).await;
    group::remove(&app.deps(), &Actor::Cli, "staff").await.unwrap();
    assert_eq!(app.browser().grant("spa", "openid").await.status, 303);
}

#[tokio::test]
async fn client_that_registers_itself_cannot_say_for_whom_it_is() {
    let app = TestApp::with(|settings| settings.registration.mode = symbolon::config::RegistrationMode::Open).await;
    let document = json!({
        "redirect_uris": ["https://x.example/cb"], "allowed_groups": ["demo-users"],
        "claim_mapping": {"x": {"claim": "groups"}}, "access_token_claims": ["x"],
    });
    let headers = [("content-type", "application/json")];
    let registered = app.post_raw("/register", &headers, document.to_string()).await;
    assert_eq!(registered.status, 201, "{registered:?}");
    app.app.refresh().await.unwrap();
    let known = client::find(&app.deps(), &registered.field("client_id")).unwrap();
    assert_eq!(known.client.metadata.access, symbolon::model::AccessMetadata::default());
}
