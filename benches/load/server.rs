//! The server under load, in this process, and people who are signed in at it.

use crate::client::{Answer, Connection, authorize_path, code_for, form};
use std::net::SocketAddr;
use symbolon::app::{App, Migrations};
use symbolon::clock::Clock;
use symbolon::config::{DatabaseUrl, Settings};
use symbolon::flow::admin::demo::{self, DemoData};
use symbolon::flow::admin::{Actor, user};
use symbolon::model::{Profile, Secret};
use symbolon::random::Random;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Where the client `spa` lives.
pub const REDIRECT_URI: &str = "http://localhost:5173/callback";
/// The verifier of every request.
pub const VERIFIER: &str = "a-code-verifier-of-forty-three-characters-or-more";

/// A running server.
pub struct Running {
    pub address: SocketAddr,
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    _folder: TempDir,
}

/// What a sign-in gives.
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Running {
    /// Starts it on a free port with the demo's data on SQLite, and with two people who cannot sign in: `david` is switched off,
    /// and `petra` has no password. Limits of attempts are as wide as they can be.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::defaults();
        settings.database.url = DatabaseUrl::Sqlite(folder.path().join("load.db"));
        settings.keys.secret_key = Some(Secret::new("a secret key for the load, 32 bytes or more".to_owned()));
        (settings.login.attempts_per_account, settings.login.attempts_per_address) = (10_000, 100_000);
        settings.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let runtime = Runtime::new().unwrap();
        let (stop, stopped) = oneshot::channel();
        let address = runtime.block_on(async {
            let app = App::start(settings, Clock::system(), Random::system(), Migrations::Apply).await.unwrap();
            let data = DemoData::read(app.services.settings.issuer.as_str()).unwrap();
            demo::ensure(&app.services, app.clock.now(), &data).await.unwrap();
            add_people(&app).await;
            let listener = app.listen().unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(app.serve(listener, async { drop(stopped.await) }));
            address
        });
        Self { address, runtime, stop, _folder: folder }
    }

    /// Stops it.
    pub fn stop(self) {
        self.stop.send(()).ok();
        self.runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    }

    /// The cookie of a browser in which alice is signed in and has consented.
    pub fn signed_in(&self) -> String {
        let mut connection = Connection::open(self.address);
        let started = connection.get(&authorize_path(VERIFIER), "");
        let first = cookie(&started);
        let login = connection.get(started.header("location"), &format!("Cookie: {first}\r\n"));
        let fields = form(&[
            ("csrf", &hidden(&login, "csrf")),
            ("request", &hidden(&login, "request")),
            ("username", "alice"),
            ("password", "alice123"),
        ]);
        let after = connection.post("/login", &format!("Cookie: {first}\r\n"), &fields);
        let cookie = cookie(&after);
        if after.header("location").starts_with("/consent") {
            let header = format!("Cookie: {cookie}\r\n");
            let page = connection.get(after.header("location"), &header);
            let fields = form(&[
                ("csrf", &hidden(&page, "csrf")),
                ("request", &hidden(&page, "request")),
                ("decision", "allow"),
            ]);
            connection.post("/consent", &header, &fields);
        }
        cookie
    }

    /// Tokens of a fresh sign-in.
    pub fn tokens(&self) -> Tokens {
        let mut connection = Connection::open(self.address);
        let code = code_for(&mut connection, &self.signed_in(), VERIFIER);
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("client_id", "spa"),
            ("redirect_uri", REDIRECT_URI),
            ("code", &code),
            ("code_verifier", VERIFIER),
        ]);
        let answer = connection.post("/token", "", &body);
        Tokens { access: answer.field("access_token"), refresh: answer.field("refresh_token") }
    }
}

async fn add_people(app: &App) {
    let deps = app.deps();
    for (username, password) in [("david", Some("david123")), ("petra", None)] {
        let command = user::AddUser {
            username: username.to_owned(),
            profile: Profile::default(),
            admin: false,
            password: password.map(|password| Secret::new(password.to_owned())),
            groups: Vec::new(),
            roles: Vec::new(),
            attributes: serde_json::Map::new(),
        };
        user::add(&deps, &Actor::Cli, command).await.unwrap();
    }
    user::disable(&deps, &Actor::Cli, "david", true).await.unwrap();
}

/// The cookie that an answer sets.
pub fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The value of a hidden input.
pub fn hidden(answer: &Answer, name: &str) -> String {
    let after = answer.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1;
    after.split_once('"').unwrap().0.to_owned()
}
