//! Whose token is good for what, on every route.

use super::{Program, every_scope, token};
use crate::support::browser::params_with;
use crate::support::{Reply, TestApp};
use poem::Request;
use symbolon::flow::admin::{Actor, user};
use symbolon::http::routes::{Policy, routes};
use symbolon::protocol::Rule;

/// Sends each method of each route with this token, and a body where one may be sent.
async fn every_operation(app: &TestApp, token: Option<&str>) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    for route in routes().filter(|route| route.policy == Policy::Admin) {
        for method in route.methods {
            let path = route.path.replace(['{', '}'], "");
            let mut request = Request::builder().method(method.parse().unwrap()).uri(path.parse().unwrap());
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let reply = app.send(request.content_type("application/json").body("{}")).await;
            replies.push((format!("{method} {path}"), reply));
        }
    }
    assert!(replies.len() > 35, "{}", replies.len());
    replies
}

async fn sign_in(app: &TestApp, who: (&str, &str), scope: &str) -> Reply {
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", scope)])).await;
    let shown = browser.sign_in(&shown, who.0, who.1).await;
    let code = browser.decide(&shown, "allow").await.location_param("code").unwrap();
    app.client("postman").redeem(&code).await
}

async fn with_postman() -> TestApp {
    let app = TestApp::new().await;
    let scope = format!("openid offline_access read {}", every_scope());
    app.change_client("postman", |metadata| metadata.scope = scope.into()).await;
    app
}

#[tokio::test]
async fn no_operation_is_done_without_a_token_or_with_one_that_is_not_good() {
    let app = with_postman().await;
    for (operation, reply) in every_operation(&app, None).await {
        assert_eq!(reply.status, 401, "{operation}: {reply:?}");
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"symbolon\"", "{operation}");
        assert_eq!(reply.header("cache-control"), "no-store", "{operation}");
    }
    let admin = sign_in(&app, ("admin", "admin123"), &format!("openid offline_access {}", every_scope())).await;
    let expired = admin.field("access_token");
    for bad in [admin.field("id_token"), admin.field("refresh_token"), "nothing".to_owned()] {
        for (operation, reply) in every_operation(&app, Some(&bad)).await {
            assert_eq!(reply.status, 401, "{operation}: {reply:?}");
            assert!(reply.header("www-authenticate").contains("invalid_token"), "{operation}: {reply:?}");
        }
    }
    app.advance(601);
    for (operation, reply) in every_operation(&app, Some(&expired)).await {
        assert_eq!(reply.status, 401, "{operation}: {reply:?}");
    }
}

#[tokio::test]
async fn no_operation_is_done_with_the_token_of_a_person_who_does_not_administer() {
    let app = with_postman().await;
    let asked = format!("openid read {}", every_scope());
    let alice = sign_in(&app, ("alice", "alice123"), &asked).await.field("access_token");
    for (operation, reply) in every_operation(&app, Some(&alice)).await {
        assert_eq!(reply.status, 403, "{operation}: {reply:?}");
        reply.assert_error(403, "insufficient_scope");
        let needed = reply.json()["scope"].as_str().unwrap().to_owned();
        assert!(reply.header("www-authenticate").contains(&format!("scope=\"{needed}\"")), "{operation}: {reply:?}");
        app.assert_rule(&reply, Rule::AdminScopeMissing).await;
    }
}

#[tokio::test]
async fn token_that_may_read_changes_nothing() {
    let app = TestApp::new().await;
    let reading = "admin:users:read admin:clients:read admin:keys:read admin:settings:read admin:audit:read \
                   admin:webhooks:read";
    let token = token(&app, reading).await;
    for (operation, reply) in every_operation(&app, Some(&token)).await {
        if operation.starts_with("GET ") {
            assert!(matches!(reply.status.as_u16(), 200 | 404), "{operation}: {reply:?}");
        } else {
            reply.assert_error(403, "insufficient_scope");
        }
    }
    let program = Program { app: &app, token };
    for (method, path) in [("DELETE", "/scopes/read"), ("POST", "/clients/spa/disable"), ("DELETE", "/clients/spa")] {
        assert_eq!(program.call(method, path, None).await.status, 403, "{method} {path}");
    }
}

#[tokio::test]
async fn described_scope_is_the_one_that_the_operation_needs() {
    let app = with_postman().await;
    let document = app.get("/openapi.json").await.json();
    let alice = sign_in(&app, ("alice", "alice123"), "openid read").await.field("access_token");
    for route in routes().filter(|route| route.policy == Policy::Admin) {
        for method in route.methods {
            let request = Request::builder().method(method.parse().unwrap());
            let request = request.uri(route.path.replace(['{', '}'], "").parse().unwrap());
            let request = request.header("authorization", format!("Bearer {alice}"));
            let request = request.content_type("application/json").body("{}");
            let needed = app.send(request).await.json()["scope"].clone();
            let described =
                &document["paths"][route.path][method.to_lowercase()]["security"][0]["oauth2Administration"][0];
            assert_eq!(described, &needed, "{method} {}", route.path);
        }
    }
}

#[tokio::test]
async fn power_ends_with_the_role_the_registration_and_the_grant() {
    let app = with_postman().await;
    let admin = sign_in(&app, ("admin", "admin123"), "openid admin:users:read").await.field("access_token");
    let program = Program { app: &app, token: admin };
    program.done("GET", "/users", None, 200).await;
    app.change_client("postman", |metadata| metadata.scope = "openid read".to_owned().into()).await;
    program.done("GET", "/users", None, 403).await;
    app.change_client("postman", |metadata| metadata.scope = "openid read admin:users:read".to_owned().into()).await;
    program.done("GET", "/users", None, 200).await;
    user::set(&app.deps(), &Actor::Cli, "admin", |user| user.admin = false).await.unwrap();
    program.done("GET", "/users", None, 403).await;
    user::set(&app.deps(), &Actor::Cli, "admin", |user| user.admin = true).await.unwrap();
    user::revoke(&app.deps(), &Actor::Cli, "admin").await.unwrap();
    program.done("GET", "/users", None, 401).await;
}

#[tokio::test]
async fn token_for_another_audience_is_refused() {
    let app = TestApp::with(|settings| settings.tokens.default_audience = Some("https://api.example".to_owned())).await;
    let token = app.client("service").token(&[("grant_type", "client_credentials"), ("scope", "read")]).await;
    let program = Program { app: &app, token: token.field("access_token") };
    let reply = program.done("GET", "/users", None, 401).await;
    app.assert_rule(&reply, Rule::TokenAudience).await;
    Program::new(&app).await.done("GET", "/users", None, 200).await;
}

#[tokio::test]
async fn no_page_of_another_origin_may_call() {
    let app = TestApp::new().await;
    let origin = "http://localhost:5173";
    let request = Request::builder().method(http::Method::OPTIONS).uri("/admin/api/users".parse().unwrap());
    let request = request.header("origin", origin).header("access-control-request-method", "GET");
    let reply = app.send(request.finish()).await;
    assert_eq!((reply.status.as_u16(), reply.header("access-control-allow-origin")), (405, ""), "{reply:?}");
    let request = Request::builder().uri("/admin/api/users".parse().unwrap()).header("origin", origin);
    assert_eq!(app.send(request.finish()).await.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn token_in_the_query_is_refused() {
    let app = TestApp::new().await;
    let token = token(&app, "admin:users:read").await;
    let reply = app.get(&format!("/admin/api/users?access_token={token}")).await;
    app.assert_rule(&reply, Rule::TokenInQuery).await;
}
