//! Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration) and look after their registration
//! (RFC 7592); security checks 89, 96 and 97.

mod expiry;
mod management;
mod metadata;
mod pages;
mod races;
mod sector;
mod statements;
mod tokens;
mod unhindered;

use crate::support::{Reply, TestApp};
use http::Method;
use poem::Request;
use serde_json::{Map, Value, json};
use symbolon::config::{PkceRequired, RegistrationMode, Settings};

pub const CALLBACK: &str = "https://app.example/cb";

/// Everybody may register.
pub fn open(settings: &mut Settings) {
    settings.registration.mode = RegistrationMode::Open;
    settings.registration.pkce = Some(PkceRequired::Public);
    settings.registration.attempts_per_address = 10_000;
}

pub async fn open_app() -> TestApp {
    TestApp::with(open).await
}

impl TestApp {
    /// A JSON request with a bearer token, if it has one.
    pub async fn json(&self, method: Method, path: &str, token: Option<&str>, body: impl Into<poem::Body>) -> Reply {
        let mut request = Request::builder().method(method).uri(path.parse().unwrap()).content_type("application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(body)).await
    }

    /// Tries to register a document.
    pub async fn try_register(&self, document: &Value) -> Reply {
        self.json(Method::POST, "/register", None, document.to_string()).await
    }

    /// Registers a document.
    pub async fn register(&self, document: &Value) -> Value {
        let reply = self.try_register(document).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        assert!(reply.header("content-type").starts_with("application/json"), "{reply:?}");
        assert_eq!(reply.header("cache-control"), "no-store");
        reply.json()
    }

    /// How many clients have registered themselves.
    pub async fn registered(&self) -> usize {
        let clients = symbolon::store::client::list(self.db()).await.unwrap();
        clients.iter().filter(|client| client.registered_itself()).count()
    }
}

/// The smallest good document, with some members changed; null removes one.
pub fn document(changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("{changes}") };
    let mut whole = Map::from_iter([("redirect_uris".to_owned(), json!([CALLBACK]))]);
    whole.extend(changes);
    whole.retain(|_, value| !value.is_null());
    Value::Object(whole)
}

pub fn text<'a>(registration: &'a Value, name: &str) -> &'a str {
    registration[name].as_str().unwrap_or_else(|| panic!("no {name} in {registration}"))
}
