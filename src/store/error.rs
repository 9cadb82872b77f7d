//! What can go wrong with the database, as far as callers decide by it.

/// Failure of a statement or a connection.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with this key exists already.
    #[error("a row with this key exists already")]
    Duplicate,
    /// The database cannot be reached, is too slow, or refused the statement.
    #[error("database: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A stored value cannot be read; the row was written by something else.
    #[error("stored value of {column} cannot be read: {why}")]
    Corrupt {
        /// Table and column.
        column: &'static str,
        /// What the parser said; never the value.
        why: String,
    },
    /// Migrations failed or the database is newer than this program.
    #[error("migration: {0}")]
    Migration(String),
    /// The database URL cannot be used.
    #[error("DATABASE_URL: {0}")]
    Url(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Duplicate,
            _ => Self::Unavailable(error),
        }
    }
}

/// Reads a JSON column.
pub(super) fn parse_json<T: serde::de::DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt { column, why: format!("line {}", error.line()) })
}

/// Writes a JSON column. Our own types always serialise.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
