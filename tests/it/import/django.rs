//! Fixtures of `dumpdata`.

use super::{entry, outcome, scope, sign_in, take};
use crate::support::reply::claims;
use crate::support::{Client, TestApp};
use serde_json::json;
use symbolon::flow::admin::import::{Outcome, apply, django};
use symbolon::flow::admin::{Actor, AdminError, client, user};
use symbolon::model::{ApplicationType, GrantType};
use symbolon::protocol::Rule;
use symbolon::store;

const JSON: &str = include_str!("../../fixtures/import/django.json");
const YAML: &str = include_str!("../../fixtures/import/django.yaml");

async fn app() -> (TestApp, Vec<symbolon::flow::admin::import::Entry>) {
    let app = TestApp::new().await;
    let report = take(&app, django::read(JSON, &scope())).await;
    (app, report)
}

#[tokio::test]
async fn people_keep_subject_password_groups_and_names() {
    let (app, report) = app().await;
    assert_eq!(outcome(&report, "user", "dora"), Outcome::Taken, "{report:?}");
    for (name, password, subject) in [
        ("dora", "correct horse", "7"),
        ("bea", "correct horse", "8"),
        ("sue", "correct horse", "9"),
        ("arne", "password", "10"),
        ("mail@example.com", "correct horse", "3f2a7c1e-8f34-4c59-9a60-2d2f6a0c7a11"),
    ] {
        let reply = sign_in(&app, name, password).await;
        assert_eq!(reply.status, 200, "{name}: {reply:?}");
        assert_eq!(claims(&reply.field("access_token"))["sub"], subject);
        sign_in(&app, name, "wrong").await.assert_error(400, "invalid_grant");
    }
    let dora = user::find(&app.deps(), "dora@example.com").await.unwrap();
    assert_eq!((dora.profile.name.as_deref(), dora.groups), (Some("Dora Quill"), vec!["editors".to_owned()]));
    assert!(!dora.profile.email_verified && !dora.admin);
    let bea = user::find(&app.deps(), "bea").await.unwrap();
    assert!(!bea.admin && bea.groups == ["editors"], "{bea:?}");
    assert!(entry(&report, "user", "bea").notes[0].contains("no administrator"));
}

#[tokio::test]
async fn foreign_hash_is_renewed_at_the_first_sign_in_and_the_password_stays() {
    let (app, _) = app().await;
    let hash = async || store::user::find_by_login(app.db(), "dora").await.unwrap().unwrap().1.unwrap();
    assert!(hash().await.starts_with("pbkdf2_sha256$"));
    assert_eq!(sign_in(&app, "dora", "correct horse").await.status, 200);
    assert!(hash().await.starts_with("$argon2id$"));
    assert_eq!(sign_in(&app, "dora", "correct horse").await.status, 200);
}

#[tokio::test]
async fn unusable_and_unsalted_passwords_are_told_and_sign_nobody_in() {
    let (app, report) = app().await;
    for (name, why) in [("nopass", "no usable password"), ("old", "of a kind that is not taken")] {
        assert_eq!(outcome(&report, "user", name), Outcome::Changed);
        assert!(entry(&report, "user", name).notes[0].contains(why), "{report:?}");
        for password in ["", "!JkXh2", "x", "md5$salt$0123456789abcdef0123456789abcdef"] {
            assert_ne!(sign_in(&app, name, password).await.status, 200);
        }
    }
    sign_in(&app, "gone", "correct horse").await.assert_error(400, "invalid_grant");
    assert!(user::find(&app.deps(), "gone").await.unwrap().disabled_at.is_some());
}

#[tokio::test]
async fn name_that_another_account_has_is_left_out_and_that_account_stays() {
    let (app, report) = app().await;
    assert_eq!(outcome(&report, "user", "Alice"), Outcome::LeftOut);
    assert_eq!(sign_in(&app, "alice", "alice123").await.status, 200);
    assert_eq!(user::find(&app.deps(), "alice").await.unwrap().profile.email.as_deref(), Some("alice@example.com"));
}

#[tokio::test]
async fn applications_keep_id_secret_and_what_they_may_do() {
    let (app, report) = app().await;
    let deps = app.deps();
    let dash = client::find(&deps, "dash").unwrap().client.metadata.clone();
    assert!(dash.first_party && dash.refresh_always && dash.pkce_required == Some(false));
    assert_eq!(dash.redirect_uris, ["https://dash.example/cb", "https://dash.example/other"]);
    assert_eq!(dash.logout.post_logout_redirect_uris, ["https://dash.example/bye"]);
    assert_eq!((dash.token_endpoint_auth_method, &dash.scope), (None, &scope()));
    let phone = client::find(&deps, "phone").unwrap().client.metadata.clone();
    assert_eq!((phone.application_type, phone.redirect_uris.len()), (ApplicationType::Native, 1));
    assert!(entry(&report, "client", "phone").notes[0].contains("wildcards"), "{report:?}");
    let test = client::find(&deps, "test").unwrap().client.metadata.clone();
    assert_eq!(test.grant_types, [GrantType::Password, GrantType::RefreshToken]);
    assert_eq!(outcome(&report, "client", "front"), Outcome::LeftOut);
    assert!(client::find(&deps, "strict").unwrap().client.metadata.require_state);
    assert!(client::find(&deps, "elder").is_ok());
    assert_eq!(outcome(&report, "contenttypes.contenttype", ""), Outcome::LeftOut);
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    assert_eq!(Client::with_secret(&app, "clear", "a-secret-in-clear").token(&form).await.status, 200);
    assert_eq!(Client::with_secret(&app, "clear", "wrong").token(&form).await.status, 401);
}

#[tokio::test]
async fn hashed_secret_of_an_application_is_checked_as_it_is_and_renewed_at_the_first_success() {
    let (app, _) = app().await;
    let form =
        [("grant_type", "authorization_code"), ("code", "syc_none"), ("redirect_uri", "https://dash.example/cb")];
    let dash = Client::with_secret(&app, "dash", "correct horse");
    let stored = || client::find(&app.deps(), "dash").unwrap().secrets[0].hash.clone();
    for wrong in ["wrong", "", "pbkdf2_sha256$1000$seasalt2$oksQ9Bdi8Bce0okH61Cis7qICJfP+cYfDOnMdNPMzK8="] {
        let refused = Client::with_secret(&app, "dash", wrong).token(&form).await;
        assert_eq!(refused.status, 401, "{wrong}");
        app.assert_rule(&refused, Rule::ClientAuthFailed).await;
    }
    assert!(stored().starts_with("foreign:pbkdf2_sha256$"));
    app.assert_rule(&dash.token(&form).await, Rule::CodeUnknown).await;
    app.app.refresh().await.unwrap();
    assert!(stored().starts_with("hmac:"), "{}", stored());
    app.assert_rule(&dash.token(&form).await, Rule::CodeUnknown).await;
    let body = [("client_id", "dash"), ("client_secret", "correct horse"), form[0], form[1], form[2]];
    app.assert_rule(&app.post("/token", &body).await, Rule::CodeUnknown).await;
}

#[tokio::test]
async fn same_file_again_changes_nothing_and_a_dry_run_writes_nothing() {
    let app = TestApp::new().await;
    let plan = || django::read(JSON, &scope()).unwrap();
    let told = apply(&app.deps(), &Actor::Cli, plan(), true).await.unwrap();
    assert!(user::find(&app.deps(), "dora").await.is_err());
    let done = take(&app, Ok(plan())).await;
    assert_eq!(told, done);
    let again = take(&app, Ok(plan())).await;
    assert!(again.iter().all(|entry| matches!(entry.outcome, Outcome::Unchanged | Outcome::LeftOut)), "{again:?}");
    assert_eq!(
        user::find(&app.deps(), "dora").await.unwrap().version,
        user::find(&app.deps(), "bea").await.unwrap().version
    );
}

#[tokio::test]
async fn fixture_in_yaml_is_the_same() {
    let app = TestApp::new().await;
    let report = take(&app, django::read(YAML, &scope())).await;
    assert_eq!(
        (outcome(&report, "user", "yara"), outcome(&report, "group", "writers")),
        (Outcome::Taken, Outcome::Taken)
    );
    let reply = sign_in(&app, "yara", "correct horse").await;
    assert_eq!(claims(&reply.field("access_token"))["sub"], "71");
}

#[tokio::test]
async fn what_is_no_fixture_is_refused_whole_and_no_secret_is_told() {
    for broken in ["", "{", "[1]", "[{\"model\": 1}]", "text", "- a\n- b", &JSON[..JSON.len() / 2]] {
        let outcome = django::read(broken, &scope());
        assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{broken:.20}");
        assert!(!format!("{:?}", outcome.err()).contains("oksQ9Bdi"), "{broken:.20}");
    }
    let (_, report) = app().await;
    let text = json!(report).to_string();
    for secret in ["oksQ9Bdi8", "a-secret-in-clear", "elder-secret", "strict-secret", "JkXh2"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
