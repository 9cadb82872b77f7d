//! Which pages of other origins may read an answer.

use crate::support::{Reply, TestApp, encode};
use http::Method;
use poem::Request;
use serde_json::json;

const ORIGIN: &str = "http://localhost:5173";

async fn preflight(app: &TestApp, path: &str, origin: &str) -> Reply {
    let request = Request::builder().method(Method::OPTIONS).uri(path.parse().unwrap()).header("origin", origin);
    app.send(request.header("access-control-request-method", "POST").finish()).await
}

async fn get(app: &TestApp, path: &str, origin: &str) -> Reply {
    app.send(Request::builder().uri(path.parse().unwrap()).header("origin", origin).finish()).await
}

fn allowed(reply: &Reply) -> &str {
    assert_eq!(reply.header("access-control-allow-credentials"), "", "{reply:?}");
    assert!(reply.headers.get_all("access-control-allow-origin").iter().count() <= 1, "{reply:?}");
    reply.header("access-control-allow-origin")
}

#[tokio::test]
async fn metadata_may_be_read_by_everybody() {
    let app = TestApp::new().await;
    let documents =
        ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/jwks", "/openapi.json"];
    for path in documents {
        for origin in ["https://anybody.example", "null"] {
            let reply = get(&app, path, origin).await;
            assert_eq!((reply.status.as_u16(), allowed(&reply)), (200, "*"), "{path}");
            let asked = preflight(&app, path, origin).await;
            assert_eq!((asked.status.as_u16(), allowed(&asked)), (204, "*"), "{path}");
            assert_eq!(asked.header("access-control-allow-methods"), "GET", "{path}");
        }
    }
}

#[tokio::test]
async fn token_endpoints_may_be_read_by_the_origins_of_public_web_clients() {
    let app = TestApp::new().await;
    for (path, methods) in [("/token", "POST"), ("/userinfo", "GET, POST"), ("/revoke", "POST")] {
        // The second is the documentation's own page.
        for origin in [ORIGIN, "http://localhost:8000"] {
            let asked = preflight(&app, path, origin).await;
            assert_eq!((asked.status.as_u16(), allowed(&asked)), (204, origin), "{path}");
            assert_eq!(asked.header("access-control-allow-methods"), methods, "{path}");
            assert_eq!(asked.header("access-control-allow-headers"), "Authorization, Content-Type", "{path}");
            assert_eq!(asked.header("access-control-max-age"), "600", "{path}");
            assert_eq!(asked.header("vary"), "Origin", "{path}");
        }
    }
    let code = app.browser().code("spa", "openid").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "spa"),
        ("code", code.as_str()),
        ("redirect_uri", "http://localhost:5173/callback"),
        ("code_verifier", crate::support::browser::VERIFIER),
    ];
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", ORIGIN)];
    let tokens = app.post_raw("/token", &headers, encode(&form)).await;
    assert_eq!((tokens.status.as_u16(), allowed(&tokens)), (200, ORIGIN), "{tokens:?}");
    // A refusal can be read too, with its challenge.
    let refused = get(&app, "/userinfo", ORIGIN).await;
    assert_eq!((refused.status.as_u16(), allowed(&refused)), (401, ORIGIN), "{refused:?}");
    assert_eq!(refused.header("access-control-expose-headers"), "WWW-Authenticate");
    assert_eq!(refused.header("vary"), "Origin");
}

#[tokio::test]
async fn token_endpoints_may_not_be_read_by_anybody_else() {
    let app = TestApp::new().await;
    let strangers = [
        "null",
        "https://evil.example",
        "http://localhost:5174",
        "https://localhost:5173",
        "http://localhost:5173.evil.example",
        "http://evil.localhost:5173",
        "http://LOCALHOST:5173",
        "http://localhost:5173/",
        "http://localhost:5173/callback",
        // A confidential client's and the native client's.
        "http://localhost:3000",
        "https://oauth.pstmn.io",
        "http://127.0.0.1",
        "http://[::1]",
        "com.example.native:",
        "*",
        "",
    ];
    for path in ["/token", "/userinfo", "/revoke"] {
        for origin in strangers {
            let asked = preflight(&app, path, origin).await;
            assert_eq!((asked.status.as_u16(), allowed(&asked)), (204, ""), "{path} {origin}");
            assert_eq!(asked.header("access-control-allow-methods"), "", "{path} {origin}");
            assert_eq!(asked.header("vary"), "Origin", "{path} {origin}");
        }
    }
    assert_eq!(allowed(&get(&app, "/userinfo", "null").await), "");
}

#[tokio::test]
async fn pages_and_introspection_may_be_read_by_nobody() {
    let app = TestApp::new().await;
    for path in ["/authorize", "/login", "/consent", "/logout", "/account", "/introspect", "/health/live", "/nowhere"] {
        assert_eq!(allowed(&get(&app, path, ORIGIN).await), "", "{path}");
        let asked = preflight(&app, path, ORIGIN).await;
        assert_eq!(allowed(&asked), "", "{path}");
        assert!(asked.status.is_client_error(), "{path} {asked:?}");
    }
}

#[tokio::test]
async fn origins_follow_the_registered_clients() {
    use symbolon::flow::admin::{Actor, client};
    let app = TestApp::new().await;
    let origin = "https://app.example";
    assert_eq!(allowed(&preflight(&app, "/token", origin).await), "");
    let metadata = json!({
        "client_name": "App", "client_type": "public", "redirect_uris": ["https://app.example/cb"],
        "grant_types": ["authorization_code"], "scope": "openid",
    });
    app.add_client("app", metadata).await;
    assert_eq!(allowed(&preflight(&app, "/token", origin).await), origin);
    client::disable(&app.deps(), &Actor::Cli, "app", true).await.unwrap();
    app.app.refresh().await.unwrap();
    assert_eq!(allowed(&preflight(&app, "/token", origin).await), "");
}
