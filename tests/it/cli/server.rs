//! `demo` and `serve`.

use super::{next_second, with_demo_data};
use crate::support::program::{Sandbox, read_answer};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::sleep;

#[tokio::test]
async fn demo_starts_without_settings_and_says_how_to_sign_in() {
    let sandbox = Sandbox::bare();
    let server = sandbox.start(&["demo"]).await;
    let greeting = server.stdout();
    for text in [
        "http://localhost:8000\n",
        "http://localhost:8000/login",
        "admin / admin123",
        "alice / alice123",
        "postman / postman-secret",
        "service / service-secret",
        "spa (public)",
        "data/demo.db",
    ] {
        assert!(greeting.contains(text), "no {text:?} in {greeting}");
    }
    assert_eq!(server.sign_in("alice", "alice123").await.status, 200);
    assert_eq!(server.get("/login", "").await.status, 200);
    let mode = std::fs::metadata(sandbox.path("data/secret.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(sandbox.path("data/demo.db").exists());
    server.stop().await;
}

#[tokio::test]
async fn demo_started_again_keeps_what_is_there() {
    let sandbox = with_demo_data().await;
    let server = sandbox.start(&["demo"]).await;
    sandbox.run(&["client", "set", "spa", "--name", "Renamed"]).done();
    sandbox.run_with_input(&["user", "password", "alice"], "changed by hand").done();
    next_second().await;
    let refresh_token = server.sign_in("alice", "changed by hand").await.field("refresh_token");
    server.stop().await;

    let server = sandbox.start(&["demo"]).await;
    assert_eq!(sandbox.json(&["client", "show", "spa", "--json"])["client_name"], "Renamed");
    assert_eq!(sandbox.json(&["client", "list", "--json"]).as_array().unwrap().len(), 6);
    assert_eq!(sandbox.json(&["user", "list", "--json"]).as_array().unwrap().len(), 2);
    assert_eq!(server.sign_in("alice", "alice123").await.field("error"), "invalid_grant");
    let form = [("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", &refresh_token)];
    assert_eq!(server.token(&form).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn demo_refuses_an_issuer_beyond_this_machine() {
    let sandbox = Sandbox::bare().set("SYMBOLON_ISSUER", "https://id.example.com");
    sandbox.run(&["demo"]).failed(&["SYMBOLON_ISSUER", "https://id.example.com", "symbolon serve"]);
    assert!(!sandbox.path("data").exists(), "nothing was made");
}

#[tokio::test]
async fn serve_has_no_demo_data() {
    let sandbox = Sandbox::new().await;
    let server = sandbox.start(&["serve"]).await;
    assert_eq!(server.sign_in("alice", "alice123").await.field("error"), "invalid_client");
    assert_eq!(sandbox.json(&["client", "list", "--json"]).to_string(), "[]");
    assert_eq!(server.stdout(), "");
    server.stop().await;
}

#[tokio::test]
async fn sigterm_lets_a_request_under_way_finish() {
    let sandbox = with_demo_data().await;
    let mut server = sandbox.start(&["serve"]).await;
    let body = "grant_type=password&client_id=cli&username=alice&password=alice123";
    let head = "POST /token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let mut stream = server.connect().await.unwrap();
    let (first, second) = body.split_at(20);
    let start = format!("{head}content-length: {}\r\n\r\n{first}", body.len());
    stream.write_all(start.as_bytes()).await.unwrap();
    // An answer to a later request shows that the server has read the one before.
    assert_eq!(server.get("/health/live", "").await.status, 200);

    server.terminate();
    while server.connect().await.is_some() {
        sleep(Duration::from_millis(10)).await;
    }
    stream.write_all(second.as_bytes()).await.unwrap();
    let answer = read_answer(&mut stream).await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["token_type"], "Bearer");
    assert_eq!(server.ended().await.code(), Some(0), "{}", server.stderr());
}

#[tokio::test]
async fn serve_without_migrations_refuses_a_database_that_lacks_some() {
    let sandbox = Sandbox::new().await;
    sandbox.run(&["serve", "--no-migrate"]).failed(&["lacks migrations", "symbolon migrate", "--no-migrate"]);
    sandbox.run(&["migrate"]).done();
    sandbox.start(&["serve", "--no-migrate"]).await.stop().await;
}

#[tokio::test]
async fn second_server_on_the_same_port_says_which_setting_to_change() {
    let sandbox = Sandbox::new().await;
    let server = sandbox.start(&["serve"]).await;
    sandbox.run(&["serve"]).failed(&["cannot listen on 127.0.0.1", "SYMBOLON_LISTEN", "PORT"]);
    server.stop().await;
}

#[tokio::test]
async fn log_tells_no_password_token_or_secret() {
    let sandbox = with_demo_data().await.set("SYMBOLON_LOG__LEVEL", "trace").set("SYMBOLON_LOG__FORMAT", "json");
    let server = sandbox.start(&["serve"]).await;
    let tokens = server.sign_in("alice", "alice123").await;
    server.sign_in("alice", "canary-password").await;
    let refresh_token = tokens.field("refresh_token");
    let form = [("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", refresh_token.as_str())];
    assert_eq!(server.token(&form).await.status, 200);
    let log = server.stderr();
    assert!(log.lines().count() > 10 && log.lines().all(|line| line.starts_with('{')), "{log}");
    let access_token = tokens.field("access_token");
    for secret in ["alice123", "canary-password", &refresh_token, &access_token, sandbox.setting("SYMBOLON_SECRET_KEY")]
    {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    server.stop().await;
}
