//! Clients that keep the addresses of the system before.

use super::{FORM, TestApp, VERIFIER, authorize_params, basic, encode, redirect_uri};
use symbolon::config::Issuer;
use symbolon::model::Compat;

async fn app(systems: &[Compat]) -> TestApp {
    TestApp::with(|settings| settings.compat.aliases = systems.to_vec()).await
}

/// A whole sign-in by the older addresses.
async fn walk(app: &TestApp, authorize: &str, token: &str) {
    let params = authorize_params("postman", redirect_uri("postman"), "openid read");
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut browser = app.browser();
    let reply = browser.get(&format!("{authorize}?{}", encode(&pairs))).await;
    let login = browser.follow(reply).await;
    let mut reply = browser.sign_in(&login, "alice", "alice123").await;
    if reply.text.contains("id=\"consent\"") {
        reply = browser.decide(&reply, "allow").await;
    }
    let code = reply.location_param("code").unwrap();
    let form = encode(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", redirect_uri("postman")),
    ]);
    let credentials = basic("postman", "postman-secret");
    let reply = app.post_raw(token, &[FORM, ("authorization", &credentials)], form).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.field("access_token").starts_with("eyJ"));
}

#[tokio::test]
async fn clients_of_each_older_system_keep_their_addresses() {
    let app = app(Compat::ALL).await;
    walk(&app, "/o/authorize/", "/o/token/").await;
    walk(&app, "/oauth2/authorize", "/oauth2/access_token").await;
    walk(&app, "/oauth2/authorization/", "/oauth2/token/").await;
    walk(&app, "/authorize", "/token").await;
}

#[tokio::test]
async fn toolkit_addresses_answer_for_userinfo_introspection_revocation_and_discovery() {
    let app = app(&[Compat::DjangoOauthToolkit]).await;
    let code = app.browser().code("postman", "openid read").await;
    let token = app.client("postman").redeem(&code).await.field("access_token");
    let bearer = format!("Bearer {token}");
    let reply = app.post_raw("/o/userinfo/", &[FORM, ("authorization", &bearer)], "").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let introspected = app.client("service").post("/o/introspect/", &[("token", &token)]).await;
    assert_eq!(introspected.json()["active"], true, "{introspected:?}");
    assert_eq!(app.client("postman").post("/o/revoke_token/", &[("token", &token)]).await.status, 200);
    let introspected = app.client("service").post("/o/introspect/", &[("token", &token)]).await;
    assert_eq!(introspected.json()["active"], false, "{introspected:?}");
    let discovery = app.get("/o/.well-known/openid-configuration/").await;
    assert_eq!(discovery.json()["issuer"], "http://localhost:8000");
    assert_eq!(app.get("/o/.well-known/jwks.json").await.json(), app.get("/jwks").await.json());
}

#[tokio::test]
async fn older_addresses_are_unknown_unless_switched_on() {
    let app = app(&[Compat::Djoauth2]).await;
    for path in ["/o/authorize/", "/o/token/", "/o/userinfo/", "/oauth2/authorize", "/oauth2/access_token"] {
        assert_eq!(app.get(path).await.status, 404, "{path}");
    }
    assert_eq!(app.get("/oauth2/token/").await.status, 405);
}

#[tokio::test]
async fn rules_of_the_endpoint_hold_at_its_older_address() {
    let app = app(&[Compat::DjangoOauthToolkit]).await;
    let reply = app.get("/o/token/").await;
    assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "POST"));
    let reply = app.post_raw("/o/token/", &[("content-type", "application/json")], "{}").await;
    assert_eq!(reply.status, 400, "{reply:?}");
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn old_issuer_below_a_path_is_kept_together_with_its_addresses() {
    let app = TestApp::with(|settings| {
        settings.issuer = Issuer::parse("http://localhost:8000/o").unwrap();
        settings.compat.aliases = vec![Compat::DjangoOauthToolkit];
    })
    .await;
    for path in ["/o/.well-known/openid-configuration", "/o/.well-known/openid-configuration/"] {
        assert_eq!(app.get(path).await.json()["issuer"], "http://localhost:8000/o", "{path}");
    }
    for path in ["/o/token", "/o/token/"] {
        let form = encode(&[("grant_type", "client_credentials")]);
        let credentials = basic("service", "service-secret");
        let reply = app.post_raw(path, &[FORM, ("authorization", &credentials)], form).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
    }
    assert!(app.get("/o/authorize/?client_id=nobody").await.text.contains("id=\"error\""));
}
