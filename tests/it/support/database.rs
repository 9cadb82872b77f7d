//! A fresh database for each test: a copy of one that was migrated and filled once.

use sqlx::{Connection, Executor, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use symbolon::app::{App, Migrations};
use symbolon::clock::Clock;
use symbolon::config::{DatabaseUrl, Settings};
use symbolon::flow::admin::demo::{self, DemoData};
use symbolon::model::Secret;
use symbolon::random::Random;
use tempfile::TempDir;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static COUNT: AtomicU64 = AtomicU64::new(0);

/// The databases on the server that tests were given, each with the folder of its test.
static LENT: Mutex<Vec<(String, PathBuf)>> = Mutex::new(Vec::new());

enum Template {
    File(PathBuf, #[expect(dead_code, reason = "keeps the folder")] TempDir),
    Server { url: String, name: String },
}

/// A database with the demo's data and nothing else, whose files are in `folder`.
pub async fn fresh(folder: &Path) -> DatabaseUrl {
    match TEMPLATE.get_or_init(template).await {
        Template::File(path, _) => {
            let copy = folder.join("test.db");
            std::fs::copy(path, &copy).unwrap();
            DatabaseUrl::Sqlite(copy)
        }
        Template::Server { url, name } => {
            let copy = format!("{name}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
            lend(url, &copy, folder, &format!("CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")).await;
            DatabaseUrl::Postgres(Secret::new(with_database(url, &copy)))
        }
    }
}

/// A database without anything, not even tables.
pub async fn empty(folder: &Path) -> DatabaseUrl {
    match server() {
        None => DatabaseUrl::Sqlite(folder.join("empty.db")),
        Some(url) => {
            let name = format!("symbolon_empty_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
            lend(&url, &name, folder, &format!("CREATE DATABASE {name}")).await;
            DatabaseUrl::Postgres(Secret::new(with_database(&url, &name)))
        }
    }
}

/// Whether the tests run on PostgreSQL.
pub fn is_postgres() -> bool {
    server().is_some()
}

#[expect(clippy::disallowed_methods, reason = "not a setting of the program: says where the tests run")]
fn server() -> Option<String> {
    std::env::var("SYMBOLON_TEST_DATABASE").ok().filter(|url| !url.is_empty())
}

async fn template() -> Template {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = super::settings();
    let template = match server() {
        None => Template::File(folder.path().join("template.db"), folder),
        Some(url) => {
            let name = format!("symbolon_test_{}", std::process::id());
            ask(&url, &[format!("CREATE DATABASE {name}")]).await;
            Template::Server { url, name }
        }
    };
    settings.database.url = match &template {
        Template::File(path, _) => DatabaseUrl::Sqlite(path.clone()),
        Template::Server { url, name } => DatabaseUrl::Postgres(Secret::new(with_database(url, name))),
    };
    fill(settings).await;
    template
}

async fn fill(settings: Settings) {
    let starting = App::start(settings, Clock::manual(super::START), Random::system(), Migrations::Apply);
    let app = Box::pin(starting).await.unwrap_or_else(|error| panic!("{error}"));
    let data = DemoData::read(super::ISSUER).unwrap();
    demo::ensure(&app.services, app.clock.now(), &data).await.unwrap();
    app.services.db.close().await;
}

/// So many databases of ended tests may stay: a drop has the server write everything out, which is cheap when it has just
/// done so.
const LEFT: usize = 40;

/// Creates a database for the test with this folder, and drops those of tests whose folder is gone: all of them together
/// would fill a small disk.
async fn lend(url: &str, name: &str, folder: &Path, create: &str) {
    let ended: Vec<_> = {
        let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
        lent.push((name.to_owned(), folder.to_owned()));
        let ended = |(_, folder): &mut (String, PathBuf)| !folder.exists();
        if lent.len() > LEFT { lent.extract_if(.., ended).collect() } else { Vec::new() }
    };
    let drop = |(name, _)| format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    let statements: Vec<_> = ended.into_iter().map(drop).chain([create.to_owned()]).collect();
    ask(url, &statements).await;
}

async fn ask(url: &str, statements: &[String]) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    for sql in statements {
        connection.execute(sqlx::AssertSqlSafe(sql.clone())).await.unwrap();
    }
    connection.close().await.unwrap();
}

fn with_database(url: &str, name: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    url.set_path(name);
    url.into()
}
