//! Events for others: chosen, signed as Standard Webhooks say, and sent until they are taken.

mod deeds;
mod delivery;
mod secrets;

use crate::support::TestApp;
use crate::support::web::{Page, Web};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::HashMap;
use symbolon::flow::admin::user::{self, AddUser};
use symbolon::flow::admin::webhook::{self, Document};
use symbolon::flow::admin::{Actor, scope};
use symbolon::flow::delivery::send_due;
use symbolon::model::{DeliveryKind, Receiver, ScopeDefinition, Webhook};

/// A provider that may send to this server, which takes everything.
async fn provider(web: &Web) -> TestApp {
    answer(web, 204);
    let place = web.place();
    TestApp::with(|settings| settings.outbound.allow = vec![place]).await
}

/// Lets the receiver answer with this status.
fn answer(web: &Web, status: u16) {
    web.put("/hook?x=1", Page { status, ..Page::ok("") });
}

fn document(web: &Web, actions: &[&str]) -> Document {
    let actions = actions.iter().map(|action| (*action).to_owned()).collect();
    Document { name: "siem".to_owned(), url: web.url("/hook?x=1"), actions, disabled: false }
}

/// A webhook that is told of these actions, with its secret.
async fn hook(app: &TestApp, web: &Web, actions: &[&str]) -> (Webhook, String) {
    let made = webhook::add(&app.deps(), &Actor::Cli, document(web, actions)).await.unwrap();
    app.app.refresh().await.unwrap();
    made
}

/// Does `scope.put`.
async fn put_scope(app: &TestApp, name: &str) {
    let definition = ScopeDefinition { name: name.to_owned(), description: "d".to_owned(), ..Default::default() };
    scope::put(&app.deps(), &Actor::Cli, definition).await.unwrap();
}

/// Does `user.add`.
async fn add_user(app: &TestApp, name: &str) {
    let command = AddUser { username: name.to_owned(), ..AddUser::default() };
    user::add(&app.deps(), &Actor::Cli, command).await.unwrap();
}

/// Makes the attempts that are due; says how many.
async fn send(app: &TestApp, webhook: &Webhook) -> usize {
    let receiver = Receiver { kind: DeliveryKind::Webhook, name: webhook.id.clone() };
    send_due(&app.deps(), &receiver).await.unwrap()
}

async fn waiting(app: &TestApp) -> i64 {
    symbolon::store::delivery::count(app.db()).await.unwrap()
}

/// A request that the receiver got.
struct Got {
    headers: HashMap<String, String>,
    body: String,
}

impl Got {
    fn read(request: &str) -> Self {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /hook?x=1 HTTP/1.1\r\n"), "{head}");
        let headers = head.lines().filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { headers, body: body.to_owned() }
    }

    fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The signatures, each without its version.
    fn signatures(&self) -> Vec<&str> {
        self.header("webhook-signature").split(' ').map(|one| one.strip_prefix("v1,").unwrap()).collect()
    }

    /// Whether one of the signatures is by this secret, checked as a receiver does it.
    fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let (id, timestamp) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let signed = [id, ".", timestamp, ".", &self.body].concat();
        let holds = |one: &&str| hmac::verify(&key, signed.as_bytes(), &STANDARD.decode(one).unwrap()).is_ok();
        self.signatures().iter().any(holds)
    }
}

/// What came since the last call.
fn got(web: &Web) -> Vec<Got> {
    web.take_asked().iter().map(|request| Got::read(request)).collect()
}
