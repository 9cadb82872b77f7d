//! Migrations: once, whoever starts, and never by an older program.

use super::has;
use crate::support::{TestApp, database, settings};
use symbolon::app::open_database;
use symbolon::store::{StoreError, migrate};

#[tokio::test]
async fn nodes_that_migrate_an_empty_database_at_once_all_find_it_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings();
    settings.database.url = database::empty(folder.path()).await;
    let mut nodes = Vec::new();
    for _ in 0..4 {
        nodes.push(open_database(&settings).await.unwrap());
    }
    let pending = migrate::list(&nodes[0]).await.unwrap();
    assert!(!pending.is_empty() && pending.iter().all(|migration| !migration.applied), "{pending:?}");
    let done = tokio::join!(
        migrate::apply(&nodes[0]),
        migrate::apply(&nodes[1]),
        migrate::apply(&nodes[2]),
        migrate::apply(&nodes[3])
    );
    for outcome in [done.0, done.1, done.2, done.3] {
        outcome.unwrap();
    }
    for node in &nodes {
        let applied = migrate::list(node).await.unwrap();
        assert!(applied.len() == pending.len() && applied.iter().all(|migration| migration.applied), "{applied:?}");
        assert!(!has(node, "nothing").await, "the tables are there");
    }
    migrate::apply(&nodes[0]).await.unwrap();
}

#[tokio::test]
async fn database_of_a_newer_program_is_refused() {
    let app = TestApp::new().await;
    app.sql(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         SELECT 9999, 'later', installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    let refused = migrate::apply(app.db()).await;
    let Err(StoreError::Migration(why)) = refused else { panic!("{refused:?}") };
    assert!(why.contains("9999"), "{why}");
}

#[tokio::test]
async fn migration_that_was_changed_after_it_was_applied_is_refused() {
    let app = TestApp::new().await;
    let other = if database::is_postgres() { "'\\x00'" } else { "x'00'" };
    app.sql(&format!("UPDATE _sqlx_migrations SET checksum = {other} WHERE version = 1")).await;
    assert!(matches!(migrate::apply(app.db()).await, Err(StoreError::Migration(_))));
}
