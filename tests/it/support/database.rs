//! A fresh database for each test: a copy of one that was migrated and filled once.

use sqlx::{Connection, Executor, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
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
            create(url, &format!("CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")).await;
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
            create(&url, &format!("CREATE DATABASE {name}")).await;
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
            create(&url, &format!("CREATE DATABASE {name}")).await;
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

async fn create(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

fn with_database(url: &str, name: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    url.set_path(name);
    url.into()
}
