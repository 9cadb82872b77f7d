//! Keys that others encrypt to, sealed.

use super::{Db, StoreError, Tx};
use crate::model::{DecryptionKeyRow, KeyId, UnixTime};

const SELECT_ALL: &str = "SELECT kid, sealed_private, created_at FROM decryption_key ORDER BY created_at, kid";
const INSERT: &str = "INSERT INTO decryption_key (kid, sealed_private, created_at) VALUES ($1, $2, $3)
    ON CONFLICT (kid) DO NOTHING";
const RESEAL: &str = "UPDATE decryption_key SET sealed_private = $3 WHERE kid = $1 AND sealed_private = $2";
const DELETE: &str = "DELETE FROM decryption_key WHERE kid = $1";

#[derive(sqlx::FromRow)]
struct Row {
    kid: String,
    sealed_private: String,
    created_at: i64,
}

impl From<Row> for DecryptionKeyRow {
    fn from(row: Row) -> Self {
        Self { kid: KeyId::new(row.kid), sealed_private: row.sealed_private, created_at: UnixTime(row.created_at) }
    }
}

/// Every key, the oldest first.
pub async fn list(db: &Db) -> Result<Vec<DecryptionKeyRow>, StoreError> {
    Ok(read_all!(db, Row, SELECT_ALL)?.into_iter().map(DecryptionKeyRow::from).collect())
}

/// The same as a transaction sees them.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<DecryptionKeyRow>, StoreError> {
    Ok(tx_all!(tx, Row, SELECT_ALL)?.into_iter().map(DecryptionKeyRow::from).collect())
}

/// Adds a key.
pub async fn insert(tx: &mut Tx, key: &DecryptionKeyRow) -> Result<(), StoreError> {
    tx_execute!(tx, INSERT, key.kid.as_str(), key.sealed_private.as_str(), key.created_at.get())?;
    Ok(())
}

/// Replaces a sealed key that is still `before`.
pub async fn reseal(tx: &mut Tx, kid: &KeyId, before: &str, after: &str) -> Result<(), StoreError> {
    tx_execute!(tx, RESEAL, kid.as_str(), before, after)?;
    Ok(())
}

/// Forgets a key; says whether it was there.
pub async fn delete(tx: &mut Tx, kid: &KeyId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, DELETE, kid.as_str())? == 1)
}
