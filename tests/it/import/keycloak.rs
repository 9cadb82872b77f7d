//! Exports of realms.

use super::{entry, outcome, scope, sign_in, take};
use crate::support::reply::claims;
use crate::support::{Client, TestApp};
use serde_json::json;
use symbolon::flow::admin::import::{Outcome, keycloak};
use symbolon::flow::admin::{AdminError, client, user};
use symbolon::model::GrantType;

const REALM: &str = include_str!("../../fixtures/import/keycloak.json");

#[tokio::test]
async fn users_of_a_realm_keep_subject_password_groups_roles_and_attributes() {
    let app = TestApp::new().await;
    let report = take(&app, keycloak::read(REALM, &scope())).await;
    for (name, password, subject) in
        [("kim", "correct horse", "3f2a7c1e-0000-4c59-9a60-2d2f6a0c7a11"), ("ari", "password", "a2")]
    {
        let reply = sign_in(&app, name, password).await;
        assert_eq!(reply.status, 200, "{name}: {reply:?}");
        assert_eq!(claims(&reply.field("access_token"))["sub"], subject);
        sign_in(&app, name, "wrong").await.assert_error(400, "invalid_grant");
    }
    let kim = user::find(&app.deps(), "kim").await.unwrap();
    assert_eq!((&kim.groups, kim.profile.email_verified), (&vec!["/staff".to_owned(), "/staff/ops".to_owned()], true));
    assert_eq!(kim.all_roles().into_iter().collect::<Vec<_>>(), ["buyer", "root", "viewer"]);
    assert_eq!(json!(kim.attributes), json!({"department": "Sales", "sites": ["Rome", "Oslo"]}));
    assert_eq!(kim.profile.locale.as_deref(), Some("de"));
    let notes = entry(&report, "user", "kim").notes.join("\n");
    assert!(notes.contains("\"sub\" is a claim already") && notes.contains("UPDATE_PASSWORD"), "{notes}");
    assert!(entry(&report, "user", "ari").notes[0].contains("otp"));
    assert_eq!(outcome(&report, "user", "service-account-worker"), Outcome::LeftOut);
}

#[tokio::test]
async fn clients_of_a_realm_keep_id_secret_and_grants_and_wildcards_are_told() {
    let app = TestApp::new().await;
    let report = take(&app, keycloak::read(REALM, &scope())).await;
    let shop = client::find(&app.deps(), "shop").unwrap().client.metadata.clone();
    assert_eq!(shop.redirect_uris, ["https://shop.example/cb"]);
    assert_eq!(shop.logout.post_logout_redirect_uris, ["https://shop.example/bye"]);
    assert_eq!((shop.first_party, shop.pkce_required), (false, Some(true)));
    assert_eq!(shop.scope.to_string(), "openid profile email offline_access");
    let notes = entry(&report, "client", "shop").notes.join("\n");
    assert!(notes.contains("wildcards") && notes.contains("web-origins"), "{notes}");
    let worker = client::find(&app.deps(), "worker").unwrap().client.metadata.clone();
    assert_eq!(worker.grant_types, [GrantType::ClientCredentials]);
    let form = [("grant_type", "client_credentials")];
    let unauthorized = Client::with_secret(&app, "worker", "wrong").token(&form).await;
    assert_eq!(unauthorized.status, 401);
    assert_ne!(Client::with_secret(&app, "worker", "worker-secret").token(&form).await.status, 401);
    for (kind, name) in [("client", "wild"), ("client", "saml"), ("identityProviders", "")] {
        assert_eq!(outcome(&report, kind, name), Outcome::LeftOut, "{name}");
    }
    assert!(!report.iter().any(|entry| entry.name == "account"));
    let again = take(&app, keycloak::read(REALM, &scope())).await;
    assert!(again.iter().all(|entry| matches!(entry.outcome, Outcome::Unchanged | Outcome::LeftOut)), "{again:?}");
    assert!(!json!(report).to_string().contains("shop-secret") && !json!(report).to_string().contains("SECRETSEED"));
}

#[tokio::test]
async fn what_is_no_export_of_a_realm_is_refused() {
    for broken in ["", "[]", "{}", "{\"realm\": 1}", &REALM[..500]] {
        assert!(matches!(keycloak::read(broken, &scope()), Err(AdminError::Invalid(_))), "{broken:.20}");
    }
}
