//! Groups, roles and attributes as claims: what a scope releases, by which names a client is told, and where.

use crate::support::reply::claims;
use crate::support::{ISSUER, Reply, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use symbolon::flow::admin::{Actor, AdminError, client, scope, user};
use symbolon::model::{ClaimSource, ScopeDefinition};

/// What alice's sign-in at `client_id` gives.
async fn tokens(app: &TestApp, client_id: &str, scope: &str) -> Reply {
    let code = app.browser().code(client_id, scope).await;
    let tokens = app.client(client_id).redeem(&code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    tokens
}

async fn userinfo(app: &TestApp, tokens: &Reply) -> Value {
    app.userinfo(&tokens.field("access_token")).await.json()
}

/// A scope `org` that releases attributes, which `spa` may ask for, and alice's attributes.
async fn app_with_attributes() -> TestApp {
    let app = TestApp::new().await;
    put(&app, &[("department", "attribute:department"), ("level", "attribute:level"), ("mail", "email")])
        .await
        .unwrap();
    app.app.refresh().await.unwrap();
    app.change_client("spa", |metadata| {
        metadata.scope = "openid profile email groups org".to_owned().into();
        metadata.default_scope = None;
    })
    .await;
    let attributes = json!({"department": "Sales", "level": 3, "secret": "x"});
    user::set(&app.deps(), &Actor::Cli, "alice", |alice| {
        alice.attributes = serde_json::from_value(attributes).unwrap();
    })
    .await
    .unwrap();
    app
}

async fn put(app: &TestApp, claims: &[(&str, &str)]) -> Result<(), AdminError> {
    let claims = claims.iter().map(|(name, source)| ((*name).to_owned(), ClaimSource::from((*source).to_owned())));
    let definition = ScopeDefinition {
        name: "org".to_owned(),
        description: "See where you work".to_owned(),
        claims: claims.collect::<BTreeMap<_, _>>(),
        ..ScopeDefinition::default()
    };
    scope::put(&app.deps(), &Actor::Cli, definition).await
}

#[tokio::test]
async fn scope_groups_releases_groups_and_roles_at_userinfo_and_no_other_scope_does() {
    let app = TestApp::new().await;
    let given = tokens(&app, "spa", "openid groups").await;
    let told = userinfo(&app, &given).await;
    assert_eq!((&told["groups"], &told["roles"]), (&json!(["demo-users"]), &json!(["viewer"])), "{told}");
    for token in ["id_token", "access_token"] {
        let said = claims(&given.field(token));
        assert!(said.get("groups").is_none() && said.get("roles").is_none(), "{token} {said}");
    }
    let told = userinfo(&app, &tokens(&app, "spa", "openid profile email").await).await;
    assert!(told.get("groups").is_none() && told.get("roles").is_none(), "{told}");
}

#[tokio::test]
async fn id_token_says_groups_where_the_client_wants_claims_there() {
    let app = TestApp::new().await;
    app.change_client("spa", |metadata| metadata.id_token_claims = true).await;
    let said = claims(&tokens(&app, "spa", "openid groups").await.field("id_token"));
    assert_eq!((&said["groups"], &said["roles"]), (&json!(["demo-users"]), &json!(["viewer"])), "{said}");
}

#[tokio::test]
async fn claims_parameter_asks_for_groups_one_by_one() {
    let app = TestApp::new().await;
    let mut params = crate::support::browser::params_with("spa", &[("scope", "openid")]);
    params.push(("claims", json!({"id_token": {"groups": null}}).to_string()));
    let mut browser = app.browser();
    let login = browser.authorize(&params).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    assert!(consent.text.contains("Groups that you are in"), "{consent:?}");
    let code = browser.decide(&consent, "allow").await.location_param("code").unwrap();
    let said = claims(&app.client("spa").redeem(&code).await.field("id_token"));
    assert_eq!((&said["groups"], said.get("roles")), (&json!(["demo-users"]), None), "{said}");
}

#[tokio::test]
async fn membership_is_told_as_it_is_at_each_refresh() {
    let app = TestApp::new().await;
    app.change_client("spa", |metadata| metadata.id_token_claims = true).await;
    let first = tokens(&app, "spa", "openid groups offline_access").await;
    user::set(&app.deps(), &Actor::Cli, "alice", |alice| alice.groups.clear()).await.unwrap();
    let next = app.client("spa").refresh(&first.field("refresh_token")).await;
    assert!(claims(&next.field("id_token")).get("groups").is_none(), "{next:?}");
    assert!(userinfo(&app, &next).await.get("groups").is_none());
}

#[tokio::test]
async fn scope_releases_the_attributes_that_it_names_and_consent_says_so() {
    let app = app_with_attributes().await;
    let mut browser = app.browser();
    let login = browser.authorize(&crate::support::browser::params_with("spa", &[("scope", "openid org")])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    for word in ["See where you work", "<code>department</code>", "<code>level</code>", "<code>mail</code>"] {
        assert!(consent.text.contains(word), "{word}: {consent:?}");
    }
    let told = userinfo(&app, &tokens(&app, "spa", "openid org").await).await;
    let own = (&told["department"], &told["level"], &told["mail"]);
    assert_eq!(own, (&json!("Sales"), &json!(3), &json!("alice@example.com")), "{told}");
    assert!(told.get("secret").is_none() && told.get("email").is_none(), "{told}");
    let told = userinfo(&app, &tokens(&app, "spa", "openid profile").await).await;
    assert!(told.get("department").is_none(), "{told}");
    let discovery = app.get("/.well-known/openid-configuration").await.json();
    for claim in ["department", "groups", "roles"] {
        assert!(discovery["claims_supported"].as_array().unwrap().contains(&json!(claim)), "{claim}");
    }
}

#[tokio::test]
async fn client_is_told_by_names_of_its_own_and_only_what_was_released() {
    let app = app_with_attributes().await;
    app.change_client("spa", |metadata| {
        metadata.id_token_claims = true;
        metadata.access.claim_mapping = serde_json::from_value(json!({
            "https://example.com/roles": {"claim": "roles"},
            "team": {"claim": "groups", "prefix": "demo-", "strip_prefix": true},
            "unit": {"claim": "department"},
        }))
        .unwrap();
    })
    .await;
    let given = tokens(&app, "spa", "openid groups").await;
    let (id_token, told) = (claims(&given.field("id_token")), userinfo(&app, &given).await);
    for said in [&id_token, &told] {
        assert_eq!(
            (&said["https://example.com/roles"], &said["team"]),
            (&json!(["viewer"]), &json!(["users"])),
            "{said}"
        );
        for absent in ["roles", "groups", "unit", "department"] {
            assert!(said.get(absent).is_none(), "{absent}: {said}");
        }
    }
    let other = userinfo(&app, &tokens(&app, "postman", "openid groups").await).await;
    assert_eq!(other["groups"], json!(["demo-users"]), "another client hears the names that everybody knows");
}

#[tokio::test]
async fn access_token_says_the_claims_that_its_client_wants_there_and_introspection_repeats_them() {
    let app = app_with_attributes().await;
    app.change_client("spa", |metadata| {
        metadata.access.access_token_claims = vec!["groups".to_owned(), "department".to_owned(), "name".to_owned()];
    })
    .await;
    let given = tokens(&app, "spa", "openid groups").await;
    let said = claims(&given.field("access_token"));
    assert_eq!(said["groups"], json!(["demo-users"]), "{said}");
    for absent in ["department", "name", "roles"] {
        assert!(said.get(absent).is_none(), "{absent} was not released: {said}");
    }
    let seen = app.client("service").introspect(&given.field("access_token")).await.json();
    assert_eq!((&seen["active"], &seen["groups"]), (&json!(true), &json!(["demo-users"])), "{seen}");
    app.change_client("spa", |metadata| {
        metadata.access_token_format = Some(symbolon::model::AccessTokenFormat::Opaque);
    })
    .await;
    let opaque = tokens(&app, "spa", "openid groups org").await;
    let seen = app.client("service").introspect(&opaque.field("access_token")).await.json();
    assert_eq!((&seen["groups"], &seen["department"]), (&json!(["demo-users"]), &json!("Sales")), "{seen}");
    assert_eq!(app.userinfo(&opaque.field("access_token")).await.status, 200);
}

#[tokio::test]
async fn no_mapping_overwrites_a_claim_of_the_protocol() {
    let app = app_with_attributes().await;
    for name in ["iss", "sub", "aud", "exp", "nonce", "acr", "sid", "client_id", "scope"] {
        let outcome = put(&app, &[(name, "attribute:department")]).await;
        assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{name}: {outcome:?}");
        let mapping = json!({name: {"claim": "groups"}});
        let outcome = client::set(&app.deps(), &Actor::Cli, "spa", |client| {
            client.metadata.access.claim_mapping = serde_json::from_value(mapping).unwrap();
        })
        .await;
        assert!(matches!(outcome, Err(AdminError::Invalid(_))), "{name}: {outcome:?}");
    }
    let said = claims(&tokens(&app, "spa", "openid org").await.field("id_token"));
    assert_eq!(said["iss"], ISSUER);
}

#[tokio::test]
async fn scope_of_other_scopes_has_no_claims_and_sources_must_be_there() {
    let app = TestApp::new().await;
    assert!(matches!(put(&app, &[("x", "nothing")]).await, Err(AdminError::Invalid(_))));
    assert!(matches!(put(&app, &[("email", "attribute:mail")]).await, Err(AdminError::Invalid(_))));
    let both = ScopeDefinition {
        name: "both".to_owned(),
        includes: "read write".to_owned().into(),
        claims: BTreeMap::from([("mail".to_owned(), ClaimSource::Claim("email".to_owned()))]),
        ..ScopeDefinition::default()
    };
    assert!(matches!(scope::put(&app.deps(), &Actor::Cli, both).await, Err(AdminError::Invalid(_))));
}
