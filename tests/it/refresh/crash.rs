//! A process that is killed in the middle of rotations: for a client it is a lost answer, and no more.

use super::machine::{family, generation};
use crate::support::program::{Answer, Sandbox, Server};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

const FAMILIES: usize = 6;
const KILLS: usize = 3;
/// Refreshes that must be answered before the process is killed, so that all families are in full swing.
const UNDER_WAY: usize = 40;

/// What the two tabs of one person know.
struct Tabs {
    /// The token that both sent last.
    sent: String,
    /// What one of them heard, while the answer to the other was lost.
    heard: Option<String>,
    /// The last access token that arrived.
    access: String,
}

impl Tabs {
    async fn sign_in(server: &Server) -> Self {
        let form = [
            ("grant_type", "password"),
            ("client_id", "cli"),
            ("username", "alice"),
            ("password", "alice123"),
            ("scope", "openid read"),
        ];
        let answer = server.token(&form).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        Self { sent: answer.field("refresh_token"), heard: None, access: answer.field("access_token") }
    }

    /// Refreshes in both tabs at once, over and over until the server is gone.
    async fn refresh_until_it_dies(mut self, server: Arc<Server>, acknowledged: Arc<AtomicUsize>) -> Self {
        loop {
            let (one, other) = tokio::join!(refresh(&server, &self.sent), refresh(&server, &self.sent));
            let whole = one.is_some() && other.is_some();
            for answer in [one, other].into_iter().flatten() {
                self.hear(&answer);
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            if !whole {
                return self;
            }
            self.go_on();
        }
    }

    /// The answer is the one successor of the token that was sent.
    fn hear(&mut self, answer: &Answer) {
        assert_eq!(answer.status, 200, "logged out by accident: {answer:?}");
        let successor = answer.field("refresh_token");
        assert_eq!(family(&successor), family(&self.sent), "another family");
        assert_eq!(generation(&successor), generation(&self.sent) + 1);
        assert_eq!(self.heard.get_or_insert_with(|| successor.clone()), &successor, "two successors");
        self.access = answer.field("access_token");
    }

    fn go_on(&mut self) -> String {
        std::mem::replace(&mut self.sent, self.heard.take().unwrap())
    }

    /// Tries again with the token whose answer was lost, in both tabs and then once more; what arrived before the
    /// end is good too.
    async fn try_again(&mut self, server: &Server) {
        let before = self.access.clone();
        let (one, other) = tokio::join!(refresh(server, &self.sent), refresh(server, &self.sent));
        let again = refresh(server, &self.sent).await;
        for answer in [one, other, again] {
            self.hear(&answer.unwrap());
        }
        for access in [&before, &self.access] {
            assert_eq!(userinfo(server, access).await, 200);
        }
    }

    /// A token two generations old ends the family, and with it everything that it gave.
    async fn replay(mut self, server: &Server) {
        let old = self.go_on();
        let answer = refresh(server, &self.sent).await.unwrap();
        self.hear(&answer);
        self.go_on();
        for token in [&old, &self.sent] {
            let answer = refresh(server, token).await.unwrap();
            assert_eq!((answer.status, answer.field("error").as_str()), (400, "invalid_grant"), "{answer:?}");
        }
        assert_eq!(userinfo(server, &self.access).await, 401);
    }
}

async fn refresh(server: &Server, token: &str) -> Option<Answer> {
    server.try_token(&[("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", token)]).await
}

async fn userinfo(server: &Server, access: &str) -> u16 {
    server.get("/userinfo", &format!("authorization: Bearer {access}\r\n")).await.status
}

/// Refreshes under load, kills the process in the midst of it, and gives what the clients know.
async fn killed_under_load(server: Server, families: Vec<Tabs>) -> Vec<Tabs> {
    let (server, acknowledged) = (Arc::new(server), Arc::new(AtomicUsize::new(0)));
    let mut clients = JoinSet::new();
    for tabs in families {
        clients.spawn(tabs.refresh_until_it_dies(Arc::clone(&server), Arc::clone(&acknowledged)));
    }
    while acknowledged.load(Ordering::Relaxed) < UNDER_WAY {
        sleep(Duration::from_millis(1)).await;
    }
    server.kill();
    clients.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_goes_on_with_the_same_successor_after_kill_9_and_still_finds_replays() {
    let sandbox = Sandbox::new().await;
    let mut server = sandbox.start(&["demo"]).await;
    let mut families = Vec::new();
    for _ in 0..FAMILIES {
        families.push(Tabs::sign_in(&server).await);
    }
    for kill in 0..KILLS {
        families = killed_under_load(server, families).await;
        server = sandbox.start(&["demo"]).await;
        for tabs in &mut families {
            tabs.try_again(&server).await;
            if kill + 1 < KILLS {
                tabs.go_on();
            }
        }
    }
    for tabs in families {
        tabs.replay(&server).await;
    }
    let check = sandbox.json(&["check", "--json"]);
    assert!(!check.to_string().contains("failed"), "{check}");
    server.stop().await;
}
