//! The two ends of the chain of events.

use super::{Db, StoreError, Tx};

/// Also takes the row for the transaction, so that of several nodes one goes on; the others see what it wrote.
const LOCK: &str = "INSERT INTO audit_head (name, seq, hash, mac) VALUES ($1, 0, '', '')
    ON CONFLICT (name) DO UPDATE SET seq = audit_head.seq RETURNING seq, hash, mac";
const SELECT: &str = "SELECT seq, hash, mac FROM audit_head WHERE name = $1";
const UPDATE: &str = "UPDATE audit_head SET seq = $2, hash = $3, mac = $4 WHERE name = $1";

/// Which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The last event that retention deleted.
    First,
    /// The newest sealed event.
    Last,
}

impl End {
    /// Name of the row.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// An end as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Number of the event; 0 before the first.
    pub seq: i64,
    /// Its hash; empty before the first.
    pub hash: String,
    /// Made with the installation's secret over the two; empty before the first.
    pub mac: String,
}

/// Reads an end for this transaction alone.
pub async fn lock(tx: &mut Tx, end: End) -> Result<Head, StoreError> {
    Ok(tx_optional!(tx, Head, LOCK, end.as_str())?.unwrap_or_default())
}

/// Reads an end.
pub async fn find(db: &Db, end: End) -> Result<Head, StoreError> {
    Ok(read_optional!(db, Head, SELECT, end.as_str())?.unwrap_or_default())
}

/// Moves an end that [`lock`] has given.
pub async fn update(tx: &mut Tx, end: End, head: &Head) -> Result<(), StoreError> {
    tx_execute!(tx, UPDATE, end.as_str(), head.seq, head.hash.as_str(), head.mac.as_str())?;
    Ok(())
}
