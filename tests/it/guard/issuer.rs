//! An issuer of one page that does what a test tells it, without a network.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use symbolon::clock::Clock;
use symbolon::guard::{Fetch, FetchError, Fetching, Guard, GuardBuilder};
use symbolon::jose::{SigningKey, parse_rsa_private_key};
use symbolon::model::UnixTime;

pub const NAME: &str = "https://id.example";
pub const API: &str = "https://api.example";
pub const NOW: UnixTime = UnixTime(1_800_000_000);

/// What it does at present, and how often it was asked.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    asked: AtomicUsize,
}

pub struct State {
    pub named: String,
    pub jwks: Value,
    pub cache_control: String,
    pub down: bool,
    pub introspection: Value,
}

/// The two keys of the tests.
pub fn key(number: usize) -> SigningKey {
    let pem = [include_str!("../../keys/rsa-1.pem"), include_str!("../../keys/rsa-2.pem")][number - 1];
    SigningKey::from_rsa(&parse_rsa_private_key(pem).unwrap()).unwrap()
}

/// Claims of a good token with some changed or, by `null`, left out.
pub fn claims(change: &Value) -> Value {
    let now = NOW.get();
    let mut claims = json!({
        "iss": NAME, "sub": "alice", "aud": API, "client_id": "web", "scope": "read", "iat": now, "exp": now + 600,
        "jti": "1",
    });
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

/// A good token with some claims changed.
pub fn token(change: &Value) -> String {
    key(1).sign_compact("at+jwt", &claims(change)).unwrap()
}

/// A token of any header and signature.
pub fn forged(header: &Value, signature: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(&claims(&json!({}))));
    let signature = signature(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

impl Issuer {
    /// Publishes the first key, for 300 seconds.
    pub fn new() -> Self {
        let state = State {
            named: NAME.to_owned(),
            jwks: json!({"keys": [key(1).public_jwk()]}),
            cache_control: "max-age=300".to_owned(),
            down: false,
            introspection: json!({"active": false}),
        };
        Self(Arc::new(Inner { state: Mutex::new(state), asked: AtomicUsize::new(0) }))
    }

    /// Changes what it does.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.state.lock().unwrap());
    }

    /// How often its keys, or its introspection endpoint, were asked for.
    pub fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// A guard for it, whose clock the test moves.
    pub fn guard(&self, change: impl FnOnce(GuardBuilder) -> GuardBuilder) -> (Guard, Clock) {
        let clock = Clock::manual(NOW);
        let builder = Guard::builder(NAME, API).fetch(self.clone()).clock(clock.clone());
        (change(builder).build().unwrap(), clock)
    }

    fn answer(&self, path: &str) -> Result<Response<Bytes>, FetchError> {
        let state = self.0.state.lock().unwrap();
        let counted = path == "/jwks" || path == "/introspect";
        self.0.asked.fetch_add(usize::from(counted), Ordering::SeqCst);
        if state.down {
            return Err(FetchError::Transport("connection refused".to_owned()));
        }
        let body = match path {
            "/.well-known/openid-configuration" => json!({
                "issuer": state.named,
                "jwks_uri": format!("{NAME}/jwks"),
                "introspection_endpoint": format!("{NAME}/introspect"),
            }),
            "/jwks" => state.jwks.clone(),
            "/introspect" => state.introspection.clone(),
            other => panic!("asked for {other}"),
        };
        let response = Response::builder().header("cache-control", &state.cache_control);
        Ok(response.body(Bytes::from(body.to_string())).unwrap())
    }
}

impl Fetch for Issuer {
    fn send(&self, request: Request<Bytes>) -> Fetching<'_> {
        let answer = self.answer(request.uri().path());
        Box::pin(async move {
            // As a real answer does, it lets others go on first.
            tokio::task::yield_now().await;
            answer
        })
    }
}
