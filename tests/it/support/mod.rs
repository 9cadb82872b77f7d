//! What the tests are written with: an application on a fresh database, browsers and clients.

pub mod browser;
pub mod client;
pub mod database;
pub mod device;
pub mod dump;
pub mod network;
pub mod page;
pub mod program;
pub mod reply;
pub mod signed;
pub mod told;
pub mod web;

pub use browser::Browser;
pub use client::Client;
pub use reply::Reply;
pub use told::Told;

use poem::{Endpoint, Request};
use std::sync::Arc;
use symbolon::app::{App, Migrations};
use symbolon::clock::Clock;
use symbolon::config::Settings;
use symbolon::flow::Deps;
use symbolon::http::gate::Gate;
use symbolon::model::{Secret, UnixTime};
use symbolon::protocol::Rule;
use symbolon::random::Random;
use symbolon::store::Db;
use tempfile::TempDir;

/// When every test starts: 15 January 2027.
pub const START: UnixTime = UnixTime(1_800_000_000);
/// The issuer unless a test sets another.
pub const ISSUER: &str = "http://localhost:8000";
/// A public test key.
pub const RSA_KEY: &str = include_str!("../../keys/rsa-1.pem");

/// Test keys that others encrypt to.
pub const DECRYPTION_KEYS: &str =
    concat!(include_str!("../../keys/rsa-enc.pem"), include_str!("../../keys/p256-enc.pem"));

/// A running provider with the demo's users and clients, on a database of its own, with a clock that the test moves.
pub struct TestApp {
    pub app: App,
    pub gate: Gate,
    pub clock: Clock,
    folder: Arc<TempDir>,
}

/// Settings of tests: cheap hashes, fixed keys.
pub fn settings() -> Settings {
    let mut settings = Settings::defaults();
    settings.keys.rsa_private_key = Some(Secret::new(RSA_KEY.to_owned()));
    settings.keys.decryption_keys = Some(Secret::new(DECRYPTION_KEYS.to_owned()));
    settings.keys.secret_key = Some(Secret::new("a secret key for tests, 32 bytes or more".to_owned()));
    settings.passwords.memory_kib = 8;
    settings.passwords.iterations = 1;
    settings.passwords.parallel = 2;
    settings.database.max_connections = 4;
    settings
}

impl TestApp {
    /// With the settings of tests.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With changed settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = settings();
        change(&mut settings);
        settings.database.url = database::fresh(folder.path()).await;
        Box::pin(Self::start(settings, Clock::manual(START), folder)).await
    }

    /// Another node on the same database, with the same clock and secrets.
    pub async fn second_node(&self) -> Self {
        let settings = (*self.app.services.settings).clone();
        Box::pin(Self::start(settings, self.clock.clone(), Arc::clone(&self.folder))).await
    }

    /// The same database after a restart with changed settings.
    pub async fn restarted(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = (*self.app.services.settings).clone();
        change(&mut settings);
        Box::pin(Self::start(settings, self.clock.clone(), Arc::clone(&self.folder))).await
    }

    async fn start(settings: Settings, clock: Clock, folder: Arc<TempDir>) -> Self {
        let starting = App::start(settings, clock.clone(), Random::system(), Migrations::Apply);
        let app = Box::pin(starting).await.unwrap_or_else(|error| panic!("{error}"));
        let (gate, _) = app.gate().unwrap_or_else(|error| panic!("{error}"));
        Self { app, gate, clock, folder }
    }

    /// The application for a server of its own, and the folder of its database, which must outlive it.
    pub fn into_parts(self) -> (App, Arc<TempDir>) {
        (self.app, self.folder)
    }

    /// The flows' view now, for administrators' deeds.
    pub fn deps(&self) -> Deps {
        self.app.deps()
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.app.services.db
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// Changes a registered client at once.
    pub async fn change_client(&self, id: &str, change: impl FnOnce(&mut symbolon::model::ClientMetadata)) {
        use symbolon::flow::admin::{Actor, client};
        client::set(&self.deps(), &Actor::Cli, id, |client| change(&mut client.metadata)).await.unwrap();
        self.app.refresh().await.unwrap();
    }

    /// Registers a client from JSON metadata; gives its generated secret, if it has one.
    pub async fn add_client(&self, id: &str, metadata: serde_json::Value) -> Option<String> {
        use symbolon::flow::admin::{Actor, client};
        let metadata = serde_json::from_value(metadata).unwrap();
        let command = client::AddClient { id: Some(id.to_owned()), metadata, secret: None };
        let added = client::add(&self.deps(), &Actor::Cli, command).await.unwrap();
        self.app.refresh().await.unwrap();
        added.secret
    }

    /// Asserts which rule a refusal was recorded under, however it was told: JSON, redirect or page.
    pub async fn assert_rule(&self, reply: &Reply, rule: Rule) {
        self.app.services.refusals.flush(self.db()).await.unwrap();
        let id = reply.error_id().unwrap_or_else(|| panic!("no refusal in {reply:?}"));
        let record = symbolon::store::refusal::find(self.db(), &id).await.unwrap();
        assert_eq!(record.map(|record| record.rule).as_deref(), Some(rule.name()), "{reply:?}");
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request) -> Reply {
        Reply::read(self.gate.get_response(request).await).await
    }

    /// GET without cookies.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::builder().uri(path.parse().unwrap()).finish()).await
    }

    /// POST of a form without cookies or credentials.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = Request::builder()
            .method(http::Method::POST)
            .uri(path.parse().unwrap())
            .content_type("application/x-www-form-urlencoded")
            .body(encode(form));
        self.send(request).await
    }

    /// A new browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A client of the demo, which authenticates by Basic where it has a secret.
    pub fn client(&self, id: &str) -> Client<'_> {
        Client::demo(self, id)
    }
}

/// Form encoding.
pub fn encode(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}
