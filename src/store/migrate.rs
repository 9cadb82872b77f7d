//! One portable sequence of migrations, embedded (`migrations/`).

use super::{Db, StoreError};
use sqlx::migrate::Migrator;
use std::collections::BTreeSet;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

const SELECT_TABLES_SQLITE: &str =
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
const SELECT_TABLES_POSTGRES: &str =
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = '_sqlx_migrations'";
const SELECT_APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

/// A migration and whether it has been applied.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MigrationState {
    /// Number in the sequence.
    pub version: i64,
    /// What it is about.
    pub description: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// Every migration of this program with its state.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn list(db: &Db) -> Result<Vec<MigrationState>, StoreError> {
    let applied = applied_versions(db).await?;
    let state = |migration: &sqlx::migrate::Migration| MigrationState {
        version: migration.version,
        description: migration.description.to_string(),
        applied: applied.contains(&migration.version),
    };
    Ok(MIGRATOR.iter().map(state).collect())
}

/// Whether the database was migrated by a newer program.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn is_newer(db: &Db) -> Result<bool, StoreError> {
    let known = |version: &i64| MIGRATOR.iter().any(|migration| migration.version == *version);
    Ok(!applied_versions(db).await?.iter().all(known))
}

async fn applied_versions(db: &Db) -> Result<BTreeSet<i64>, StoreError> {
    let sql = match db {
        Db::Sqlite(_) => SELECT_TABLES_SQLITE,
        Db::Postgres(_) => SELECT_TABLES_POSTGRES,
    };
    let tables: Option<(i64,)> = read_optional!(db, (i64,), sql)?;
    if tables.is_none_or(|(count,)| count == 0) {
        return Ok(BTreeSet::new());
    }
    let rows = read_all!(db, (i64,), SELECT_APPLIED)?;
    Ok(rows.into_iter().map(|(version,)| version).collect())
}

/// Applies what is pending. Nodes that start together wait for each other: on PostgreSQL by an advisory lock, on
/// SQLite by the immediate transaction that surrounds the whole sequence.
///
/// # Errors
/// [`StoreError::Migration`] when a step fails or the database is newer than this program.
pub async fn apply(db: &Db) -> Result<(), StoreError> {
    let failed = |error: sqlx::migrate::MigrateError| StoreError::Migration(error.to_string());
    match db {
        Db::Sqlite(sqlite) => {
            let _alone = sqlite.lock_file().await?;
            let mut writer = sqlite.lock_writer().await;
            MIGRATOR.run_direct(None, writer.connection(), false).await.map_err(failed)
        }
        Db::Postgres(pool) => MIGRATOR.run(pool).await.map_err(failed),
    }
}
