//! One database behind two engines: pools to read from, owned transactions to write with.

use super::error::StoreError;
use super::sqlite::{SqliteDb, SqliteTx};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// Rows of a read: `read_optional!(db, Row, SQL, binds…)`.
macro_rules! read_optional {
    ($db:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $db {
            $crate::store::Db::Sqlite(db) => {
                let mut reader = db.reader().await?;
                sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.fetch_optional(&mut *reader).await
            }
            $crate::store::Db::Postgres(pool) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.fetch_optional(pool).await
            }
        }
    };
}

/// All rows of a read.
macro_rules! read_all {
    ($db:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $db {
            $crate::store::Db::Sqlite(db) => {
                let mut reader = db.reader().await?;
                sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.fetch_all(&mut *reader).await
            }
            $crate::store::Db::Postgres(pool) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.fetch_all(pool).await
            }
        }
    };
}

/// The row that a statement of a transaction returns, if any.
macro_rules! tx_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.fetch_optional(tx.connection()).await
            }
            $crate::store::Tx::Postgres(tx) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **tx).await
            }
        }
    };
}

/// All rows that a statement of a transaction returns.
macro_rules! tx_all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.fetch_all(tx.connection()).await
            }
            $crate::store::Tx::Postgres(tx) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.fetch_all(&mut **tx).await
            }
        }
    };
}

/// How many rows a statement of a transaction changed.
macro_rules! tx_execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                sqlx::query::<sqlx::Sqlite>($sql)$(.bind($bind))*.execute(tx.connection()).await.map(|r| r.rows_affected())
            }
            $crate::store::Tx::Postgres(tx) => {
                sqlx::query::<sqlx::Postgres>($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|r| r.rows_affected())
            }
        }
    };
}

/// How to open the database.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// SQLite: whether an acknowledged write survives a power cut.
    pub synchronous_full: bool,
    /// PostgreSQL: most connections; SQLite: most readers.
    pub max_connections: u32,
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// PostgreSQL: how long one statement may take.
    pub statement_timeout: Duration,
}

/// The database. Cloning shares it.
#[derive(Clone, Debug)]
pub enum Db {
    /// Embedded, one writer.
    Sqlite(SqliteDb),
    /// A server that several nodes share.
    Postgres(PgPool),
}

/// A write transaction. Dropped without [`Tx::settle`] or [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// A savepoint in the writer's current batch.
    Sqlite(SqliteTx),
    /// A transaction.
    Postgres(Transaction<'static, Postgres>),
}

/// How a unit of work ends. Reuse detection must keep its revocation and still answer an error.
#[derive(Debug)]
pub enum Verdict<T, E> {
    /// Commit, and answer.
    Done(T),
    /// Commit, and refuse.
    RefuseAndKeep(E),
    /// Roll back, and refuse.
    Refuse(E),
}

impl Db {
    /// Opens the database; an SQLite file and its folder are created.
    ///
    /// # Errors
    /// A URL of another kind, or a database that cannot be opened.
    pub async fn open(options: &DbOptions) -> Result<Self, StoreError> {
        if let Some(path) = options.url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Ok(Self::Sqlite(SqliteDb::open(path, options).await?));
        }
        if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            return open_postgres(options).await.map(Self::Postgres);
        }
        Err(StoreError::Url("must start with sqlite:// or postgres://".to_owned()))
    }

    /// Starts a write transaction.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no writer is to be had in time.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite(db) => db.begin().await.map(Tx::Sqlite),
            Self::Postgres(pool) => {
                #[expect(clippy::disallowed_methods, reason = "the one place that begins PostgreSQL transactions")]
                let tx = pool.begin().await?;
                Ok(Tx::Postgres(tx))
            }
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        read_optional!(self, (i64,), "SELECT CAST(1 AS BIGINT)")?;
        Ok(())
    }

    /// `sqlite` or `postgresql`.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgresql",
        }
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => db.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_postgres(options: &DbOptions) -> Result<PgPool, StoreError> {
    let connect = PgConnectOptions::from_str(&options.url)
        .map_err(|_| StoreError::Url("is not a PostgreSQL URL".to_owned()))?
        .application_name("symbolon")
        .options([("statement_timeout", format!("{}ms", options.statement_timeout.as_millis()))]);
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.connect_timeout)
        .connect_with(connect)
        .await?;
    Ok(pool)
}

impl Tx {
    /// Makes the work last. On SQLite the answer comes when the whole batch is on disk.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; then nothing of it happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => Ok(tx.commit().await?),
        }
    }

    /// Ends the work as `verdict` says.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when what should be kept could not be.
    pub async fn settle<T, E>(self, verdict: Verdict<T, E>) -> Result<Result<T, E>, StoreError> {
        match verdict {
            Verdict::Done(value) => self.commit().await.map(|()| Ok(value)),
            Verdict::RefuseAndKeep(error) => self.commit().await.map(|()| Err(error)),
            Verdict::Refuse(error) => Ok(Err(error)),
        }
    }
}
