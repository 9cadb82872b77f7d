//! How mail is handed over.

use crate::support::TestApp;
use std::sync::{Arc, Mutex};
use symbolon::config::MailServer;
use symbolon::flow::admin::user;
use symbolon::flow::delivery::send_due;
use symbolon::flow::notice::{self, Notice};
use symbolon::model::{DeliveryKind, Origin, Receiver, User};
use symbolon::store::delivery;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server on this machine that keeps what it is given.
#[derive(Clone)]
struct Sink {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    /// What it answers to a recipient.
    verdict: Arc<Mutex<&'static str>>,
}

impl Sink {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = Self { port, mails: Arc::default(), verdict: Arc::new(Mutex::new("250 ok")) };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().take(stream));
            }
        });
        sink
    }

    async fn take(self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 sink\r\n").await.unwrap();
        let mut data: Option<String> = None;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match &mut data {
                Some(text) if line == "." => {
                    self.mails.lock().unwrap().push(std::mem::take(text));
                    data = None;
                    "250 taken"
                }
                Some(text) => {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                None if line.starts_with("DATA") => {
                    data = Some(String::new());
                    "354 go on"
                }
                None if line.starts_with("RCPT") => *self.verdict.lock().unwrap(),
                None => "250 ok",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    async fn provider(&self) -> TestApp {
        let url = format!("smtp://127.0.0.1:{}", self.port);
        TestApp::with(|settings| {
            settings.mail.url = Some(MailServer::parse(&url).unwrap());
            settings.mail.from = Some("id@example.com".to_owned());
        })
        .await
    }

    fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

async fn tell(app: &TestApp, change: impl FnOnce(&mut User)) {
    let mut alice = user::find(&app.deps(), "alice").await.unwrap();
    change(&mut alice);
    let agent = Some("Browser\r\nBcc: evil@example.com".to_owned());
    let deps =
        app.deps().from_origin(Origin { address: Some("203.0.113.7".parse().unwrap()), agent, ..Origin::default() });
    let mut tx = app.db().write().await.unwrap();
    notice::queue(&deps, &mut tx, &alice, Notice::PasskeyAdded("Key\r\nBcc: evil@example.com")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn send(app: &TestApp) -> usize {
    send_due(&app.deps(), &Receiver { kind: DeliveryKind::Mail, name: "server".to_owned() }).await.unwrap()
}

#[tokio::test]
async fn mail_has_both_forms_its_sender_and_a_name_and_no_value_begins_a_header() {
    let sink = Sink::start().await;
    let app = sink.provider().await;
    tell(&app, |_| {}).await;
    assert_eq!(send(&app).await, 1);
    let mail = sink.mails().remove(0);
    let (head, _) = mail.split_once("\n\n").unwrap();
    for part in [
        "Symbolon",
        "<id@example.com>",
        "To: alice@example.com",
        "Subject: A passkey was added",
        "Auto-Submitted: auto-generated",
        "@example.com>",
    ] {
        assert!(head.contains(part), "no {part} in {head}");
    }
    assert!(mail.contains("text/plain") && mail.contains("text/html") && mail.contains("203.0.113.7"), "{mail}");
    assert!(!mail.lines().any(|line| line.starts_with("Bcc")), "{mail}");
    assert_eq!(delivery::count(app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn refused_mail_is_given_up_and_one_that_is_put_off_is_tried_again_under_its_name() {
    let sink = Sink::start().await;
    let app = sink.provider().await;
    *sink.verdict.lock().unwrap() = "550 no such mailbox";
    tell(&app, |_| {}).await;
    assert_eq!(send(&app).await, 1);
    assert_eq!(delivery::count(app.db()).await.unwrap(), 0);
    *sink.verdict.lock().unwrap() = "451 later";
    tell(&app, |_| {}).await;
    assert_eq!(send(&app).await, 1);
    assert_eq!(delivery::count(app.db()).await.unwrap(), 1);
    *sink.verdict.lock().unwrap() = "250 ok";
    app.advance(5);
    assert_eq!(send(&app).await, 1);
    assert_eq!((delivery::count(app.db()).await.unwrap(), sink.mails().len()), (0, 1));
}

#[tokio::test]
async fn address_that_is_none_gets_nothing() {
    let sink = Sink::start().await;
    let app = sink.provider().await;
    for bad in ["alice", "alice@example.com\r\nDATA", "a@b.example,c@d.example"] {
        tell(&app, |alice| alice.profile.email = Some(bad.to_owned())).await;
        assert_eq!(send(&app).await, 1);
    }
    tell(&app, |alice| alice.profile.email = None).await;
    assert_eq!(send(&app).await, 0);
    assert!(sink.mails().is_empty());
    assert_eq!(delivery::count(app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn server_elsewhere_must_speak_tls() {
    let app = TestApp::with(|settings| {
        settings.mail.url = Some(MailServer::parse("smtp://192.0.2.1").unwrap());
        settings.mail.from = Some("id@example.com".to_owned());
        settings.mail.timeout = std::time::Duration::from_secs(1);
    })
    .await;
    let post = format!("{:?}", app.app.services.post);
    assert!(post.contains("Required") && !post.contains("Opportunistic"), "{post}");
}

#[tokio::test]
async fn notices_are_sent_as_they_are_set_and_bodies_are_sealed() {
    let sink = Sink::start().await;
    let app = sink.provider().await;
    tell(&app, |_| {}).await;
    let rows: Vec<_> = app.dump().await.into_iter().filter(|(table, _)| table == "delivery").collect();
    assert!(rows.iter().all(|(_, rows)| rows.len() == 1 && !rows[0].contains("alice")), "{rows:?}");
    let quiet = app.restarted(|settings| settings.mail.notices.clear()).await;
    tell(&quiet, |_| {}).await;
    assert_eq!(delivery::count(app.db()).await.unwrap(), 1);
    let none = app.restarted(|settings| settings.mail.url = None).await;
    tell(&none, |_| {}).await;
    assert_eq!(delivery::count(app.db()).await.unwrap(), 1);
}
