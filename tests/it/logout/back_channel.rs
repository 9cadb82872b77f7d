//! Clients are told of sign-outs by the back channel (OpenID Connect Back-Channel Logout 1.0; security check 79, fault cases
//! 26 and 27). Tests are named after the modules of the conformance suite's plan where there is one.

use crate::support::{Browser, ISSUER, TestApp, encode, reply};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use symbolon::config::HostPort;
use symbolon::flow::admin::{Actor, session, user};
use symbolon::flow::delivery::send_due;
use symbolon::jobs;
use symbolon::model::{self, ClientId};
use symbolon::store::delivery;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

const BYE: &str = "http://localhost:3000/bye";
/// A status that stands for no answer at all.
const HANG: u16 = 0;

/// A client's server that takes logout tokens.
#[derive(Clone)]
struct Receiver {
    port: u16,
    tokens: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
}

impl Receiver {
    async fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = Self { port, tokens: Arc::default(), status: Arc::new(AtomicU16::new(status)) };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().take(stream));
            }
        });
        receiver
    }

    async fn take(self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let body = loop {
            let mut chunk = [0; 4096];
            let read = stream.read(&mut chunk).await.unwrap_or_default();
            request.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if length == Some(body.len()) {
                assert!(head.starts_with("POST /back?x=1 HTTP/1.1"), "{head}");
                assert!(head.to_lowercase().contains("content-type: application/x-www-form-urlencoded"), "{head}");
                break body.to_owned();
            }
            if read == 0 {
                return;
            }
        };
        self.tokens.lock().unwrap().push(body.strip_prefix("logout_token=").unwrap().to_owned());
        let status = self.status.load(Ordering::Relaxed);
        if status == HANG {
            sleep(Duration::from_mins(1)).await;
        }
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        drop(stream.write_all(answer.as_bytes()).await);
    }

    fn answer(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    fn tokens(&self) -> Vec<String> {
        self.tokens.lock().unwrap().clone()
    }

    async fn wait_for(&self, count: usize) -> Vec<String> {
        let enough = async {
            while self.tokens().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(20), enough).await.expect("the tokens in time");
        self.tokens()
    }

    fn uri(&self) -> String {
        format!("http://127.0.0.1:{}/back?x=1", self.port)
    }
}

/// A provider that may send to these receivers; the demo clients of the same place want to be told.
async fn provider(receivers: &[(&str, &Receiver)]) -> TestApp {
    let allow = receivers.iter().map(|(_, receiver)| HostPort::parse(&format!("127.0.0.1:{}", receiver.port)).unwrap());
    let allow: Vec<_> = allow.collect();
    let app = TestApp::with(|settings| settings.outbound.allow = allow).await;
    for (client, receiver) in receivers {
        app.change_client(client, |metadata| {
            metadata.logout.backchannel_logout_uri = Some(receiver.uri());
            metadata.logout.backchannel_logout_session_required = *client != "spa";
            metadata.logout.post_logout_redirect_uris = vec![BYE.to_owned()];
        })
        .await;
    }
    app
}

/// An ID token of `dashboard` for alice in this browser.
async fn id_token(app: &TestApp, browser: &mut Browser<'_>) -> String {
    let code = browser.code("dashboard", "openid").await;
    app.client("dashboard").redeem(&code).await.field("id_token")
}

async fn send(app: &TestApp, client: &str) -> usize {
    send_due(&app.deps(), &model::Receiver::from(&ClientId::new(client))).await.unwrap()
}

/// The claims of a logout token after its signature was checked as a client checks it.
fn verified(app: &TestApp, token: &str) -> Value {
    app.deps().snapshot.keys.verifiers().verify(token, &["logout+jwt"]).unwrap()
}

#[tokio::test]
async fn oidcc_backchannel_logout_discovery_endpoint_verification() {
    let document = TestApp::new().await.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["backchannel_logout_supported"], true);
    assert_eq!(document["backchannel_logout_session_supported"], true);
}

#[tokio::test]
async fn oidcc_backchannel_rp_initiated_logout() {
    let receiver = Receiver::start(200).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let jobs = jobs::start(&app.app.services, &app.clock);
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let begun = Instant::now();
    let params = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "s")];
    let left = browser.get(&format!("/logout?{}", encode(&params))).await;
    assert_eq!(left.location(), format!("{BYE}?state=s"));
    let tokens = receiver.wait_for(1).await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    let (claims, said) = (verified(&app, &tokens[0]), reply::claims(&hint));
    let now = app.clock.now().unix().get();
    let expected = json!({
        "iss": ISSUER, "aud": "dashboard", "sub": said["sub"], "sid": said["sid"], "iat": now, "exp": now + 120,
        "jti": claims["jti"], "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    assert_eq!(claims, expected);
    assert!(claims["jti"].as_str().unwrap().len() > 16);
    while delivery::count(app.db()).await.unwrap() > 0 {
        sleep(Duration::from_millis(5)).await;
    }
    drop(jobs);
}

#[tokio::test]
async fn session_is_named_only_where_the_client_wants_it() {
    let receiver = Receiver::start(204).await;
    let app = provider(&[("spa", &receiver)]).await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    browser.sign_out().await;
    assert_eq!(send(&app, "spa").await, 1);
    let claims = verified(&app, &receiver.tokens()[0]);
    assert!(claims.get("sid").is_none() && claims["sub"].is_string() && claims.get("nonce").is_none(), "{claims}");
    assert_eq!(send(&app, "spa").await, 0);
}

#[tokio::test]
async fn every_end_of_a_session_is_told() {
    let receiver = Receiver::start(200).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut told = 0;
    let mut tell = async |app: &TestApp, what: &str| {
        told += 1;
        assert_eq!(send(app, "dashboard").await, 1, "{what}");
        assert_eq!(receiver.tokens().len(), told, "{what}");
    };
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    browser.sign_out().await;
    tell(&app, "our own page").await;

    id_token(&app, &mut browser).await;
    let id = session::list(&app.deps(), &Actor::Cli, Some("alice"), 1).await.unwrap()[0].id.clone();
    session::revoke(&app.deps(), &Actor::Cli, &id).await.unwrap();
    tell(&app, "session revoke").await;

    id_token(&app, &mut browser).await;
    let login = browser.authorize(&crate::support::browser::params_with("postman", &[("prompt", "login")])).await;
    browser.sign_in(&login, "admin", "admin123").await;
    assert_eq!(send(&app, "dashboard").await, 0, "another account beside it ends nothing");
    browser.sign_out().await;
    tell(&app, "sign-out of all accounts").await;

    id_token(&app, &mut browser).await;
    user::revoke(&app.deps(), &Actor::Cli, "alice").await.unwrap();
    tell(&app, "user revoke").await;

    app.advance(2);
    id_token(&app, &mut browser).await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    tell(&app, "user disable").await;
    assert_eq!(send(&app, "dashboard").await, 0, "each once");
}

#[tokio::test]
async fn signing_in_again_as_the_same_person_tells_nobody() {
    let receiver = Receiver::start(200).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let login = browser.authorize(&crate::support::browser::params_with("postman", &[("prompt", "login")])).await;
    browser.sign_in(&login, "alice", "alice123").await;
    assert_eq!(delivery::count(app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn person_who_was_removed_is_named_as_the_client_knew_them() {
    let receiver = Receiver::start(200).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let hint = id_token(&app, &mut app.browser()).await;
    user::remove(&app.deps(), &Actor::Cli, "alice").await.unwrap();
    assert_eq!(send(&app, "dashboard").await, 1);
    assert_eq!(verified(&app, &receiver.tokens()[0])["sub"], reply::claims(&hint)["sub"]);
}

#[tokio::test]
async fn failed_delivery_is_tried_again_with_the_same_jti_at_growing_intervals_until_it_is_given_up() {
    let receiver = Receiver::start(503).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    browser.sign_out().await;
    for pause in [5, 15, 45, 135] {
        assert_eq!(send(&app, "dashboard").await, 1, "{pause}");
        app.advance(pause - 1);
        assert_eq!(send(&app, "dashboard").await, 0, "{pause}");
        app.advance(1);
    }
    receiver.answer(400);
    let mut attempts = 4;
    while delivery::count(app.db()).await.unwrap() > 0 {
        assert_eq!(send(&app, "dashboard").await, 1);
        attempts += 1;
        app.advance(6 * 3600);
    }
    assert_eq!(attempts, 20);
    let tokens = receiver.tokens();
    let jtis: BTreeSet<_> = tokens.iter().map(|token| reply::claims(token)["jti"].to_string()).collect();
    assert_eq!((tokens.len(), jtis.len()), (20, 1));
    let issued: BTreeSet<_> = tokens.iter().map(|token| reply::claims(token)["iat"].to_string()).collect();
    assert_eq!(issued.len(), 20, "each is signed anew");
}

#[tokio::test]
async fn redirect_is_no_delivery_and_is_not_followed() {
    let receiver = Receiver::start(307).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    browser.sign_out().await;
    assert_eq!(send(&app, "dashboard").await, 1);
    assert_eq!((receiver.tokens().len(), delivery::count(app.db()).await.unwrap()), (1, 1));
}

#[tokio::test]
async fn address_that_is_not_public_gets_nothing_unless_it_is_allowed() {
    let receiver = Receiver::start(200).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    browser.sign_out().await;
    let guarded = app.restarted(|settings| settings.outbound.allow.clear()).await;
    assert_eq!(send(&guarded, "dashboard").await, 1);
    assert!(receiver.tokens().is_empty());
    assert_eq!(delivery::count(app.db()).await.unwrap(), 1, "it is tried again");
}

#[tokio::test]
async fn client_that_wants_nothing_any_more_gets_nothing() {
    let receiver = Receiver::start(200).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    browser.sign_out().await;
    app.change_client("dashboard", |client| client.logout.backchannel_logout_uri = None).await;
    assert_eq!(send(&app, "dashboard").await, 1);
    assert!(receiver.tokens().is_empty());
    assert_eq!(delivery::count(app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn hanging_receiver_holds_up_neither_the_person_nor_other_clients() {
    let (hanging, well) = (Receiver::start(HANG).await, Receiver::start(200).await);
    let app = provider(&[("dashboard", &hanging), ("spa", &well)]).await;
    let jobs = jobs::start(&app.app.services, &app.clock);
    for round in 1..4 {
        let mut browser = app.browser();
        id_token(&app, &mut browser).await;
        browser.code("spa", "openid").await;
        let begun = Instant::now();
        browser.sign_out().await;
        well.wait_for(round).await;
        assert!(begun.elapsed() < Duration::from_secs(2), "round {round}: {:?}", begun.elapsed());
    }
    hanging.wait_for(1).await;
    drop(jobs);
}

#[tokio::test]
async fn delivery_that_a_crash_cut_off_is_made_again_with_the_same_jti() {
    let receiver = Receiver::start(HANG).await;
    let app = provider(&[("dashboard", &receiver)]).await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    browser.sign_out().await;
    let deps = app.deps();
    let cut_off =
        tokio::spawn(async move { send_due(&deps, &model::Receiver::from(&ClientId::new("dashboard"))).await });
    receiver.wait_for(1).await;
    cut_off.abort();
    receiver.answer(200);
    assert_eq!(send(&app, "dashboard").await, 0, "whoever claimed it may still be at work");
    app.advance(60);
    assert_eq!(send(&app, "dashboard").await, 1);
    let tokens = receiver.tokens();
    assert_eq!(reply::claims(&tokens[0])["jti"], reply::claims(&tokens[1])["jti"]);
    assert_eq!(delivery::count(app.db()).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_send_each_token_once() {
    let receiver = Receiver::start(200).await;
    let first = provider(&[("dashboard", &receiver)]).await;
    let second = first.second_node().await;
    for _ in 0..30 {
        let mut browser = first.browser();
        id_token(&first, &mut browser).await;
        browser.sign_out().await;
    }
    let nodes = [&first, &second, &first, &second];
    let sending = nodes.map(|node| async move { while send(node, "dashboard").await > 0 {} });
    futures_util::future::join_all(sending).await;
    let jtis: BTreeSet<_> = receiver.tokens().iter().map(|token| reply::claims(token)["jti"].to_string()).collect();
    assert_eq!((receiver.tokens().len(), jtis.len()), (30, 30));
    assert_eq!(delivery::count(first.db()).await.unwrap(), 0);
}
