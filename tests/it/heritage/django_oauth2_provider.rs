//! django-oauth2-provider 0.2.4.

use super::{Client, FORM, Reply, START, TestApp, authorize_params, claims, encode, json, redirect_uri};
use http::{HeaderMap, StatusCode};
use symbolon::flow::admin::{Actor, scope};
use symbolon::http::serve::{self, ServeLimits};
use symbolon::model::{Scope, ScopeDefinition};
use symbolon::protocol::Rule;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn parameters_leave_the_url_at_once_and_come_back_with_code_and_state() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let params = authorize_params("postman", redirect_uri("postman"), "read");
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = browser.get(&format!("/authorize?{}", encode(&pairs))).await;
    let location = reply.location();
    assert!(location.starts_with("/login?request=") && !location.contains('&'), "{location}");
    for (_, value) in &pairs {
        assert!(!location.contains(*value) || value.len() < 6, "{value} in {location}");
    }
    let login = browser.follow(reply).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let reply = browser.decide(&consent, "allow").await;
    assert!(reply.location_param("code").is_some());
    assert_eq!(reply.location_param("state").as_deref(), Some("st-123"));
}

#[tokio::test]
async fn denial_comes_back_as_access_denied() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&authorize_params("postman", redirect_uri("postman"), "read")).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let reply = browser.decide(&consent, "deny").await;
    reply.assert_error_redirect(redirect_uri("postman"), "access_denied");
    assert_eq!(reply.location_param("state").as_deref(), Some("st-123"));
    app.assert_rule(&reply, Rule::ConsentDenied).await;
}

#[tokio::test]
async fn three_grants_by_basic_or_body_are_never_cached() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "Legacy", "client_type": "confidential", "scope": "read write", "default_scope": "read",
        "redirect_uris": [redirect_uri("postman")], "pkce_required": false, "refresh_always": true,
        "grant_types": ["authorization_code", "refresh_token", "password"],
    });
    let secret = app.add_client("legacy", metadata).await.unwrap();
    let by_header = Client::with_secret(&app, "legacy", &secret);
    let own = [("client_id", "legacy"), ("client_secret", secret.as_str())];
    let mut browser = app.browser();
    for in_body in [false, true] {
        let send = async |form: &[(&str, &str)]| {
            let reply = if in_body {
                app.post("/token", &[own.as_slice(), form].concat()).await
            } else {
                by_header.token(form).await
            };
            assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{reply:?}");
            reply
        };
        let mut params = authorize_params("legacy", redirect_uri("postman"), "read write");
        params.retain(|(name, _)| !name.starts_with("code_challenge") && *name != "nonce");
        let mut reply = browser.authorize(&params).await;
        if reply.text.contains("id=\"login\"") {
            reply = browser.sign_in(&reply, "alice", "alice123").await;
            reply = browser.decide(&reply, "allow").await;
        }
        let code = reply.location_param("code").unwrap();
        let redirect = ("redirect_uri", redirect_uri("postman"));
        let tokens = send(&[("grant_type", "authorization_code"), ("code", &code), redirect]).await;
        send(&[("grant_type", "refresh_token"), ("refresh_token", &tokens.field("refresh_token"))]).await;
        send(&[("grant_type", "password"), ("username", "alice"), ("password", "alice123")]).await;
    }
    let reply = app.get("/token?grant_type=password").await;
    assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "POST"), "only POST");
}

#[tokio::test]
async fn read_and_write_is_one_scope_and_an_unknown_one_is_refused() {
    let app = TestApp::new().await;
    let both = ScopeDefinition {
        name: "read+write".to_owned(),
        description: "Read and change your data".to_owned(),
        includes: Scope::from_text("read write"),
        ..ScopeDefinition::default()
    };
    scope::put(&app.deps(), &Actor::Cli, both).await.unwrap();
    app.app.refresh().await.unwrap();
    let asked = async |scope: &str| {
        let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123"), ("scope", scope)];
        app.client("cli").token(&form).await
    };
    for (scope, granted) in [("read", "read"), ("write", "write"), ("read+write", "read write"), ("", "read")] {
        assert_eq!(asked(scope).await.field("scope"), granted, "{scope}");
    }
    let reply = asked("read everything").await;
    reply.assert_error(400, "invalid_scope");
    app.assert_rule(&reply, Rule::ScopeUnknown).await;
    // Its clients wrote the plus sign bare, which a form reads as a space.
    let bare = "grant_type=password&client_id=cli&username=alice&password=alice123&scope=read+write";
    assert_eq!(app.post_raw("/token", &[FORM], bare).await.field("scope"), "read write");
}

#[tokio::test]
async fn its_lifetimes_are_settings() {
    let app = TestApp::with(|settings| {
        settings.tokens.code_lifetime = 600;
        settings.tokens.access_token_lifetime = 31_536_000;
    })
    .await;
    let code = app.browser().code("postman", "read").await;
    app.advance(599);
    let tokens = app.client("postman").redeem(&code).await;
    assert_eq!(tokens.json()["expires_in"], 31_536_000);
    assert_eq!(claims(&tokens.field("access_token"))["exp"], START.get() + 599 + 31_536_000);
}

/// What the server on `port` answers to a proxy that says how its client came.
async fn ask_as_proxy(port: u16, forwarded: &str) -> Reply {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!(
        "GET /userinfo HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n\
        X-Forwarded-Proto: {forwarded}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut headers = HeaderMap::new();
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        headers.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    let status = StatusCode::from_bytes(head.split(' ').nth(1).unwrap().as_bytes()).unwrap();
    Reply { status, headers, text: body.to_owned() }
}

#[tokio::test]
async fn enforce_secure_plain_http_is_refused_unless_loopback_or_a_trusted_proxy_says_https() {
    let proxies = vec!["127.0.0.0/8".parse().unwrap()];
    for (trusted, forwarded, expected) in
        [(true, "http", Some(Rule::PlainHttpRefused)), (true, "https", None), (false, "http", None)]
    {
        let app = TestApp::with(|settings| {
            settings.trusted_proxies = if trusted { proxies.clone() } else { Vec::new() };
        })
        .await;
        let (gate, _) = app.app.gate().unwrap();
        let listener = serve::listener("127.0.0.1:0".parse().unwrap()).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = tokio::spawn(serve::serve(listener, serve::app(gate), ServeLimits::default(), async {
            let _ = stopped.await;
        }));
        let reply = ask_as_proxy(port, forwarded).await;
        let rule = expected.unwrap_or(Rule::TokenMissing);
        let answer = if expected.is_some() { (400, "invalid_request") } else { (401, "invalid_token") };
        assert_eq!((reply.status.as_u16(), reply.field("error").as_str()), answer, "{reply:?}");
        app.assert_rule(&reply, rule).await;
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
    }
}
