//! A listener of their own for administrators.

use super::{Program, every_scope, token};
use crate::support::program::Sandbox;
use crate::support::{Reply, TestApp};
use poem::{Endpoint, Request};
use symbolon::http::gate::Gate;
use symbolon::http::routes::routes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn with_listener() -> (TestApp, Gate) {
    let app = TestApp::with(|settings| settings.admin.listen = Some("127.0.0.1:9".parse().unwrap())).await;
    let (_, state) = app.app.gate().unwrap();
    (app, Gate::for_administrators(state))
}

#[tokio::test]
async fn nothing_of_the_administration_is_at_the_public_listener() {
    let (app, _) = with_listener().await;
    let program = Program { app: &app, token: token(&app, &every_scope()).await };
    for route in routes().filter(|route| route.path == "/admin" || route.path.starts_with("/admin/")) {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let path = route.path.replace(['{', '}'], "");
            let request = Request::builder().method(method.parse().unwrap()).uri(path.parse().unwrap());
            let request = request.header("authorization", format!("Bearer {}", program.token));
            assert_eq!(app.send(request.finish()).await.status, 404, "{method} {path}");
        }
    }
    assert_eq!(app.get("/.well-known/openid-configuration").await.status, 200);
}

#[tokio::test]
async fn nothing_but_the_administration_and_the_sign_in_is_at_its_own() {
    let (app, own) = with_listener().await;
    let bearer = format!("Bearer {}", token(&app, &every_scope()).await);
    for route in routes().filter(|route| route.path != "/metrics") {
        let path = route.path.replace(['{', '}'], "");
        let method = route.methods[0].parse().unwrap();
        let request = Request::builder().method(method).uri(path.parse().unwrap()).finish();
        let reply = Reply::read(own.get_response(request).await).await;
        let serves =
            ["/admin", "/login", "/logout", "/select-account", "/switch-account", "/language", "/assets", "/health"];
        let expected = serves.iter().any(|start| path == *start || path.starts_with(&format!("{start}/")));
        assert_eq!(reply.status != 404, expected, "{path}: {reply:?}");
    }
    let request = Request::builder().uri("/admin/api/users".parse().unwrap()).header("authorization", bearer);
    assert_eq!(Reply::read(own.get_response(request.finish()).await).await.status, 200);
}

#[tokio::test]
async fn both_listeners_are_served_and_end_together() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sandbox = Sandbox::new().await.set("SYMBOLON_ADMIN__LISTEN", &format!("127.0.0.1:{port}"));
    let server = sandbox.start(&["serve"]).await;
    let ask = async |port: u16| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = "GET /admin/api/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!((ask(sandbox.port()).await.as_str(), ask(port).await.as_str()), ("404", "401"));
    server.stop().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}
